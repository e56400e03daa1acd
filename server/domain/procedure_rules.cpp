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

Reminded named_of(
    const std::vector<PartyCode>& owing,
    const google::protobuf::RepeatedPtrField<std::string>& named
) {
    if (named.empty()) return owing;
    const std::set<std::string> wanted(named.begin(), named.end());
    std::vector<PartyCode> parties;
    for (const PartyCode& party : owing)
        if (wanted.contains(party.text)) parties.push_back(party);
    if (parties.size() == wanted.size()) return parties;
    for (const std::string& code : wanted)
        if (std::find(parties.begin(), parties.end(), PartyCode{code}) == parties.end())
            return refuse_field("parties", "governments that still owe an answer", code);
    return parties;
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

Decision about(const Procedure& procedure) {
    Decision decision;
    decision.realm = procedure.realm;
    decision.subject = procedure.id.text;
    return decision;
}

v1::Refusal refuse_steering() {
    return refuse_forbidden("few lead a procedure", "its penholder, a lead or the chair");
}

Entitlement entitlement(const State& state, const v1::ProcedureDrafted& drafted, Instant at) {
    Entitlement stamped;
    const auto& countries = drafted.countries();
    for (const auto& code : state.coalition.governments(at)) {
        const bool is_subject =
            std::find(countries.begin(), countries.end(), code.text) != countries.end();
        if (is_subject)
            stamped.recused.insert(code);
        else if (is_meant_for(state, drafted, code))
            stamped.entitled.insert(code);
    }
    return stamped;
}

std::vector<PartyCode> consenting(const State& state, const Procedure& procedure) {
    std::vector<PartyCode> parties;
    for (const PartyCode& code : procedure.entitled) {
        const PartyRecord* party = state.coalition.party(code);
        if (party && party->is_member(procedure.deadline)) parties.push_back(code);
    }
    return in_registered_order(state.coalition, std::move(parties));
}

std::vector<Instant> reminder_marks(const Procedure& procedure) {
    std::set<Instant> marks;
    const auto window = procedure.deadline - procedure.opened_at;
    for (const std::uint32_t percent : procedure.policy.remind_at_percent())
        marks.insert(procedure.opened_at + window * percent / 100);
    for (const std::int64_t before : procedure.policy.remind_before_ms())
        marks.insert(procedure.deadline - std::chrono::milliseconds(before));
    marks.erase(marks.begin(), marks.upper_bound(procedure.opened_at));
    marks.erase(marks.lower_bound(procedure.deadline), marks.end());
    return {marks.begin(), marks.end()};
}

std::optional<v1::Refusal> overclaims(
    const State& state, const Procedure& procedure, const std::string& override_reason, Instant at
) {
    const TextVersion& text = procedure.texts.at(procedure.version - 1);
    if (!text.speaks_for_all || !override_reason.empty()) return std::nullopt;
    std::set<std::string> names(
        procedure.closed.signatories().begin(), procedure.closed.signatories().end()
    );
    for (const Amendment& amendment : procedure.amendments) {
        if (amendment.stance == v1::Position::DISSOCIATION)
            names.erase(amendment.party.text);
        else
            names.insert(amendment.party.text);
    }
    const auto members = state.coalition.governments(at);
    const auto named = std::count_if(members.begin(), members.end(), [&](const PartyCode& code) {
        return names.contains(code.text);
    });
    if (named == static_cast<std::ptrdiff_t>(members.size())) return std::nullopt;
    v1::Refusal refusal = refuse(
        v1::Refusal::APPROVAL_REQUIRED,
        "The text speaks for all members, and not all of them signed.",
        "It has the names of " + std::to_string(named) + " of " + std::to_string(members.size()) +
            " members.",
        "Publish it as \"the undersigned\", or say why it goes out as it is: that is recorded."
    );
    refusal.set_field("override_reason");
    refusal.set_rule("a text in the name of all members carries the names of all members");
    return refusal;
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
