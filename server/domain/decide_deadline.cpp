// The end of a procedure's window: moved before it is reached, closed by the server after it. The
// instant of receipt decides, at or before the deadline still counts (storage.md 4.6).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

std::optional<v1::Refusal>
cannot_extend(const Procedure& procedure, const v1::ExtendDeadline& command, Instant received) {
    const auto named = std::string(state_word(procedure.state));
    if (procedure.state == Procedure::State::draft ||
        procedure.state == Procedure::State::withdrawn)
        return refuse_state(
            named, "only an open procedure has a deadline", "Nothing is left to extend."
        );
    if (is_closed(procedure) || received > procedure.deadline)
        return refuse_late(procedure.deadline, received);
    if (procedure.extensions >= procedure.policy.extensions_max())
        return refuse_state(
            named,
            "there may be " + std::to_string(procedure.policy.extensions_max()) +
                " extensions, as the policy was when it opened",
            "Let it close after " + print_utc(procedure.deadline) + "."
        );

    const Instant proposed = from_ms(command.new_deadline());
    const Instant latest =
        procedure.deadline + std::chrono::milliseconds(procedure.policy.extension_ms_max());
    if (command.new_deadline() % 1000 != 0)
        return refuse_field("new_deadline", "a whole second", print_utc(proposed));
    if (proposed <= procedure.deadline)
        return refuse_field(
            "new_deadline",
            "after " + print_utc(procedure.deadline) + ": never shortened",
            print_utc(proposed)
        );
    if (proposed > latest)
        return refuse_field("new_deadline", "not after " + print_utc(latest), print_utc(proposed));
    return std::nullopt;
}

v1::ProcedureClosed closing_of(const State& state, const Procedure& procedure) {
    v1::ProcedureClosed closed;
    closed.set_procedure_id(procedure.id.text);
    closed.set_deadline(to_ms(procedure.deadline));
    *closed.mutable_tally() = count(procedure);
    const bool is_met = closed.tally().signed_() >= procedure.threshold;
    closed.set_outcome(is_met ? v1::ProcedureClosed::ADOPTED : v1::ProcedureClosed::LAPSED);

    std::vector<PartyCode> signatories;
    std::vector<PartyCode> associated;
    for (const auto& [party, standing] : procedure.positions) {
        if (is_signature(standing.stance)) signatories.push_back(party);
        if (standing.stance == v1::Position::ASSOCIATE) associated.push_back(party);
    }
    for (const auto& party : in_registered_order(state.coalition, std::move(signatories)))
        closed.add_signatories(party.text);
    for (const auto& party : in_registered_order(state.coalition, std::move(associated)))
        closed.add_associated(party.text);
    return closed;
}

} // namespace

Decision decide(const State& state, const v1::ExtendDeadline& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (!may_steer(*procedure, asking))
        return refusing(
            refuse_forbidden("few move a deadline", "its penholder, a lead or the chair")
        );
    if (command.reason().empty())
        return refusing(refuse_field("reason", "a reason, told to all", ""));
    if (auto refusal = cannot_extend(*procedure, command, asking.received))
        return refusing(*refusal);

    Decision decision;
    decision.realm = procedure->realm;
    decision.subject = procedure->id.text;
    v1::DeadlineExtended& extended = *decision.events.emplace_back().mutable_deadline_extended();
    extended.set_procedure_id(procedure->id.text);
    extended.set_old_deadline(to_ms(procedure->deadline));
    extended.set_new_deadline(command.new_deadline());
    extended.set_reason(command.reason());
    extended.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::CloseProcedure& command, const Asking& asking) {
    if (!asking.is_server())
        return refusing(refuse_forbidden("the passing of the deadline closes", "the server itself")
        );
    const auto found = state.procedures.find(ProcedureId{command.procedure_id()});
    if (found == state.procedures.end()) return refusing(refuse_not_found());
    const Procedure& procedure = found->second;
    const auto named = std::string(state_word(procedure.state));
    if (procedure.state != Procedure::State::open)
        return refusing(
            refuse_state(named, "only an open procedure closes", "Nothing is left to close.")
        );
    if (from_ms(command.deadline()) != procedure.deadline)
        return refusing(refuse_state(
            named,
            "the deadline was moved",
            "Wait until " + print_utc(procedure.deadline) + " has passed."
        ));
    if (asking.received <= procedure.deadline)
        return refusing(
            refuse_state(named, "the deadline itself still counts", "Wait until it has passed.")
        );

    Decision decision;
    decision.realm = procedure.realm;
    decision.subject = procedure.id.text;
    *decision.events.emplace_back().mutable_procedure_closed() = closing_of(state, procedure);
    return decision;
}

} // namespace tocsin::domain
