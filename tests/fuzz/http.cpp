// The head of a request, and all that is read in it before anybody is known: whose it is, where it
// comes from, what it asks for. No second reader may understand another request, nobody's word is
// taken for an address but a proxy's own, and whatever is asked, one whole answer is given.
// SPDX-License-Identifier: Apache-2.0
#include "server/net/http.hpp"

#include "server/app/log_line.hpp"
#include "server/base/limits.hpp"
#include "server/net/address.hpp"
#include "server/net/browser.hpp"
#include "server/net/console.hpp"
#include "server/net/proxies.hpp"
#include "server/net/upgrade.hpp"
#include "server/wire/utf8.hpp"
#include "storage/tiles.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace {

using namespace tocsin;
using namespace tocsin::net;
using tocsin::fuzz::believed;
using tocsin::fuzz::must;
namespace ip = boost::asio::ip;

const std::vector<std::string> origins{"http://localhost:8080"};

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

std::string_view without_blanks(std::string_view text) {
    const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
    const auto end = text.find_last_not_of(" \t") + 1;
    return text.substr(begin, std::max(begin, end) - begin);
}

void one_whole_answer(const Response& response) {
    const std::string text = render(response, {});
    http::response_parser<http::string_body> parser;
    parser.eager(true);
    boost::beast::error_code ec;
    const std::size_t read = parser.put(boost::asio::buffer(text), ec);
    must(!ec && parser.is_done() && read == text.size(), "an answer is one answer");
    must(parser.get().body() == response.body, "with the body that was meant");
}

template <class T>
const T* or_answer(const std::variant<T, Response>& judged) {
    if (const auto* refused = std::get_if<Response>(&judged)) one_whole_answer(*refused);
    return std::get_if<T>(&judged);
}

// Line by line, as the plainest of proxies would. (Fields of one name stand together in ours.)
void reads_alike(std::string_view head, const Request& request) {
    const auto take_line = [&head] {
        const auto line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(line.size() + 2);
        return line;
    };
    std::string asked(view(request.method_string()));
    asked.append(" ").append(view(request.target())).append(" HTTP/1.");
    must(take_line() == asked + (request.version() == 10 ? "0" : "1"), "one line asks");
    auto left = std::distance(request.begin(), request.end());
    for (auto line = take_line(); !line.empty(); line = take_line(), --left) {
        const auto colon = line.find(':');
        const auto value = without_blanks(line.substr(colon + 1));
        const auto [first, last] = request.equal_range({line.data(), std::min(colon, line.size())});
        const bool is_there = std::any_of(first, last, [value](const auto& field) {
            return view(field.value()) == value;
        });
        must(is_there, "every line is a field, with its value");
    }
    must(left == 0, "every field is a line");
    for (const auto& field : request) {
        const auto logged = app::escaped(view(field.value()));
        must(wire::is_utf8(logged), "the log of operations is UTF-8");
        const auto is_control = [](char c) { return c >= 0 && (c < ' ' || c == 0x7f); };
        must(std::none_of(logged.begin(), logged.end(), is_control), "nobody writes a line there");
    }
}

void comes_from_whom(Request request) {
    static const Proxies proxies({"127.0.0.1/32", "10.0.0.0/8", "fd00::/8"});
    static const auto proxy = ip::make_address("10.1.2.3");
    static const auto visitor = ip::make_address("203.0.113.9");
    must(proxies.client_of(visitor, request) == visitor, "nobody says himself who he is");
    (void)to_string_of_source(block_of(proxies.client_of(proxy, request)));

    const auto field = std::string(view(request["X-Forwarded-For"])) + ", 203.0.113.9";
    request.set("X-Forwarded-For", field);
    must(proxies.client_of(proxy, request) == visitor, "what our proxy saw stands last");
}

void of_a_browser(const Request& request) {
    const std::string cookie = session_cookie(request);
    const bool is_there = std::any_of(request.begin(), request.end(), [&](const auto& field) {
        return view(field.value()).find("__Host-s=" + cookie) != std::string_view::npos;
    });
    must(cookie.empty() || is_there, "a session's cookie was sent");
    must(cookie.find(';') == cookie.npos, "and is one");

    const auto judged = check_upgrade(request, origins);
    const auto* upgrade = or_answer(judged);
    if (upgrade == nullptr) return;
    const auto pages = request.count(http::field::origin);
    must(pages <= 1 && request.method() == http::verb::get, "a socket has one origin");
    must(pages == 0 || comes_from(request, origins), "which is ours");
    must(upgrade->cookie == (pages == 0 ? "" : cookie), "and a program has no cookie");
}

void asks_for(const Request& request) {
    const auto sized = body_size(request, limits::http_body_bytes_max);
    if (const auto* size = or_answer(sized))
        must(*size <= limits::http_body_bytes_max, "a body has a bound");
    const auto path = path_of(request).substr(1);
    if (const auto tile = storage::TilePath::parse(path))
        must(tile->str() == path, "a tile has one path");

    static const ConsoleFile files[] = {
        {"/index.html", "text/html", "\"1\"", "page", {}, {}},
        {"/a/app.js", "text/javascript", "\"2\"", "plain", "gzip", "brotli"},
    };
    static const Console console(files, origins);
    if (const auto page = console.answer(request)) one_whole_answer(*page);
}

} // namespace

void tocsin::fuzz::fuzz(std::string_view input) {
    const auto end = input.find("\r\n\r\n");
    const auto head = input.substr(0, end == input.npos ? end : end + 4);
    const auto parsed = parse_head(head);
    const auto* request = or_answer(parsed);
    if (request == nullptr) return;
    reads_alike(head, *request);
    if (!is_our_host(field_of(*request, http::field::host), {"localhost"})) return;
    believed();
    comes_from_whom(*request);
    of_a_browser(*request);
    asks_for(*request);
}
