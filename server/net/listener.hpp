// The edge: accepts sockets, tells HTTP from WebSocket, and runs one session each, within the
// limits of limits.hpp. Plain TCP and TLS 1.3 share everything above the transport.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/nursery.hpp"
#include "server/engine/engine.hpp"
#include "server/identity/identity.hpp"
#include "server/identity/verifier.hpp"
#include "server/net/options.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace tocsin::net {

class Listener {
public:
    // Trouble (exit 69 or 78): address in use, certificate unreadable … Listens at once; nobody is
    // accepted before start().
    static Result<std::unique_ptr<Listener>> open(
        asio::io_context& io,
        engine::Engine& engine,
        identity::Identity& identity,
        identity::Verifier& verifier,
        const Clock& clock,
        Rng& rng,
        Options options
    );
    // MUST be closed before, and the loop have run out, if it was started.
    ~Listener();

    void start();
    // The listener closes, every session is told 1012 with a spread retry and drains; then `closed`
    // runs. A second call changes nothing; the `closed` of the first is run.
    void close(std::function<void()> closed);
    // SIGHUP: the new pair if it loads and matches, else the old one stays and the Trouble says
    // why.
    Result<void> reload_certificate();
    // The configuration was read again: who is a proxy, and how many may be here and how fast. Who
    // is here keeps the rate it came with.
    void reload(const Options& fresh);

    // When the certificate in use ends; nothing: there is none.
    std::optional<Instant> certificate_expires_at() const;

    unsigned short http_port() const; // 0: not listening there
    unsigned short https_port() const;
    unsigned short metrics_port() const;
    const Counters& counters() const;

private:
    struct State;
    explicit Listener(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace tocsin::net
