// The load and its bookkeeping: what each government was answered, and the questions asked after
// each restart. Everything goes over real sockets to the real server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/scenarios/player/cast.hpp"
#include "tests/scenarios/player/program.hpp"

#include <map>
#include <string>

namespace tocsin::faults {

class Load {
public:
    Load(
        asio::io_context& io,
        const Clock& clock,
        Rng& rng,
        std::filesystem::path programs,
        std::uint64_t seed
    );

    // Empty when everything held; else what did not.
    awaitable<std::string> run(int times);

    int survived() const { return survived_; }

    std::string summary() const;

private:
    struct Answered { // a receipt somebody was given
        std::uint64_t index = 0;
        std::string leaf_hash;
    };

    awaitable<std::string> prepare();
    awaitable<std::string> issue_alert();
    awaitable<std::string> open_statement();
    // One government, for ever: acknowledges and takes it back, signs and declines, as the alert
    // asks.
    awaitable<void> government(scenario::Actor& actor);
    awaitable<v1::Verdict> send(scenario::Actor& actor, v1::Command command);
    awaitable<v1::Command> next_command(scenario::Actor& actor, int turn);
    awaitable<v1::Answer> ask(scenario::Actor& auditor, v1::Query query);
    awaitable<std::string> check(); // every answer so far, against the log as it is now
    awaitable<std::string> caught_up();
    awaitable<void> pause(std::chrono::milliseconds time);

    asio::io_context& io_;
    const Clock& clock_;
    Rng& rng_;
    SeededRng dice_;
    scenario::Server server_;
    scenario::Cast cast_;
    Nursery nursery_;
    std::string alert_;
    std::string statement_;
    std::string text_;
    Instant deadline_{};
    std::map<std::string, Answered> answered_;    // by actor and command id
    std::map<std::string, std::string> standing_; // party → leaf hash of its position
    std::uint64_t sent_ = 0;
    std::uint64_t checkpoint_size_ = 0;
    int survived_ = 0;
    bool ending_ = false;
    bool paced_ = false;
};

} // namespace tocsin::faults
