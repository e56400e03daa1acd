// What must be right before a request may become a WebSocket (security.md 5.1, 5.2): Beast checks
// none of it but the key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/http.hpp"
#include "server/wire/codec.hpp"

#include <variant>
#include <vector>

namespace tocsin::net {

struct Upgrade {
    wire::Format format = wire::Format::binary;
    std::string authorization; // "Bearer …", or empty
    std::string cookie;        // of a browser's session; only from a page of ours, or empty
    std::string page;          // the origin of a page of ours; empty: a program
};

constexpr std::string_view websocket_path = "/ws";

// Host was checked before, as for every request. `origins` are those of our own pages.
std::variant<Upgrade, Response>
check_upgrade(const Request& request, const std::vector<std::string>& origins);

} // namespace tocsin::net
