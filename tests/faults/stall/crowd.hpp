// A crowd of followers on real sockets, and the bad readers among them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/faults/stall/bad_reader.hpp"
#include "tests/scenarios/player/cast.hpp"
#include "tests/scenarios/player/program.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::faults {

class Crowd {
public:
    Crowd(asio::io_context& io, const Clock& clock, Rng& rng, std::filesystem::path programs);
    awaitable<std::string> run(std::size_t followers);

private:
    struct Spread {   // of one entry over the crowd
        Clock::Mono first{}, last{};
        std::size_t arrived = 0;
    };

    awaitable<std::string> gather(std::size_t followers);
    awaitable<std::string> issue_alert();
    awaitable<std::string> mint_token();
    // Every government adds a note: entries of 4 KiB that all followers get.
    awaitable<void> notes(int rounds);
    awaitable<std::string> until_cut(std::vector<std::unique_ptr<BadReader>>& readers);
    awaitable<void> leave();
    awaitable<void> pause(std::chrono::milliseconds time);
    double worst_ms(double share);   // quantile of last-first over the entries since the last call

    asio::io_context& io_;
    const Clock& clock_;
    Rng& rng_;
    scenario::Server server_;
    scenario::Cast cast_;
    Nursery nursery_;
    std::vector<std::unique_ptr<client::Connection>> followers_;
    std::map<std::uint64_t, Spread> spreads_;
    std::string alert_;
};

}  // namespace tocsin::faults
