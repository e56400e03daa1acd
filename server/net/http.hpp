// HTTP/1.1, as little of it as the edge needs: one strict request head in, one whole answer out.
// Pure: bytes and values; the connection does the waiting.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin::net {

namespace http = boost::beast::http;
using Request = http::request<http::empty_body>;

struct Response {
    http::status status = http::status::ok;
    std::string type = "text/plain; charset=utf-8";
    std::string body;
    std::string_view cache = "no-store"; // Cache-Control
    std::string_view policy =
        "default-src 'none'; frame-ancestors 'none'"; // Content-Security-Policy
    std::vector<std::pair<std::string, std::string>> fields;
};

// An answer that is an error: its words as the body.
Response refuse(http::status status, std::string words);

// The same, with when to come again (Retry-After).
Response refuse_for_now(http::status status, std::string words, std::chrono::nanoseconds wait);

// `head` ends with the empty line. Anything that two readers could understand differently is
// refused: Content-Length with Transfer-Encoding, folded lines, bare LF, Host twice or none, a
// target that is not a path. A body beyond 64 KiB is 413; a smaller one is read by those who have a
// use for it (auth_pages.hpp), up to a bound of their own.
std::variant<Request, Response> parse_head(std::string_view head);

std::string_view field_of(const Request& request, http::field name);

// The path without its query; and the query without '?'.
std::string_view path_of(const Request& request);
std::string_view query_of(const Request& request);

// What Content-Length announces, 0 when there is no body; 413 beyond `bytes_max`, 411 when it comes
// without a length.
std::variant<std::size_t, Response> body_size(const Request& request, std::size_t bytes_max);

// Whether `host` (a Host header) is one of `hosts`; none configured: localhost and loopback.
bool is_our_host(std::string_view host, const std::vector<std::string>& hosts);

// What every answer tells a browser, whatever it is an answer to; those of TLS need TLS.
void add_security_headers(
    bool is_tls, const std::function<void(std::string_view name, std::string_view value)>& add
);

struct Rendering {
    bool with_body = true; // not for HEAD
    bool keep_alive = false;
    bool is_tls = false;
};

std::string render(const Response& response, const Rendering& how);

} // namespace tocsin::net
