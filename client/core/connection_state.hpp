// The inside of Connection, shared by its files: connection.cpp (what callers see),
// connection_run.cpp (coming and coming back), connection_login.cpp, connection_verify.cpp,
// connection_frames.cpp, connection_checkpoint.cpp, connection_session.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/connection.hpp"
#include "client/core/outbox.hpp"
#include "client/core/socket.hpp"
#include "client/core/state_dir.hpp"
#include "server/base/nursery.hpp"
#include "server/wire/auth_text.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <map>

namespace tocsin::client {

using Timer = asio::basic_waitable_timer<
    std::chrono::steady_clock,
    asio::wait_traits<std::chrono::steady_clock>,
    Executor>;

constexpr std::size_t outgoing_frames_max = 256;   // more wait in their callers
constexpr std::size_t commands_under_way_max = 16; // sent and not answered; more wait here
constexpr std::size_t deliveries_frame_max = 64;   // of the schema
// The first goes at once; under a flood they must leave room in the rate for commands.
constexpr auto delivery_interval = std::chrono::seconds(2);
constexpr auto backoff_base = std::chrono::milliseconds(500);
constexpr auto backoff_cap = std::chrono::seconds(30);
constexpr auto steady_after =
    std::chrono::seconds(5); // live that long: the next loss is a first one
constexpr auto farewell_timeout = std::chrono::seconds(2);
constexpr auto prefix_interval = std::chrono::seconds(60);

// Full jitter: anywhere between nothing and a bound that doubles with every failure.
std::chrono::milliseconds pause_after(Rng& rng, unsigned failures);
// Of the reason of close 1012, "retry_after_ms=<n>".
std::optional<std::chrono::milliseconds> retry_after(const std::string& reason);
// "Not now; nothing was written; the same command id may come again."
bool is_not_now(const v1::Verdict& verdict);

v1::Verdict no_verdict(const CommandId& id, const std::string& why);

// A command or query that waits for its answer.
template <class Reply>
struct Waiting {
    explicit Waiting(Executor executor) : answered(executor) {}

    std::string frame; // whole ClientFrame, sent again on every new connection
    std::optional<Reply> reply;
    Signal answered;
    bool orphan = false;                 // found in the outbox: nobody here asked
    bool under_way = false;              // sent on this connection, and not answered
    std::optional<Clock::Mono> again_at; // refused for now: when to send it again
    bool verified = false; // the server wanted to know who is there, and we have answered for it
};

struct Connection::State {
    State(Connection& owner, asio::io_context& io, const Clock& clock, Rng& rng, Options options);

    // connection_run.cpp
    awaitable<void> run();
    awaitable<void> converse();
    awaitable<void> write_frames();
    awaitable<void> keep_house();
    awaitable<void> pause();
    void tick();
    void send(std::string frame);
    void resend_waiting();
    void send_commands();
    void tell(Status next, const std::string& words);
    void finish();
    void conversation_ended(bool was_live);

    // connection.cpp
    void load();
    Result<std::shared_ptr<Waiting<v1::Verdict>>>
    expect(const CommandId& id, const std::string& bytes);
    void forget(const CommandId& id);

    // connection_login.cpp
    awaitable<bool> log_in();
    void answer_challenge(const v1::Challenge& challenge);
    void welcomed(const v1::Welcome& message);
    void follow();
    Result<v1::Authenticate> proof_of(const wire::ServerNonce& nonce);
    void give_up(const Trouble& why);

    // connection_verify.cpp
    bool verify_for(const CommandId& id, Waiting<v1::Verdict>& waiting);
    void take_challenge(const v1::Challenge& challenge);
    void take_verified(const v1::Verified& verified);
    void not_verified(const v1::Verdict& verdict);
    void refuse_unverified(const v1::Verdict& verdict);

    // connection_session.cpp
    void take_session_ended(const v1::ServerFrame& frame);

    // connection_frames.cpp
    void take(const v1::ServerFrame& frame);
    void take_item(const v1::Item& item);
    void take_verdict(const v1::Verdict& verdict);
    void wait_for_later(Waiting<v1::Verdict>& waiting, const v1::Verdict& verdict);
    void answered(const CommandId& id, const v1::Verdict& verdict);
    void take_answer(const v1::Answer& answer);
    void take_goodbye(const v1::Goodbye& goodbye);
    void raise(const std::string& words, const std::string& theirs);
    void refuse(const v1::Refusal& refusal);
    void arrived(const v1::Item& item);
    void send_deliveries();

    // connection_checkpoint.cpp
    void see_log_key(const storage::VerifierKey& founding);
    void see_key_changes();
    std::optional<storage::VerifierKey> in_force(const storage::VerifierKey& key) const;
    void see_checkpoint(const std::string& note);
    void accept_checkpoint();
    void ask_for_prefix();
    void take_prefix(const v1::Answer& answer);

    Connection& owner;
    asio::io_context& io;
    const Clock& clock;
    Rng& rng;
    Options options;
    Executor executor;
    std::optional<StateDir> dir;
    std::optional<Outbox> outbox;
    std::optional<Trouble> trouble; // of the state folder or our key: run() ends at once

    std::unique_ptr<Socket> socket;
    std::deque<std::string> outgoing;
    Signal outgoing_changed;
    Signal live_changed;
    Timer pausing;
    Timer house;
    bool live = false;
    bool over = false;    // this conversation has ended
    bool closing = false; // close() was called, or there is no coming back
    bool started = false;
    bool ended = false;
    unsigned failures = 0;
    std::optional<std::chrono::milliseconds> asked_pause;
    std::optional<Clock::Mono> cut_at; // a deadline of log-in, write or farewell
    std::optional<Clock::Mono> write_cut_at;
    Clock::Mono live_since{};
    std::uint64_t connections = 0;

    v1::Welcome welcome;
    std::string origin;
    std::optional<storage::VerifierKey> log_key;
    std::optional<storage::Checkpoint> checkpoint; // proven to follow all those before it; on disk
    std::string checkpoint_note;
    std::optional<storage::Checkpoint> seen; // signed by the log, the newest of this process
    std::string seen_note;
    std::string unproven_note; // came before the log's key was known
    std::string proving;       // id of the question under way; empty: none
    std::string proving_note;
    std::optional<Clock::Mono> proven_at;
    std::string cursor;
    std::optional<std::uint64_t> last_index;
    std::optional<v1::Refusal> refusal;
    std::optional<Alarm> alarm;
    Instant server_time{};

    std::map<CommandId, std::shared_ptr<Waiting<v1::Verdict>>> commands;
    std::vector<CommandId> command_order;
    std::size_t window = commands_under_way_max; // one, while the server holds us back
    std::optional<Clock::Mono> held_until;       // it has told us when to go on
    std::vector<CommandId> unverified;           // refused until we have shown again who we are
    std::map<std::string, std::shared_ptr<Waiting<v1::Answer>>> queries;
    std::shared_ptr<Waiting<v1::Deposited>> depositing;       // one at a time: answers carry no id
    std::shared_ptr<Waiting<v1::ServerFrame>> ending_session; // likewise
    std::vector<v1::Delivery> deliveries;
    Clock::Mono delivered_at{};
};

} // namespace tocsin::client
