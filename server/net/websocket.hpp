// One WebSocket over a lane. The only file that knows Beast's stream: it shakes hands, reads,
// answers pings and closes; our own frames go by it, straight into the lane. One thread; one
// reader.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/http.hpp"
#include "server/net/lane.hpp"
#include "server/wire/codec.hpp"

#include <memory>

namespace tocsin::net {

// RFC 6455 section 7.4, and ours (docs/PROTOCOL.md 9).
enum class CloseCode : std::uint16_t {
    done = 1000,
    wrong_kind = 1003,
    policy = 1008,
    internal = 1011,
    restarting = 1012,
    try_later = 1013,
    malformed = 4400,
    not_authenticated = 4401,
    authentication_late = 4408,
    slow_consumer = 4413,
    session_ended = 4450,
    ahead_of_log = 4460,
};

class WebSocket {
public:
    WebSocket(Lane& lane, wire::Format format);
    ~WebSocket();

    // Answers 101 with the subprotocol. The request was checked (upgrade.hpp).
    awaitable<error_code> accept(const Request& request);

    enum class Received { message, wrong_kind, over };
    // The next whole message, or that it is not of this subprotocol's kind, or that there will be
    // none. An idle one holds sixteen bytes.
    awaitable<Received> receive(std::string& message);
    void set_message_limit(std::size_t bytes);

    // Beast answers pings by itself; this asks the peer whether it is there. One at a time.
    void ping();
    // Sends a close frame behind what is half sent, then waits for the peer's; receive() ends when
    // it came. The lane's deadlines bound it. Idempotent.
    void close(CloseCode code, std::string_view reason);
    bool is_closing() const;

    // Nothing refers to us any more. MUST be awaited, after the lane's abort(), before we go.
    awaitable<void> settle();

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
};

} // namespace tocsin::net
