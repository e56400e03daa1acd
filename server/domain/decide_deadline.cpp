// The end of a procedure's window: moved before it is reached, closed by the server after it. The
// instant of receipt decides, at or before the deadline still counts (storage.md 4.6).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_gate.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

std::optional<v1::Refusal>
cannot_extend(const Procedure& procedure, const v1::ExtendDeadline& command) {
    if (command.reason().empty()) return refuse_field("reason", "a reason, told to all", "");
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

using Drafted = v1::ProcedureDrafted;

// Whose silence proves nothing: no receipt, no display, no answer of any of its persons.
std::vector<PartyCode> unreached(const State& state, const Procedure& procedure) {
    std::vector<PartyCode> parties;
    for (const PartyCode& party : consenting(state, procedure))
        if (!procedure.reached.contains(party)) parties.push_back(party);
    return parties;
}

std::vector<PartyCode> signatories(const State& state, const Procedure& procedure) {
    if (procedure.is(Drafted::SILENCE)) return consenting(state, procedure);
    std::set<PartyCode> parties;
    for (const PartyCode& party : procedure.entitled)
        if (has_signed(procedure, party)) parties.insert(party);
    if (procedure.is(Drafted::PLEDGE_CALL))
        for (const auto& [key, pledge] : procedure.pledges)
            if (!pledge.taken_back) parties.insert(key.first);
    return in_registered_order(state.coalition, {parties.begin(), parties.end()});
}

std::vector<PartyCode> associated(const State& state, const Procedure& procedure) {
    std::vector<PartyCode> parties;
    for (const auto& [party, standing] : procedure.positions)
        if (standing.stance == v1::Position::ASSOCIATE && is_current(procedure, standing))
            parties.push_back(party);
    return in_registered_order(state.coalition, std::move(parties));
}

bool meets_regions(
    const State& state, const Procedure& procedure, const std::vector<PartyCode>& names
) {
    std::map<int, std::uint32_t> per_region;
    for (const PartyCode& name : names)
        if (const PartyRecord* party = state.coalition.party(name))
            ++per_region[party->facts.region()];
    for (const v1::RegionMinimum& minimum : procedure.opened.per_region())
        if (per_region[minimum.region()] < minimum.count()) return false;
    return true;
}

void judge_silence(const State& state, const Procedure& procedure, v1::ProcedureClosed& closed) {
    for (const PartyCode& party : unreached(state, procedure))
        closed.add_unreached(party.text);
    const bool reached_all = closed.unreached_size() == 0;
    closed.set_outcome(reached_all ? v1::ProcedureClosed::ADOPTED : v1::ProcedureClosed::UNREACHED);
}

void judge_names(
    const State& state,
    const Procedure& procedure,
    const std::vector<PartyCode>& names,
    v1::ProcedureClosed& closed
) {
    for (const std::string& code : procedure.opened.must_haves())
        if (std::find(names.begin(), names.end(), PartyCode{code}) == names.end())
            closed.add_missing(code);
    const bool is_met = names.size() >= procedure.threshold && closed.missing_size() == 0 &&
                        meets_regions(state, procedure, names);
    closed.set_outcome(is_met ? v1::ProcedureClosed::ADOPTED : v1::ProcedureClosed::LAPSED);
}

// One to each, while nobody is told who else has not answered. Mark 0: out of turn.
Decision
reminding(const Procedure& procedure, const std::vector<PartyCode>& parties, std::uint32_t mark) {
    Decision decision = about(procedure);
    v1::AnswersReminded reminded;
    reminded.set_procedure_id(procedure.id.text);
    reminded.set_mark(mark);
    reminded.set_deadline(to_ms(procedure.deadline));
    if (hides_positions(procedure) && parties.size() > 1) {
        for (const PartyCode& party : parties) {
            v1::AnswersReminded& one = *decision.events.emplace_back().mutable_answers_reminded();
            one = reminded;
            one.add_owing(party.text);
        }
        return decision;
    }
    for (const PartyCode& party : parties)
        reminded.add_owing(party.text);
    *decision.events.emplace_back().mutable_answers_reminded() = reminded;
    return decision;
}

v1::ProcedureClosed closing_of(const State& state, const Procedure& procedure) {
    v1::ProcedureClosed closed;
    closed.set_procedure_id(procedure.id.text);
    closed.set_deadline(to_ms(procedure.deadline));
    *closed.mutable_tally() = count(procedure);
    const auto names = signatories(state, procedure);
    if (procedure.is(Drafted::SILENCE))
        judge_silence(state, procedure, closed);
    else
        judge_names(state, procedure, names, closed);
    // Of silence that proves nothing there are no names.
    if (closed.outcome() != v1::ProcedureClosed::UNREACHED)
        for (const PartyCode& party : names)
            closed.add_signatories(party.text);
    for (const PartyCode& party : associated(state, procedure))
        closed.add_associated(party.text);
    return closed;
}

} // namespace

Decision decide(const State& state, const v1::ExtendDeadline& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kExtendDeadline, asking))
        return refusing(*refusal);
    if (auto refusal = cannot_extend(*procedure, command)) return refusing(*refusal);

    Decision decision = about(*procedure);
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
    if (auto refusal = not_possible(procedure, v1::Command::kCloseProcedure))
        return refusing(*refusal);
    const auto named = std::string(state_word(procedure.state));
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

    Decision decision = about(procedure);
    *decision.events.emplace_back().mutable_procedure_closed() = closing_of(state, procedure);
    return decision;
}

Decision decide(const State& state, const v1::RemindAnswers& command, const Asking& asking) {
    const auto found = state.procedures.find(ProcedureId{command.procedure_id()});
    if (found == state.procedures.end()) return refusing(refuse_not_found());
    const Procedure& procedure = found->second;
    if (auto refusal = not_possible(procedure, v1::Command::kRemindAnswers))
        return refusing(*refusal);
    const bool is_next = command.mark() == procedure.reminders + 1 &&
                         from_ms(command.deadline()) == procedure.deadline;
    if (!is_next || asking.received > procedure.deadline)
        return refusing(refuse_state(
            std::string(state_word(procedure.state)),
            "reminders go out in order, and before the deadline",
            "Nothing is left to do."
        ));

    return reminding(procedure, owing(procedure), command.mark());
}

Decision decide(const State& state, const v1::Remind& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kRemind, asking))
        return refusing(*refusal);
    if (command.parties_size() == 0) return reminding(*procedure, owing(*procedure), 0);
    if (hides_positions(*procedure))
        return refusing(refuse_field(
            "parties",
            "nobody in particular: while positions are hidden, all that owe are reminded",
            command.parties(0)
        ));
    auto named = named_of(owing(*procedure), command.parties());
    if (const auto* refusal = std::get_if<v1::Refusal>(&named)) return refusing(*refusal);
    return reminding(*procedure, std::get<std::vector<PartyCode>>(named), 0);
}

} // namespace tocsin::domain
