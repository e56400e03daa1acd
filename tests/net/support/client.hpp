// A WebSocket client written frame by frame, which may be as wrong as a test wants and forgives
// the server nothing: unmasked, shortest lengths, control frames whole and small, nothing behind
// a close.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/wire/codec.hpp"
#include "tests/net/support/house.hpp"
#include "tests/net/support/peer.hpp"

#include <map>
#include <optional>
#include <string>

namespace tocsin::net::test {

struct Frame {
    enum Opcode { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

    int opcode = binary;
    std::string payload;
    bool fin = true;

    int close_code() const; // 0: none given

    std::string close_reason() const {
        return payload.size() > 2 ? payload.substr(2) : std::string();
    }
};

// As a client sends it; `masked` or not, with any bits that a test wants wrong.
struct Wrong {
    bool masked = true;
    int reserved = 0; // 0x40, 0x20, 0x10
};

std::string bytes_of(const Frame& frame, Wrong wrong);

inline std::string bytes_of(const Frame& frame) {
    return bytes_of(frame, Wrong());
}

// Headers of an upgrade that is right; a test changes one. An empty value leaves the header out.
using Headers = std::map<std::string, std::string>;
std::string upgrade_request(const Headers& changed = {}, const std::string& target = "/ws");

struct Http {
    int status = 0;
    std::string head;
    std::string body;

    std::string field(const std::string& name) const; // empty: not there
};

// The next answer; status 0: none came.
Http read_answer(Peer& peer, bool with_body = true);
// One request on a connection of its own.
Http request(unsigned short port, const std::string& bytes);
Http get(unsigned short port, const std::string& target);

class Client {
public:
    // Connects and upgrades; `answer` tells what came of it.
    explicit Client(
        unsigned short port,
        const Headers& changed = {},
        Peer::Tls tls = Peer::Tls::none,
        int receive_buffer_bytes = 0
    );

    // The same over a peer that is connected.
    explicit Client(Peer connected, const Headers& changed = {});

    Http answer;
    Peer peer;
    wire::Format format = wire::Format::binary;

    // Log-in by device key, up to the welcome; what else came is CHECKed against.
    v1::Welcome log_in(const House& house, const Person& person);
    // Only the message; the challenge is read if it was not yet.
    void authenticate(const House& house, const Person& person);
    v1::Challenge challenge();
    v1::Following follow(const v1::Follow& follow = {});

    bool send(const Frame& frame) { return peer.send(bytes_of(frame)); }

    bool send(const v1::ClientFrame& frame);
    // The next frame as it came; nothing: none did in time. Faults of the server's framing throw.
    std::optional<Frame> frame(Patience patience = std::chrono::seconds(5));
    // The next message, pings answered, checkpoints passed over unless asked for.
    std::optional<v1::ServerFrame> message(Patience patience = std::chrono::seconds(5));
    std::optional<v1::Verdict> verdict();
    // Sends and waits for its verdict.
    v1::Verdict command(v1::Command command);
    v1::Answer ask(v1::Query query);
    // Reads on until a close frame; 0: the connection ended without. What came before is dropped.
    int close_code(Patience patience = std::chrono::seconds(5));

    std::string close_reason;
    std::string checkpoint; // the last one pushed
    int pings = 0;

private:
    std::optional<v1::Challenge> challenge_;
    bool closed_ = false;
    std::uint64_t ids_ = 0;
};

} // namespace tocsin::net::test
