// The reach ladder of live alerts, and the proof that a procedure's question arrived: who stands on
// it from the moment an ask goes out (domain.md 2), which governments were reached (domain.md 3).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

namespace tocsin::domain {

// A new ask: every addressed person with a key stands queued, nobody further.
void queue_reach(const State& state, Alert& alert, Instant at);
// A person whose first key became active is queued for the live alerts addressed to him.
void queue_newcomer(State& state, const PersonId& person, Instant at);

// By a channel beside the open console: told of each such channel once, of a procedure too.
bool is_outward(const v1::Delivery& delivery);

// What a delivery would newly tell: nothing, when that rung or a higher one is known already, or
// the alert does not ask this person, or has ended (I9).
bool is_news(const State& state, const v1::Delivery& delivery);
// Of an open procedure: the entitled government this receipt is the first to prove reached.
// Nothing: it proves nothing new, or nothing at all (what was only sent, or failed).
std::optional<PartyCode> newly_reached(const State& state, const v1::Delivery& delivery);
void climb(State& state, const v1::Delivery& delivery);

} // namespace tocsin::domain
