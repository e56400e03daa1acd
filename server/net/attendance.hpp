// One person at the edge, over all connections: what may be shown to it now, and how much it
// asks. Kept as long as the process runs, so that coming back does not refill a bucket; as many
// as there are persons.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/engine.hpp"
#include "server/net/options.hpp"
#include "server/net/rate.hpp"

#include <map>
#include <vector>

namespace tocsin::net {

class Session;

struct Attendance {
    Attendance(const PersonId& whom, const Options& options);

    // The reader as the state has it now; false: this person acts for no party any more.
    bool refresh(const domain::State& state, Instant now);
    // It was refused for asking too much, and told to wait so long; true: it did not wait, in one
    // minute after the other, so that it must go.
    bool refused(Clock::Mono now, std::chrono::nanoseconds wait);

    PersonId person;
    domain::Reader reader;
    Rate messages;
    Rate questions;
    Rate pages;                     // of entries, proofs and texts, fetched by an auditor
    Rate binding;                   // acts that bind a government or the Coalition
    Rate receipts;                  // of delivery: many arrive in a burst of alerts
    std::vector<Session*> sessions; // at most connections_per_person
    std::size_t replaying = 0;      // sessions that read what they missed

private:
    Clock::Mono told_to_wait_until_{};
    std::int64_t refused_minute_ = -2;
    int refused_minutes_ = 0;
};

class Attendances {
public:
    explicit Attendances(const Options& options) : options_(options) {}

    Attendance& of(const PersonId& person);

private:
    const Options& options_;
    std::map<PersonId, Attendance> attendances_; // nodes stay where they are
};

} // namespace tocsin::net
