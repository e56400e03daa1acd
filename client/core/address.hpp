// The URL of a server's socket: ws://host[:port][/path] or wss://…; an IPv6 address stands in
// brackets. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::client {

struct Address {
    bool tls = false;
    std::string host; // without brackets
    std::string port; // decimal; 80 or 443 when the URL names none
    std::string path; // "/ws" when the URL names none

    std::string
    host_header() const;     // with brackets where needed, the port unless it is the usual one
    std::string url() const; // one spelling for one server
};

// http:// and https:// are taken for ws:// and wss://: people paste what the browser shows.
std::optional<Address> parse_address(std::string_view url);

} // namespace tocsin::client
