// What entries do to demarches and pledge calls, beside what they do to any procedure.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve_parts.hpp"

namespace tocsin::domain {

namespace {

using Outcome = v1::DemarcheConcluded;

PersonId person_of(const std::string& bytes) {
    return PersonId::from(bytes).value_or(PersonId{});
}

// Nothing: it goes on.
std::optional<Procedure::State> end_of(Outcome::Outcome outcome) {
    switch (outcome) {
    case Outcome::DELIVERED: return Procedure::State::delivered;
    case Outcome::REFUSED: return Procedure::State::refused;
    case Outcome::OVERTAKEN: return Procedure::State::overtaken;
    case Outcome::CANCELLED: return Procedure::State::cancelled;
    default: return std::nullopt;
    }
}

} // namespace

void evolve(State& state, const v1::DemarcheArranged& event, const Fact& fact) {
    if (Procedure* procedure = touched(state, event.procedure_id(), fact))
        procedure->demarche = event.terms();
}

void evolve(State& state, const v1::InstructionReported& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->instructions[PartyCode{event.party()}] = event.status();
    procedure->reached.try_emplace(
        PartyCode{event.party()}, fact.received
    ); // Who acts was reached.
}

void evolve(State& state, const v1::DemarcheConcluded& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->concluded = event;
    if (event.new_slot() != 0) procedure->demarche.set_slot(event.new_slot());
    const auto end = end_of(event.outcome());
    if (!end) return;
    if (procedure->state == Procedure::State::open) procedure->closed_at = fact.received;
    procedure->state = *end;
    for (const auto kind : {Timer::Kind::close, Timer::Kind::remind})
        state.timers.set(kind, procedure->id.text, std::nullopt);
}

void evolve(State& state, const v1::NeedsSet& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->needs.assign(event.needs().begin(), event.needs().end());
}

void evolve(State& state, const v1::PledgeMade& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    StandingPledge standing;
    standing.pledge = event.pledge();
    standing.person = person_of(event.person());
    standing.at = fact.received;
    standing.index = fact.entry.index;
    const PartyCode party{event.party()};
    procedure->pledges.insert_or_assign({party, event.pledge().need_id()}, std::move(standing));
    procedure->reached.try_emplace(party, fact.received);
}

void evolve(State& state, const v1::PledgeTakenBack& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    const auto found = procedure->pledges.find({PartyCode{event.party()}, event.need_id()});
    if (found != procedure->pledges.end()) found->second.taken_back = true;
}

void evolve(State& state, const v1::FulfilmentRecorded& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    const auto found = procedure->pledges.find({PartyCode{event.party()}, event.need_id()});
    if (found == procedure->pledges.end()) return;
    found->second.fulfilled.push_back({event.amount(), from_ms(event.at()), event.words()});
}

} // namespace tocsin::domain
