// What entries do to a procedure after its result.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve_parts.hpp"

namespace tocsin::domain {

// Adopted at once, under the Chair's name alone.
void evolve(State& state, const v1::ProcedureIssued& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->state = Procedure::State::adopted;
    procedure->version = event.version();
    procedure->text_sha256 = Digest::from(event.text_sha256()).value_or(Digest{});
    procedure->policy = state.coalition.policy;
    procedure->closed.set_procedure_id(event.procedure_id());
    procedure->closed.set_outcome(v1::ProcedureClosed::ADOPTED);
    procedure->closed.add_signatories(event.chair());
    procedure->closed_index = fact.entry.index;
    procedure->closed_hash = fact.entry.leaf_hash;
    procedure->closed_at = fact.received;
    procedure->list_version = 1;
}

void evolve(State& state, const v1::ProcedureProceeded& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->state = Procedure::State::adopted;
    procedure->closed.set_outcome(v1::ProcedureClosed::ADOPTED);
    *procedure->closed.mutable_signatories() = event.signatories();
    procedure->closed_index = fact.entry.index;
    procedure->closed_hash = fact.entry.leaf_hash;
    procedure->list_version = 1;
}

void evolve(State& state, const v1::EmbargoSet& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->state = Procedure::State::embargoed;
    procedure->publish_at = from_ms(event.publish_at());
    state.timers.set(Timer::Kind::publish, event.procedure_id(), procedure->publish_at);
}

void evolve(State& state, const v1::ProcedurePublished& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->state = Procedure::State::published;
    procedure->published_at = fact.received;
    state.timers.set(Timer::Kind::publish, event.procedure_id(), std::nullopt);
}

void evolve(State& state, const v1::ListAmended& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->list_version = event.list_version();
    procedure->amendments.push_back(
        {PartyCode{event.party()}, event.stance(), fact.received, event.list_version()}
    );
}

void evolve(State& state, const v1::ProcedureArchived& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (procedure) procedure->state = Procedure::State::archived;
}

} // namespace tocsin::domain
