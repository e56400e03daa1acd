// The house from inside. The order of the members is the order of building; they go in reverse.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/admin_socket.hpp"
#include "server/app/house.hpp"
#include "server/app/notify.hpp"
#include "server/engine/replay.hpp"
#include "server/identity/identity.hpp"
#include "server/identity/verifier.hpp"
#include "server/net/console.hpp"
#include "server/reach/channels.hpp"
#include "server/reach/witnesses.hpp"
#include "storage/sqlite_log.hpp"

#include <boost/asio/basic_signal_set.hpp>
#include <boost/asio/basic_waitable_timer.hpp>

#include <optional>

namespace tocsin::app {

using SteadyTimer = asio::basic_waitable_timer<
    std::chrono::steady_clock,
    asio::wait_traits<std::chrono::steady_clock>,
    Executor>;

struct House::State {
    State(Plan its_plan, const Clock& its_clock, Rng& its_rng, Logging& its_logging);

    // Building, in this order (house_open.cpp).
    Result<void> open_log();
    Result<void> open_key();
    Result<void> read_witness_policy(); // what may fail comes before what runs
    Result<void> start_engine();
    Result<void> open_edge();
    Result<void> ask_witnesses();
    Result<void> open_channels();
    Result<void> open_channel_rows(); // before the log's thread runs
    bool has_channels() const;

    // Running (house.cpp).
    awaitable<void> hear_signals();
    awaitable<void> feed_watchdog();
    awaitable<void> enforce_grace();
    void received(int signal);
    void begin_stop(const std::string& why);
    void dump() const;
    std::string metrics() const;
    awaitable<void> cut_administering();
    awaitable<void> join_all();

    Plan plan;
    const Clock& clock;
    Rng& rng;
    Logging& logging;
    Instant started;
    Notify notify;
    asio::io_context io{1};
    Nursery nursery;
    Nursery administering; // the admin socket's connections
    Nursery ending;        // of the one task that waits for those of `nursery`
    asio::basic_signal_set<Executor> signals;

    std::unique_ptr<storage::SqliteLog> log;
    engine::Replayed replayed; // of the log, until the engine takes it
    std::string origin;
    bool is_new = false;
    std::optional<storage::SigningKey> log_key, former_key;
    std::optional<storage::Guard> guard;
    std::unique_ptr<engine::LogThread> log_thread;
    std::unique_ptr<engine::Engine> engine;
    std::optional<identity::Identity> identity;
    std::optional<identity::Verifier> verifier;
    std::optional<net::ConsoleFolder> console; // instead of the program's own
    std::unique_ptr<net::Listener> listener;
    std::unique_ptr<reach::CurlEgress> egress; // when there is somebody to ask
    std::optional<storage::TrustPolicy> witness_policy; // until `witnesses` takes it
    std::unique_ptr<reach::Witnesses> witnesses;
    storage::ChannelRows channel_rows;         // as they were kept, until `channels` takes them
    std::unique_ptr<reach::Channels> channels; // when there is a way
    std::unique_ptr<AdminSocket> admin;

    std::function<bool()> reload;
    bool reloaded_well = true;
    bool stopping = false;
    bool drained = false;
    bool ended = false;
};

} // namespace tocsin::app
