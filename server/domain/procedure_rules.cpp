// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"

#include "server/domain/label.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

// The text belongs to governments and their secretariat: a task-force lead of another kind raises
// and advises, and an auditor writes nothing.
bool may_write_at_all(const Asking& asking) {
    if (asking.is_server() || asking.has(v1::AUDITOR)) return false;
    const auto kind = asking.reader.kind;
    return kind == v1::Party::GOVERNMENT || kind == v1::Party::SECRETARIAT;
}

bool is_penholder(const Procedure& procedure, const Asking& asking) {
    return !asking.is_server() && procedure.drafted.penholder() == asking.person->id.view();
}

} // namespace

Decision refusing(v1::Refusal refusal) {
    Decision decision;
    decision.refusal = std::move(refusal);
    return decision;
}

const Procedure*
readable_procedure(const State& state, const std::string& id, const Reader& reader) {
    const auto found = state.procedures.find(ProcedureId{id});
    if (found == state.procedures.end()) return nullptr;
    return may_read(found->second, reader) ? &found->second : nullptr;
}

bool may_draft(const Asking& asking) {
    if (!may_write_at_all(asking)) return false;
    return asking.has(v1::LEAD) || asking.has(v1::PENHOLDER) || asking.has(v1::CHAIR) ||
           asking.has(v1::SUPPORT);
}

bool may_word(const Procedure& procedure, const Asking& asking) {
    return may_write_at_all(asking) && (is_penholder(procedure, asking) || asking.has(v1::LEAD));
}

bool may_steer(const Procedure& procedure, const Asking& asking) {
    return may_word(procedure, asking) || (may_write_at_all(asking) && asking.has(v1::CHAIR));
}

bool is_meant_for(const State& state, const v1::ProcedureDrafted& drafted, const PartyCode& party) {
    const Cut cut = cut_of(drafted.label(), drafted.audience());
    const v1::Party::Kind kind = kind_of(state, party);
    if (cut.allows_party(party, kind)) return true;
    return std::any_of(cut.persons.begin(), cut.persons.end(), [&](const PersonId& id) {
        const PersonRecord* person = state.coalition.person(id);
        return person && person->party == party && cut.allows_person(*person, kind);
    });
}

std::string_view state_word(Procedure::State state) {
    switch (state) {
    case Procedure::State::draft: return "DRAFT";
    case Procedure::State::open: return "OPEN";
    case Procedure::State::adopted: return "ADOPTED";
    case Procedure::State::lapsed: return "LAPSED";
    case Procedure::State::withdrawn: return "WITHDRAWN";
    case Procedure::State::published: return "PUBLISHED";
    }
    return "";
}

bool is_closed(const Procedure& procedure) {
    return procedure.state == Procedure::State::adopted ||
           procedure.state == Procedure::State::lapsed ||
           procedure.state == Procedure::State::published;
}

v1::Refusal refuse_late(Instant deadline, Instant received) {
    const std::string why = received > deadline
                                ? "The deadline was " + print_utc(deadline) +
                                      "; this was received at " + print_utc(received) + "."
                                : "It was received at " + print_utc(received) +
                                      ", in time, but the closing stood in the log already, and "
                                      "the log's order settles it.";
    v1::Refusal refusal = refuse(
        v1::Refusal::DEADLINE_PASSED,
        "The deadline has passed.",
        why,
        "Nothing more counts in this procedure; ask its penholder for a new one linked to it."
    );
    refusal.set_deadline(to_ms(deadline));
    refusal.set_received_at(to_ms(received));
    return refusal;
}

} // namespace tocsin::domain
