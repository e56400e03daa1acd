// What entries do to procedures. Nothing is decided here; what names an unknown procedure changes
// nothing.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve_parts.hpp"

namespace tocsin::domain {

namespace {

Procedure* touched(State& state, const std::string& id, const Fact& fact) {
    const auto found = state.procedures.find(ProcedureId{id});
    if (found == state.procedures.end()) return nullptr;
    found->second.trail.push_back(fact.entry.index);
    return &found->second;
}

Digest digest_of(const std::string& bytes) {
    return Digest::from(bytes).value_or(Digest{});
}

PersonId person_of(const std::string& bytes) {
    return PersonId::from(bytes).value_or(PersonId{});
}

void keep_reservation(Procedure& procedure, const v1::PositionTaken& position) {
    const auto reservation = Digest::from(position.reservation_sha256());
    if (reservation) procedure.reservations[*reservation].insert(PartyCode{position.party()});
}

void stop_clock(State& state, const Procedure& procedure) {
    state.deadlines.erase({procedure.deadline, procedure.id});
}

} // namespace

void evolve(State& state, const v1::ProcedureDrafted& event, const Fact& fact) {
    Procedure procedure;
    procedure.id.text = event.procedure_id();
    procedure.realm = event.realm();
    procedure.drafted = event;
    procedure.trail.push_back(fact.entry.index);
    const auto alert = state.alerts.find(AlertId{event.alert_id()});
    if (alert != state.alerts.end()) alert->second.procedures.insert(procedure.id);
    state.procedures.emplace(procedure.id, std::move(procedure));
}

void evolve(State& state, const v1::TextAdded& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->texts.push_back(
        {event.version(), digest_of(event.text_sha256()), event.language(), event.editorial()}
    );
}

void evolve(State& state, const v1::ProcedureOpened& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->state = Procedure::State::open;
    procedure->version = event.version();
    procedure->text_sha256 = digest_of(event.text_sha256());
    procedure->policy = event.policy();
    procedure->tally_rule = event.tally();
    procedure->threshold = event.threshold();
    for (const auto& code : event.entitled())
        procedure->entitled.insert(PartyCode{code});
    for (const auto& code : event.recused())
        procedure->recused.insert(PartyCode{code});
    procedure->opened_at = fact.received;
    procedure->deadline = from_ms(event.deadline());
    state.deadlines.emplace(procedure->deadline, procedure->id);
    renew_readership(state, *procedure);
}

void evolve(State& state, const v1::PositionTaken& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    StandingPosition standing;
    standing.stance = event.stance();
    standing.person = person_of(event.person());
    standing.version = event.version();
    standing.received = fact.received;
    standing.answer_by = from_ms(event.answer_by());
    standing.index = fact.entry.index;
    standing.leaf_hash = fact.entry.leaf_hash;
    procedure->positions.insert_or_assign(PartyCode{event.party()}, standing);
    keep_reservation(*procedure, event);
}

void evolve(State& state, const v1::PositionReceivedLate& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.position().procedure_id(), fact);
    if (!procedure) return;
    ++procedure->late;
    keep_reservation(*procedure, event.position());
}

void evolve(State& state, const v1::DeadlineExtended& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    stop_clock(state, *procedure);
    procedure->deadline = from_ms(event.new_deadline());
    ++procedure->extensions;
    state.deadlines.emplace(procedure->deadline, procedure->id);
}

void evolve(State& state, const v1::ProcedureClosed& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    stop_clock(state, *procedure);
    const bool is_adopted = event.outcome() == v1::ProcedureClosed::ADOPTED;
    procedure->state = is_adopted ? Procedure::State::adopted : Procedure::State::lapsed;
    procedure->closed = event;
    procedure->closed_at = fact.received;
}

void evolve(State& state, const v1::ProcedureWithdrawn& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    stop_clock(state, *procedure);
    procedure->state = Procedure::State::withdrawn;
    procedure->closed_at = fact.received;
    procedure->ended_why = event.reason();
}

void evolve(State& state, const v1::ProcedurePublished& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->state = Procedure::State::published;
    procedure->published_at = fact.received;
}

} // namespace tocsin::domain
