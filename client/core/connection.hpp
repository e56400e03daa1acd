// A client's lasting conversation with one server: logs in, follows, asks and commands over
// WebSocket, and comes back by itself after every loss, resuming at its cursor and sending what was
// not yet answered again under the same command id. One thread; all calls on the io_context's
// thread. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/own_key.hpp"
#include "server/base/asio.hpp"
#include "server/base/clock.hpp"
#include "server/base/result.hpp"
#include "server/base/rng.hpp"
#include "storage/checkpoint.hpp"
#include "tocsin/v1/frame.pb.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tocsin::client {

struct Options {
    std::string url;                             // ws://host:port/ws, wss://host/ws
    OwnKey key;                                  // what it is made of MUST outlive the connection
    std::string token;                           // or a feed token
    std::string invitation;                      // or a code: enrols `key`, then run() ends
    std::string printed_code;                    // of a recovery: spares the cooling time
    std::filesystem::path state_dir;             // of this server and key; empty: nothing on disk
    std::optional<storage::VerifierKey> log_key; // none: the one in state_dir, else the first seen
    std::string ca_file;                         // wss: PEM to trust; empty: the system's
    bool follow = true;                          // false: only asks and commands
    bool from_now = false;                       // follow: without a cursor, nothing old
    bool fresh = false;    // follow: the cursor on disk is neither used nor moved
    bool reconnect = true; // false: run() ends with the first connection
    bool receipts = true;  // tell the server which alerts arrived (DELIVERED)
    // "Not now" (OVERLOADED, UNAVAILABLE, RATE_LIMITED …) is tried again, with the same command id;
    // false: it is given to the caller as the answer.
    bool patient = true;
};

enum class Status {
    connecting,
    live,    // welcomed (and following, if asked to)
    waiting, // lost; comes back after a pause
    refused, // the server does not want this key: run() ends
    alarm,   // the server's log is not the one seen before: run() ends
    closed,  // run() has ended
};

// What the server and the client said when a log was not the one seen before.
struct Alarm {
    std::string words;
    std::string ours;   // the checkpoint last verified
    std::string theirs; // the one now shown
};

class Connection {
public:
    Connection(asio::io_context& io, const Clock& clock, Rng& rng, Options options);
    ~Connection(); // run() MUST have ended
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Set before run(). Called in order, on the io_context's thread; they MUST NOT destroy the
    // connection. on_item sees each entry once per cursor, and the cursor is kept when it returns.
    std::function<void(const v1::Item&)> on_item;
    std::function<void(const storage::Checkpoint&, const std::string& note)> on_checkpoint;
    std::function<void(Status, const std::string& words)> on_status;
    // The late verdict of a command that an earlier process had left in the outbox.
    std::function<void(const v1::Verdict&)> on_orphan;

    // Connects, and connects again, until close(), a refusal or an alarm. Spawn it once. It does
    // not hear cancellation: only close() ends it.
    awaitable<void> run();

    // True as soon as the server has welcomed us (at once if it has); false: run() has ended.
    awaitable<bool> ready();

    // Resolves with the server's verdict, across any number of lost connections. The command id is
    // made if it is empty. When run() ends first: UNAVAILABLE, and the command stays in the outbox.
    awaitable<v1::Verdict> command(v1::Command command);
    // The bytes once given under this id, answered or not, as long as the outbox remembers them.
    std::optional<std::string> given_before(const CommandId& id) const;
    // Asks one page. When run() ends first: refused with UNAVAILABLE.
    awaitable<v1::Answer> ask(v1::Query query);
    // Puts a text on the server; gives the hash that we computed ourselves, once the server agrees.
    awaitable<Result<Digest>> deposit(std::string text, std::string media_type = "text/markdown");
    // Ends a browser's session of the same person, or (empty) all of them; gives how many.
    awaitable<Result<std::uint32_t>> end_session(std::string session_id);
    // Tells the server what was displayed or received; gathered, not answered.
    void received(v1::Delivery delivery);

    // Ends politely (1000); run() returns soon.
    void close();
    // Cuts the TCP connection with a reset, as a pulled cable would; run() comes back (tests).
    void drop();

    bool live() const;
    const v1::Welcome& welcome() const; // of the last log-in
    const std::string& origin() const;  // of the log; empty before the first challenge
    std::optional<storage::VerifierKey> log_key() const;
    std::optional<storage::Checkpoint> checkpoint() const; // last proven to follow those before it
    const std::string& checkpoint_note() const;
    const std::optional<v1::Refusal>& refusal() const; // why the server refused the log-in
    const std::optional<Alarm>& alarm() const;
    const std::optional<Trouble>&
    trouble() const;                   // of URL, state folder or key: run() ends at once
    std::uint64_t connections() const; // made so far
    Instant server_time() const;       // as last heard

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tocsin::client
