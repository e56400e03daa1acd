// What must be right before a request may become a WebSocket (security.md 5.1, 5.2): Beast checks
// none of it but the key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/http.hpp"
#include "server/net/options.hpp"
#include "server/wire/codec.hpp"

#include <optional>

namespace tocsin::net {

struct Upgrade {
    wire::Format format = wire::Format::binary;
    std::string authorization; // "Bearer …", or empty
};

constexpr std::string_view websocket_path = "/ws";

// Host was checked before, as for every request.
std::variant<Upgrade, Response> check_upgrade(const Request& request, const Options& options);

} // namespace tocsin::net
