// One run's conversation with the server, for verbs that ask and command and wait for the answer: a
// plain, blocking face of client::Connection.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "client/cli/login.hpp"
#include "tocsin/v1/frame.pb.h"

#include <functional>
#include <memory>
#include <ostream>
#include <string>

namespace tocsin::client {
class Connection;
struct ExportCount;
} // namespace tocsin::client

namespace tocsin::cli {

enum class Following { no, from_now, from_cursor, from_start };

// How a stranger comes in.
struct Entry {
    std::string invitation;
    std::string printed_code; // of a recovery: spares the cooling time
};

class Session {
public:
    explicit Session(Context& context);
    ~Session();

    // Connects and logs in, within the time allowed (exit 8), or says why not (exit 4, 7).
    Result<void> open(Following following = Following::no);
    // With a login of the caller's choosing: `login`, `enrol`.
    Result<void> open(Login login, Following following, const Entry& entry = {});

    Result<v1::Answer> ask(v1::Query query);
    // Asks page after page; `more` gets each answer.
    Result<void> ask_all(v1::Query query, const std::function<void(const v1::Answer&)>& more);
    Result<v1::Receipt> command(v1::Command command, const CommandId& id);
    Result<Digest> deposit(const std::string& text);
    Result<client::ExportCount> export_case(const std::string& scope, std::ostream& out);
    // A browser's session of the same person, or (empty) all of them; gives how many.
    Result<std::uint32_t> end_session(const std::string& session_id);
    // The bytes given before under this id: a re-run sends them again.
    std::optional<v1::Command> given_before(const CommandId& id) const;
    void seen(const std::string& alert_id, std::uint32_t message);

    // Runs until `done` says so, Ctrl-C, or the connection ends for good; `step` between events.
    Result<void>
    follow(const std::function<void(const v1::Item&)>& item, const std::function<bool()>& done);

    const v1::Welcome& welcome() const;
    const Login& login() const;
    client::Connection& connection();
    Instant server_time() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tocsin::cli
