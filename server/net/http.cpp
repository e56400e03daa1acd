// SPDX-License-Identifier: Apache-2.0
#include "server/net/http.hpp"

#include "server/base/limits.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace tocsin::net {

namespace {

namespace beast = boost::beast;

// What Beast lets pass and a proxy before us may read otherwise.
std::optional<std::string> ambiguity(std::string_view head) {
    for (std::size_t i = 0; i < head.size(); ++i) {
        const char c = head[i];
        if (c == '\0') return "a zero byte";
        if (c == '\n' && (i == 0 || head[i - 1] != '\r')) return "a line that ends without CR";
        if (c == '\r' && (i + 1 == head.size() || head[i + 1] != '\n')) return "a CR without LF";
        const bool folded = i > 0 && head[i - 1] == '\n' && (c == ' ' || c == '\t');
        if (folded) return "a folded line";
    }
    return std::nullopt;
}

Response malformed(const std::string& why) {
    return refuse(http::status::bad_request, "This request cannot be read: " + why + ".");
}

// The one place where Beast's errors become answers.
Response response_of(beast::error_code ec) {
    if (ec == http::error::header_limit || ec == http::error::buffer_overflow)
        return refuse(
            http::status::request_header_fields_too_large, "The header is larger than 8 KiB."
        );
    if (ec == http::error::body_limit)
        return refuse(http::status::payload_too_large, "Nothing as large as this is taken here.");
    return malformed(ec.message());
}

std::string lower(std::string_view text) {
    std::string lowered(text);
    for (char& c : lowered) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lowered;
}

// "[::1]:8080" → "[::1]"
std::string_view without_port(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    const bool in_brackets =
        host.find(']', colon == std::string_view::npos ? 0 : colon) != std::string_view::npos;
    return colon == std::string_view::npos || in_brackets ? host : host.substr(0, colon);
}

} // namespace

Response refuse(http::status status, std::string words) {
    Response response;
    response.status = status;
    response.body = std::move(words) + "\n";
    return response;
}

Response refuse_for_now(http::status status, std::string words, std::chrono::nanoseconds wait) {
    Response response = refuse(status, std::move(words));
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    response.fields.emplace_back("Retry-After", std::to_string(seconds));
    return response;
}

std::variant<Request, Response> parse_head(std::string_view head) {
    if (const auto why = ambiguity(head)) return malformed(*why);

    http::request_parser<http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits::http_header_bytes_max));
    parser.body_limit(limits::message_bytes_max);
    beast::error_code ec;
    parser.put(boost::asio::buffer(head.data(), head.size()), ec);
    if (ec && ec != http::error::need_more && ec != http::error::unexpected_body)
        return response_of(ec);
    if (!parser.is_header_done()) return malformed("it ends too early");

    const Request& request = parser.get();
    if (request.count(http::field::content_length) > 0 &&
        request.count(http::field::transfer_encoding) > 0)
        return malformed("both Content-Length and Transfer-Encoding");
    const std::size_t hosts = request.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && request.version() >= 11))
        return malformed("one Host header is needed");
    if (request.target().empty() || request.target().front() != '/')
        return malformed("the target is not a path");
    return parser.release();
}

std::string_view field_of(const Request& request, http::field name) {
    const auto value = request[name];
    return {value.data(), value.size()};
}

std::string_view path_of(const Request& request) {
    const std::string_view target(request.target().data(), request.target().size());
    return target.substr(0, target.find('?'));
}

std::string_view query_of(const Request& request) {
    const std::string_view target(request.target().data(), request.target().size());
    const std::size_t mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

std::variant<std::size_t, Response> body_size(const Request& request, std::size_t bytes_max) {
    if (request.count(http::field::transfer_encoding) > 0)
        return refuse(http::status::length_required, "The body must come with its Content-Length.");
    const std::size_t given = request.count(http::field::content_length);
    if (given == 0) return std::size_t{0};
    const std::string_view digits = field_of(request, http::field::content_length);
    std::size_t size = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (given > 1 || failure != std::errc() || end != digits.data() + digits.size())
        return malformed("Content-Length is not one number");
    if (size > bytes_max)
        return refuse(http::status::payload_too_large, "Nothing as large as this is taken here.");
    return size;
}

bool is_our_host(std::string_view host, const std::vector<std::string>& hosts) {
    const std::string given = lower(host);
    const std::string_view name = without_port(given);
    if (hosts.empty()) return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
    return std::any_of(hosts.begin(), hosts.end(), [&](const std::string& ours) {
        const std::string wanted = lower(ours);
        return wanted == name || wanted == given;
    });
}

void add_security_headers(
    bool is_tls, const std::function<void(std::string_view name, std::string_view value)>& add
) {
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "no-referrer");
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Resource-Policy", "same-origin");
    add("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (is_tls) add("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
}

std::string render(const Response& response, const Rendering& how) {
    std::string text = "HTTP/1.1 " + std::to_string(static_cast<unsigned>(response.status)) + ' ';
    const auto reason = http::obsolete_reason(response.status);
    text.append(reason.data(), reason.size());
    const auto add = [&text](std::string_view name, std::string_view value) {
        text.append("\r\n").append(name).append(": ").append(value);
    };
    add("Server", "tocsin");
    if (response.status != http::status::not_modified) { // It has none of its own.
        add("Content-Type", response.type);
        add("Content-Length", std::to_string(response.body.size()));
    }
    add("Cache-Control", response.cache);
    add("Content-Security-Policy", response.policy);
    add_security_headers(how.is_tls, add);
    for (const auto& [name, value] : response.fields)
        add(name, value);
    add("Connection", how.keep_alive ? "keep-alive" : "close");
    text += "\r\n\r\n";
    if (how.with_body) text += response.body;
    return text;
}

} // namespace tocsin::net
