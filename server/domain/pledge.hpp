// How far the needs of a pledge call are covered, counted from the standing pledges here and
// nowhere else; and to whom a pledge is shown (domain.md 3, I8).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"

#include <string>
#include <vector>

namespace tocsin::domain {

// In the need's own unit; what was pledged in words only counts no amount.
struct Coverage {
    std::string need_id;
    std::int64_t asked = 0;
    std::int64_t pledged = 0;
    std::int64_t fulfilled = 0;
    std::uint32_t donors = 0; // whose pledge stands
};

// One per need, in the order in which they were set. Pledges shown to donors only count too: the
// sum is for who runs the call and for those who may see every pledge.
std::vector<Coverage> coverage(const Procedure& procedure);

// Null: no such need.
const v1::Need* find_need(const Procedure& procedure, const std::string& need_id);
// Null: none, or taken back.
const StandingPledge*
find_pledge(const Procedure& procedure, const PartyCode& party, const std::string& need_id);

// One pledge, or what became of it, as its donor shows it.
struct Donation {
    PartyCode party;
    PersonId person; // who acted
    v1::Pledge::Visibility shown = v1::Pledge::DONORS;
};

// While the tally is hidden so is what it is counted from, except from one's own party. What is for
// donors is seen by them and by who runs the call; a donor whom the call is not for any more, since
// it was relabelled, sees only its own. RED is for the named, donors or not: no party as a whole
// reads it.
Visibility readers_of(const State& state, const Procedure& procedure, const Donation& donation);

} // namespace tocsin::domain
