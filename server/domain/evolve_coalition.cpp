// What the Coalition's events do to the state: parties and policy.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve_parts.hpp"

namespace tocsin::domain {

namespace {

// Sessions look again at who they serve (audience.hpp, Reader).
void changed(State& state, const Fact& fact) {
    state.coalition.changed_at = fact.entry.index + 1;
}

} // namespace

void evolve(State& state, const v1::LogFounded& event, const Fact& fact) {
    state.coalition.founded = event;
    state.coalition.policy = default_policy();
    changed(state, fact);
}

void evolve(State& state, const v1::LogKeyChanged& event, const Fact&) {
    state.coalition.log_key_changes.push_back(event);
}

void evolve(State& state, const v1::PartyAdmitted& event, const Fact& fact) {
    const PartyCode code{event.party().code()};
    PartyRecord& record = state.coalition.parties[code];
    if (record.member_until) record.earlier.emplace_back(record.member_from, *record.member_until);
    const bool is_other = record.facts.kind() != event.party().kind();
    record.facts = event.party();
    record.member_from = from_ms(event.member_from());
    record.member_until.reset();
    if (is_other) renew_readerships(state);
    changed(state, fact);
}

void evolve(State& state, const v1::PartyWithdrew& event, const Fact& fact) {
    const auto found = state.coalition.parties.find(PartyCode{event.code()});
    if (found == state.coalition.parties.end()) return;
    found->second.member_until = from_ms(event.effective_at());
    changed(state, fact);
}

void evolve(State& state, const v1::PolicySet& event, const Fact& fact) {
    state.coalition.policy = event.policy();
    state.coalition.shorter_cooling.reset();
    const std::chrono::milliseconds shorter(event.shorter_cooling_ms());
    if (shorter.count() > 0) state.coalition.shorter_cooling = {shorter, fact.entry.actor};
    changed(state, fact);
}

} // namespace tocsin::domain
