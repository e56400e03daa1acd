// Who still owes an alert its answer, when the ladder of the policy stamped on it rings next, and
// whom (domain.md 2, escalation). Pure rules; the timers they speak of are set by evolve alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

#include <vector>

namespace tocsin::domain {

// Whether this answer is one: a government that cannot respond was reached, and owes on.
bool acknowledges(const Acknowledgement& given);
// Whether it keeps the ladder from ringing that government: who consults is left in peace up to and
// at the instant it named.
bool quiets(const Acknowledgement& given, Instant at);
// Whether it does so whatever time comes.
bool quiets_for_good(const Acknowledgement& given);
// Nobody spoke for it, whether or not it is a member still.
bool is_unanswered(const Alert& alert, const PartyCode& party, Instant at);
// Governments that owe now, in order of code; one that has left owes nothing.
std::vector<PartyCode> still_owing(const State& state, const Alert& alert, Instant at);

// Rungs are counted from 1 for each ask. Beyond the ladder the last one rings again, a bounded
// number of times; up to and with this number. 0: no ladder.
std::uint32_t rungs_max(const v1::Policy& policy);
// rung MUST be from 1 to rungs_max.
Instant instant_of(const Alert& alert, std::uint32_t rung);
v1::Policy::Whom whom_of(const Alert& alert, std::uint32_t rung);
// Which rung a timer set for this instant rings.
std::uint32_t rung_at(const Alert& alert, Instant at);

// Whom a rung rings for these governments: only who may read the alert and has a key that logs in;
// for who has delegated, the colleague rings too. In order, each once.
std::vector<PersonId> whom_to_ring(
    const State& state,
    const Alert& alert,
    v1::Policy::Whom whom,
    const std::vector<PartyCode>& owing,
    Instant at
);

// Rung 0: out of turn, beside the ladder.
struct Step {
    std::uint32_t rung = 0;
    v1::Policy::Whom whom = v1::Policy::WHOM_UNSPECIFIED;
};

// What is recorded of a step for these governments.
v1::Escalated escalation_of(
    const State& state,
    const Alert& alert,
    const Step& step,
    const std::vector<PartyCode>& owing,
    Instant at
);

// From here on: called by evolve alone.

// A new ask went out: the ladder starts from its foot.
void start_ladder(State& state, Alert& alert, Instant at);
// A rung was rung.
void climb_ladder(State& state, Alert& alert, std::uint32_t rung, Instant at);
// What changes who owes is folded between these two: a ladder on which somebody stood all along
// goes on undisturbed, one that is owed again goes on with its next rung, one that nobody owes any
// more is taken away in the same step (I9).
bool is_owed(const State& state, const Alert& alert, Instant at);
void settle_ladder(State& state, Alert& alert, bool was_owed, Instant at);
// It ended, or became part of another: no notification may ever follow (I9).
void stop_timers(State& state, const Alert& alert);
// At the issue, and after an update that names another instant of review than `before`.
void start_review(State& state, const Alert& alert);
void renew_review(State& state, const Alert& alert, std::int64_t before, Instant now);

} // namespace tocsin::domain
