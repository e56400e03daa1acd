// What the edge is told from outside: addresses, names it answers to, limits, and where it logs
// and counts. Defaults are those of limits.hpp; configuration may lower them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/limits.hpp"
#include "server/domain/audience.hpp"
#include "server/net/console_file.hpp"
#include "tocsin/v1/frame.pb.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tocsin::net {

struct Timeouts {
    using Length = std::chrono::nanoseconds;

    Length handshake = limits::handshake_timeout; // TLS and HTTP headers together
    Length authentication = limits::authentication_timeout;
    Length write = limits::write_timeout;   // for limits::write_earns_bytes
    Length ping = limits::ping_interval;    // of silence, then we ask
    Length idle = limits::idle_timeout;     // of silence, then we close
    Length goodbye = limits::drain_timeout; // for the peer to answer our close frame
    Length ended = limits::ended_timeout;   // likewise, of one who may not be here any more
    Length drain =
        limits::drain_timeout - std::chrono::seconds(1); // the engine's own drain follows
};

enum class Level { info, warning, error };
using Logging = std::function<void(Level, const std::string& line)>;

struct Options {
    std::string http; // "127.0.0.1:8080"; port 0: any; empty: off
    std::string https;
    std::string metrics;            // a listener of its own for /metrics; empty: off
    std::string tls_cert, tls_key;  // PEM files
    std::vector<std::string> hosts; // Host headers answered; empty: localhost and loopback only
    // Origins of our own pages, exactly: for the upgrade, /auth/ and passkeys. None: localhost, on
    // the ports listened on.
    std::vector<std::string> origins;
    std::string rp_id; // the host passkeys answer to; empty: the first of `hosts`, or localhost
    std::vector<std::string> trusted_proxies; // networks whose X-Forwarded-For is believed
    std::size_t connections_max = limits::connections_max;
    std::size_t connections_per_person = limits::connections_per_person_max;
    std::size_t unauthenticated_per_address = limits::connections_unauthenticated_per_address_max;
    int newcomers_per_minute = limits::newcomers_per_minute_max; // from one address
    int requests_per_minute = limits::requests_per_minute_max;   // from one address
    int messages_per_minute = limits::messages_per_minute_max;
    bool rate_limits = true;              // the load tests of our own turn them off
    std::span<const ConsoleFile> console; // empty: no console here
    int send_buffer_bytes = 0;            // of the kernel, per socket; 0: its own choice
    Timeouts timeouts;
    Logging log;                               // empty: nowhere
    std::function<std::string()> metrics_text; // what /metrics answers
    // A person's acts on its own channels (docs/CHANNELS.md); answered once, maybe at once. Empty:
    // there are none here.
    using Told = std::function<void(v1::Channels)>;
    std::function<void(const domain::Reader&, const v1::ChannelAct&, Told)> channels;
};

// Counted for /metrics; read by app.
struct Counters {
    std::uint64_t log_ins_failed = 0, invitations_failed = 0; // of strangers
    std::uint64_t connections = 0, accepted = 0, handshake_timeouts = 0, slow_consumers = 0,
                  refused_upgrades = 0, refused_connections = 0, messages_in = 0, frames_out = 0,
                  bytes_out = 0, failures = 0, sessions = 0, evicted = 0, no_descriptors = 0,
                  refused_requests = 0;
    std::map<std::string, std::uint64_t> refusals; // by code
};

} // namespace tocsin::net
