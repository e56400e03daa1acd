// SPDX-License-Identifier: Apache-2.0
#include "server/net/upgrade.hpp"

#include "server/base/bytes.hpp"
#include "server/net/browser.hpp"

#include <boost/beast/http/rfc7230.hpp>

#include <optional>

namespace tocsin::net {

namespace {

constexpr std::size_t key_bytes = 16; // RFC 6455 section 4.1

bool names(const Request& request, http::field field, std::string_view token) {
    return http::token_list(request[field]).exists({token.data(), token.size()});
}

Response upgrade_required() {
    Response response = refuse(http::status::upgrade_required, "This is a WebSocket, version 13.");
    response.fields.emplace_back("Upgrade", "websocket");
    response.fields.emplace_back("Sec-WebSocket-Version", "13");
    return response;
}

std::optional<wire::Format> format_of(const Request& request) {
    for (const auto field : http::token_list(request[http::field::sec_websocket_protocol])) {
        const std::string_view token(field.data(), field.size());
        for (const auto format : {wire::Format::binary, wire::Format::json}) {
            if (token == wire::subprotocol(format)) return format;
        }
    }
    return std::nullopt;
}

} // namespace

std::variant<Upgrade, Response>
check_upgrade(const Request& request, const std::vector<std::string>& origins) {
    if (request.method() != http::verb::get) {
        Response response =
            refuse(http::status::method_not_allowed, "A WebSocket begins with GET.");
        response.fields.emplace_back("Allow", "GET");
        return response;
    }
    const bool asked = request.version() >= 11 &&
                       names(request, http::field::upgrade, "websocket") &&
                       names(request, http::field::connection, "upgrade");
    if (!asked || field_of(request, http::field::sec_websocket_version) != "13")
        return upgrade_required();
    const auto key = from_base64(field_of(request, http::field::sec_websocket_key));
    if (request.count(http::field::sec_websocket_key) != 1 || !key || key->size() != key_bytes)
        return refuse(http::status::bad_request, "Sec-WebSocket-Key must be 16 bytes in base64.");
    // No Origin is a program, which has no cookies to be stolen; a page must be one of ours.
    const bool is_page = request.count(http::field::origin) > 0;
    if (is_page && !comes_from(request, origins))
        return refuse(http::status::forbidden, "This page may not connect here.");

    const auto format = format_of(request);
    if (!format)
        return refuse(
            http::status::bad_request, "The subprotocol must be tocsin.v1 or tocsin.v1.json."
        );
    Upgrade upgrade;
    upgrade.format = *format;
    upgrade.authorization = field_of(request, http::field::authorization);
    if (is_page) upgrade.cookie = session_cookie(request);
    upgrade.page = field_of(request, http::field::origin);
    return upgrade;
}

} // namespace tocsin::net
