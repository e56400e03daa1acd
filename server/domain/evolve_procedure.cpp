// What entries do to procedures. Nothing is decided here; what names an unknown procedure changes
// nothing.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve_parts.hpp"
#include "server/domain/procedure_rules.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

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
    for (const auto kind : {Timer::Kind::close, Timer::Kind::remind, Timer::Kind::publish})
        state.timers.set(kind, procedure.id.text, std::nullopt);
}

// The closing waits for what other nodes received in time (storage.md 4.6); the smallest step of
// time is 1 ms, and the deadline itself still counts.
void start_clock(State& state, const Procedure& procedure) {
    using namespace std::chrono_literals;
    const auto settle = std::chrono::milliseconds(procedure.policy.closing_settle_ms());
    state.timers.set(Timer::Kind::close, procedure.id.text, procedure.deadline + settle + 1ms);
}

void remind_next(State& state, const Procedure& procedure, Instant after) {
    std::optional<Instant> next;
    for (const Instant mark : reminder_marks(procedure))
        if (!next && mark > after) next = mark;
    state.timers.set(Timer::Kind::remind, procedure.id.text, next);
}

// Whoever acts on it has been reached by it.
void prove_reach(Procedure& procedure, const std::string& party, Instant at) {
    procedure.reached.try_emplace(PartyCode{party}, at);
}

StandingPosition standing(const v1::PositionTaken& event, const Fact& fact) {
    StandingPosition standing;
    standing.stance = event.stance();
    standing.person = person_of(event.person());
    standing.version = event.version();
    standing.received = fact.received;
    standing.answer_by = from_ms(event.answer_by());
    standing.index = fact.entry.index;
    standing.leaf_hash = fact.entry.leaf_hash;
    standing.reservation = Digest::from(event.reservation_sha256());
    return standing;
}

std::set<PartyCode> party_codes(const google::protobuf::RepeatedPtrField<std::string>& codes) {
    std::set<PartyCode> parties;
    for (const auto& code : codes)
        parties.insert(PartyCode{code});
    return parties;
}

bool comes_after_the_close(v1::Position::Stance stance) {
    return stance == v1::Position::LATE_ASSOCIATION || stance == v1::Position::DISSOCIATION;
}

} // namespace

Procedure* touched(State& state, const std::string& id, const Fact& fact) {
    const auto found = state.procedures.find(ProcedureId{id});
    if (found == state.procedures.end()) return nullptr;
    found->second.trail.push_back(fact.entry.index);
    return &found->second;
}

void evolve(State& state, const v1::ProcedureDrafted& event, const Fact& fact) {
    Procedure procedure;
    procedure.id.text = event.procedure_id();
    procedure.realm = event.realm();
    procedure.drafted = event;
    procedure.trail.push_back(fact.entry.index);
    const auto alert = state.alerts.find(AlertId{event.alert_id()});
    if (alert != state.alerts.end()) alert->second.procedures.insert(procedure.id);
    state.procedures.add(std::move(procedure));
}

void evolve(State& state, const v1::ProcedureOpened& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    procedure->state = Procedure::State::open;
    procedure->opened = event;
    procedure->version = event.version();
    procedure->counts_from = event.version();
    if (procedure->shown_version == 0) procedure->shown_version = event.version();
    procedure->contest_until = {};
    procedure->text_sha256 = digest_of(event.text_sha256());
    procedure->policy = event.policy();
    procedure->tally_rule = event.tally();
    procedure->threshold = event.threshold();
    procedure->entitled = party_codes(event.entitled());
    procedure->recused = party_codes(event.recused());
    // Opened anew after it was broken: everybody is asked again.
    procedure->positions.clear();
    procedure->prepared.clear();
    procedure->reached.clear();
    procedure->told.clear();
    procedure->extensions = 0;
    procedure->reminders = 0;
    procedure->questioned = false;
    procedure->opened_at = fact.received;
    procedure->closed_at = {};
    procedure->deadline = from_ms(event.deadline());
    start_clock(state, *procedure);
    remind_next(state, *procedure, fact.received);
    renew_readership(state, *procedure);
}

void evolve(State& state, const v1::PositionTaken& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    auto& answers = comes_after_the_close(event.stance()) ? procedure->later : procedure->positions;
    answers.insert_or_assign(PartyCode{event.party()}, standing(event, fact));
    procedure->prepared.erase(PartyCode{event.party()});
    prove_reach(*procedure, event.party(), fact.received);
    keep_reservation(*procedure, event);
}

void evolve(State& state, const v1::PositionPrepared& event, const Fact& fact) {
    const v1::PositionTaken& position = event.position();
    Procedure* procedure = touched(state, position.procedure_id(), fact);
    if (!procedure) return;
    procedure->prepared[PartyCode{position.party()}] = {
        position, fact.entry.index, fact.entry.leaf_hash};
    prove_reach(*procedure, position.party(), fact.received);
    keep_reservation(*procedure, position);
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
    procedure->deadline = from_ms(event.new_deadline());
    ++procedure->extensions;
    start_clock(state, *procedure);
    remind_next(state, *procedure, std::max(fact.received, procedure->reminded_at));
}

void evolve(State& state, const v1::AnswersReminded& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    if (event.mark() == 0) { // Out of turn: the marks of the policy stand where they stood.
        procedure->reminded_by_hand_at = fact.received;
        return;
    }
    procedure->reminders = event.mark();
    procedure->reminded_at = fact.received;
    remind_next(state, *procedure, fact.received);
}

void evolve(State& state, const v1::ProcedureBroken& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    stop_clock(state, *procedure);
    procedure->state = Procedure::State::broken;
    procedure->closed_at = fact.received;
}

void evolve(State& state, const v1::ProcedureClosed& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    stop_clock(state, *procedure);
    const bool is_adopted = event.outcome() == v1::ProcedureClosed::ADOPTED;
    procedure->state = is_adopted ? Procedure::State::adopted : Procedure::State::lapsed;
    procedure->closed = event;
    procedure->closed_index = fact.entry.index;
    procedure->closed_hash = fact.entry.leaf_hash;
    procedure->closed_at = fact.received;
    procedure->list_version = is_adopted ? 1 : 0;
    procedure->prepared.clear();
}

void evolve(State& state, const v1::ProcedureQuestioned& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (procedure) procedure->questioned = true;
}

void evolve(State& state, const v1::ProcedureContinued& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (procedure) procedure->questioned = false;
}

void evolve(State& state, const v1::ProcedureWithdrawn& event, const Fact& fact) {
    Procedure* procedure = touched(state, event.procedure_id(), fact);
    if (!procedure) return;
    stop_clock(state, *procedure);
    procedure->state = Procedure::State::withdrawn;
    procedure->closed_at = fact.received;
    procedure->ended_why = event.reason();
}

} // namespace tocsin::domain
