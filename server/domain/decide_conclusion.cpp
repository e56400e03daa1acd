// What came of a demarche: delivered, refused, postponed, overtaken, cancelled; told by who led it
// there. SPDX-License-Identifier: Apache-2.0
#include "server/domain/demarche.hpp"
#include "server/domain/instrument_rules.hpp"
#include "server/domain/procedure_gate.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

using Outcome = v1::DemarcheConcluded;
using Refused = std::optional<v1::Refusal>;

// The host was spoken to, whatever it answered.
bool was_received(Outcome::Outcome outcome) {
    return outcome == Outcome::DELIVERED || outcome == Outcome::REFUSED;
}

// The reason for it went away before it was made.
bool is_dropped(Outcome::Outcome outcome) {
    return outcome == Outcome::OVERTAKEN || outcome == Outcome::CANCELLED;
}

Refused wrong_state(const Procedure& procedure, Outcome::Outcome outcome) {
    const std::string named(state_word(procedure.state));
    if (is_dropped(outcome)) return std::nullopt;
    if (procedure.state == Procedure::State::open)
        return refuse_state(
            named,
            "what is still open may only be overtaken or cancelled; it is made once it is adopted",
            "Wait for the closing."
        );
    if (!procedure.demarche.host().empty()) return std::nullopt;
    return refuse_state(
        named, "it is not arranged where and by whom it is made", "Arrange it first."
    );
}

// What goes with this outcome and with no other.
Refused wrong_company(const v1::ConcludeDemarche& command, Instant received) {
    const Outcome::Outcome outcome = command.outcome();
    const std::string named = Outcome::Outcome_Name(outcome);
    if (outcome == Outcome::DELIVERED && command.present().empty())
        return refuse_field("present", "at least one government: somebody delivered it", "");
    if (!was_received(outcome)) {
        const std::string only = "given with DELIVERED and REFUSED only";
        if (!command.present().empty()) return refuse_field("present", only, named);
        if (!command.associated().empty()) return refuse_field("associated", only, named);
        if (!command.reply().empty()) return refuse_field("reply", only, named);
        if (command.follow_up_at() != 0) return refuse_field("follow_up_at", only, named);
    }
    const Instant slot = from_ms(command.new_slot());
    if (outcome == Outcome::POSTPONED && slot <= received)
        return refuse_field("new_slot", "after now, " + print_utc(received), print_utc(slot));
    if (outcome != Outcome::POSTPONED && command.new_slot() != 0)
        return refuse_field("new_slot", "given with POSTPONED only", named);
    const Instant follow_up = from_ms(command.follow_up_at());
    if (command.follow_up_at() != 0 && follow_up <= received)
        return refuse_field(
            "follow_up_at", "after now, " + print_utc(received), print_utc(follow_up)
        );
    return not_yet(command.at(), received);
}

Refused wrong_names(
    const State& state, const Procedure& procedure, const v1::ConcludeDemarche& command, Instant at
) {
    const std::set<PartyCode> names = names_of(procedure);
    std::set<std::string> present;
    for (const std::string& code : command.present())
        if (!names.contains(PartyCode{code}) || !present.insert(code).second)
            return refuse_field("present", "governments that signed, each once", code);
    std::set<std::string> associated;
    for (const std::string& code : command.associated()) {
        if (!may_be_associated(state, procedure, PartyCode{code}, at))
            return refuse_field("associated", "governments that signed, and observers", code);
        if (present.contains(code) || !associated.insert(code).second)
            return refuse_field("associated", "those who were not in the room, each once", code);
    }
    return std::nullopt;
}

} // namespace

Decision decide(const State& state, const v1::ConcludeDemarche& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kConcludeDemarche, asking))
        return refusing(*refusal);
    const Instant received = asking.received;
    if (auto refusal = wrong_state(*procedure, command.outcome())) return refusing(*refusal);
    if (auto refusal = wrong_company(command, received)) return refusing(*refusal);
    if (auto refusal = wrong_names(state, *procedure, command, asking.at))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::DemarcheConcluded& concluded = *decision.events.emplace_back().mutable_demarche_concluded();
    concluded.set_procedure_id(procedure->id.text);
    concluded.set_outcome(command.outcome());
    concluded.set_at(command.at() == 0 ? to_ms(received) : command.at());
    *concluded.mutable_present() = command.present();
    *concluded.mutable_associated() = command.associated();
    concluded.set_reply(command.reply());
    concluded.set_follow_up_at(command.follow_up_at());
    concluded.set_new_slot(command.new_slot());
    concluded.set_person(asking.person->id.str());
    return decision;
}

} // namespace tocsin::domain
