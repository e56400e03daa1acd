// SPDX-License-Identifier: Apache-2.0
#include "server/net/console.hpp"

#include "storage/sha256.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace tocsin::net {

namespace {

constexpr std::string_view page = "/index.html";
// Files under it are named by what they hold; all others keep their name when they change.
constexpr std::string_view named_by_content = "/a/";

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> types = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
}};

std::string_view type_of(std::string_view path) {
    for (const auto& [ending, type] : types)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

// Whether an encoding stands in the list, and not as refused (q=0). Browsers list, they do not
// weigh.
bool accepts(const Request& request, std::string_view encoding) {
    std::string_view list = field_of(request, http::field::accept_encoding);
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        std::string_view one = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        const std::size_t name_end = std::min(one.find_first_of("; "), one.size());
        const std::string_view weight = one.substr(name_end);
        const bool is_refused =
            weight.ends_with("q=0") || weight.ends_with("q=0.0") || weight.ends_with("q=0.000");
        if (one.substr(0, name_end) == encoding) return !is_refused;
    }
    return false;
}

// A person opened an address, or reloaded one: what is asked for is a page. At the root it is for
// whoever asks: there is nothing else.
bool wants_page(const Request& request) {
    const std::string_view path = path_of(request);
    if (path == "/") return true;
    const std::string_view last = path.substr(path.rfind('/') + 1);
    const std::string_view accepted = field_of(request, http::field::accept);
    return last.find('.') == std::string_view::npos &&
           accepted.find("text/html") != std::string_view::npos;
}

} // namespace

std::string console_policy(const std::vector<std::string>& origins) {
    std::string connect = "connect-src 'self'";
    for (const std::string& origin : origins)
        if (origin.starts_with("http")) connect += " ws" + origin.substr(4);
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
           "font-src 'self'; " +
           connect +
           "; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
           "frame-ancestors 'none'; require-trusted-types-for 'script'; "
           "trusted-types svelte-trusted-html tocsin-script-url";
}

Console::Console(std::span<const ConsoleFile> files, const std::vector<std::string>& origins)
    : policy_(console_policy(origins)) {
    for (const ConsoleFile& file : files)
        files_.emplace(file.path, file);
}

std::optional<Response> Console::answer(const Request& request) const {
    auto found = files_.find(path_of(request));
    if (found == files_.end() && wants_page(request)) found = files_.find(page);
    if (found == files_.end()) return std::nullopt;
    return file(found->second, request);
}

Response Console::file(const ConsoleFile& file, const Request& request) const {
    Response response;
    response.type = file.type;
    response.policy = policy_;
    response.cache = file.path.starts_with(named_by_content) ? "public, max-age=31536000, immutable"
                                                             : "no-cache";
    response.fields.emplace_back("ETag", file.etag);
    response.fields.emplace_back("Vary", "Accept-Encoding");
    if (field_of(request, http::field::if_none_match) == file.etag) {
        response.status = http::status::not_modified;
        return response;
    }
    if (!file.brotli.empty() && accepts(request, "br")) {
        response.body = file.brotli;
        response.fields.emplace_back("Content-Encoding", "br");
    } else if (!file.gzip.empty() && accepts(request, "gzip")) {
        response.body = file.gzip;
        response.fields.emplace_back("Content-Encoding", "gzip");
    } else {
        response.body = file.plain;
    }
    return response;
}

Result<ConsoleFolder> ConsoleFolder::read(const std::filesystem::path& folder) {
    ConsoleFolder read;
    std::error_code ec;
    for (std::filesystem::recursive_directory_iterator at(folder, ec), end; !ec && at != end;
         at.increment(ec)) {
        if (!at->is_regular_file(ec)) continue;
        std::ifstream in(at->path(), std::ios::binary);
        std::ostringstream content;
        content << in.rdbuf();
        auto bytes = std::make_unique<Bytes>();
        bytes->path = "/" + at->path().lexically_relative(folder).generic_string();
        bytes->content = content.str();
        bytes->etag = '"' + storage::sha256({bytes->content}).hex().substr(0, 32) + '"';
        read.files_.push_back(
            {bytes->path, type_of(bytes->path), bytes->etag, bytes->content, {}, {}}
        );
        read.bytes_.push_back(std::move(bytes));
    }
    const bool has_page = std::any_of(read.files_.begin(), read.files_.end(), [](const auto& file) {
        return file.path == page;
    });
    if (!has_page)
        return Trouble{
            Trouble::Fate::failed,
            0,
            "there is no console in " + folder.string(),
            "it holds no index.html",
            "build it (docs/CONSOLE.md), or leave --web-dir away"};
    return read;
}

} // namespace tocsin::net
