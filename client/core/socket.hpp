// One WebSocket to a server, plain or TLS 1.3: whole messages in and out. Knows nothing of what
// they say. The only file of the client that knows Beast is socket.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/address.hpp"
#include "server/base/asio.hpp"
#include "server/base/result.hpp"
#include "server/wire/auth_text.hpp"

#include <memory>
#include <optional>
#include <string>

namespace tocsin::client {

struct SocketOptions {
    Address address;
    std::string token;   // sent as a bearer in the upgrade, unless empty
    std::string ca_file; // PEM to trust; empty: the system's
};

// How a conversation ended.
struct Ending {
    int close_code = 0; // 0: no close frame came
    std::string reason; // of the close frame, or of the system
};

class Socket {
public:
    static std::unique_ptr<Socket> make(asio::io_context& io, SocketOptions options);
    virtual ~Socket() = default;

    // Resolves, connects, shakes hands; at most ten seconds after the name is resolved.
    virtual awaitable<Result<void>> open() = 0;
    // The next message; nothing: the conversation is over, see ending().
    virtual awaitable<std::optional<std::string>> receive() = 0;
    // False: it is over. One at a time.
    virtual awaitable<bool> send(std::string message) = 0;
    // Says goodbye with this code; after every send().
    virtual awaitable<void> close(int code) = 0;
    // Closes TCP at once, with a reset when asked to; whatever waits here comes back soon.
    virtual void cut(bool reset) = 0;
    virtual const Ending& ending() const = 0;
    // RFC 9266, once open; none without TLS.
    virtual std::optional<wire::Exporter> exporter() = 0;
};

} // namespace tocsin::client
