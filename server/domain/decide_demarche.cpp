// What may happen to a demarche besides signing it: its arrangement at the host's capital, the
// instructions of each capital, and what came of it (domain.md 3).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/demarche.hpp"
#include "server/domain/instrument_rules.hpp"
#include "server/domain/procedure_gate.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;

// A mission speaks for a member that is not itself the one spoken to.
Refused bad_mission(
    const State& state,
    const Procedure& procedure,
    const v1::DemarcheTerms& terms,
    const std::string& code,
    Instant at
) {
    const char* field = code == terms.lead_mission() ? "terms.lead_mission" : "terms.missions";
    const PartyRecord* party = state.coalition.party(PartyCode{code});
    if (!party || party->facts.kind() != v1::Party::GOVERNMENT || !party->is_member(at))
        return refuse_field(field, "member governments", code);
    const auto& concerned = procedure.drafted.countries();
    const bool is_concerned =
        std::find(concerned.begin(), concerned.end(), code) != concerned.end();
    if (code == terms.host() || is_concerned)
        return refuse_field(field, "other governments than the host and the one concerned", code);
    return std::nullopt;
}

Refused bad_talking_points(const Procedure& procedure, const v1::DemarcheTerms& terms) {
    const v1::Tlp label = terms.talking_points_label();
    if (terms.talking_points_sha256().empty()) {
        if (label == v1::TLP_UNSPECIFIED) return std::nullopt;
        return refuse_field(
            "terms.talking_points_label", "none without talking points", v1::Tlp_Name(label)
        );
    }
    // The enum rises with strictness.
    if (label != v1::TLP_UNSPECIFIED && label >= procedure.drafted.label()) return std::nullopt;
    return refuse_field(
        "terms.talking_points_label",
        v1::Tlp_Name(procedure.drafted.label()) + " or stricter, as the demarche itself",
        v1::Tlp_Name(label)
    );
}

Refused bad_terms(
    const State& state,
    const Procedure& procedure,
    const v1::DemarcheTerms& terms,
    const Asking& asking
) {
    const Instant received = asking.received;
    for (const std::string& code : missions_of(terms))
        if (auto refusal = bad_mission(state, procedure, terms, code, asking.at)) return refusal;
    if (auto refusal = bad_talking_points(procedure, terms)) return refusal;
    const bool is_moved = terms.slot() != 0 && terms.slot() != procedure.demarche.slot();
    if (is_moved && from_ms(terms.slot()) <= received)
        return refuse_field(
            "terms.slot", "after now, " + print_utc(received), print_utc(from_ms(terms.slot()))
        );
    return std::nullopt;
}

} // namespace

Decision decide(const State& state, const v1::ArrangeDemarche& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kArrangeDemarche, asking))
        return refusing(*refusal);
    if (auto refusal = bad_terms(state, *procedure, command.terms(), asking))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::DemarcheArranged& arranged = *decision.events.emplace_back().mutable_demarche_arranged();
    arranged.set_procedure_id(procedure->id.text);
    *arranged.mutable_terms() = command.terms();
    arranged.mutable_terms()->clear_missions();
    for (const std::string& code : missions_of(command.terms()))
        arranged.mutable_terms()->add_missions(code);
    arranged.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::ReportInstruction& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kReportInstruction, asking))
        return refusing(*refusal);
    const PartyCode& party = asking.person->party;
    const auto known = procedure->instructions.find(party);
    if (known != procedure->instructions.end() && known->second == command.status())
        return refusing(refuse_state(
            v1::InstructionReported::Status_Name(command.status()),
            "this is what your government reported last",
            "Report again when it has changed."
        ));

    Decision decision = about(*procedure);
    v1::InstructionReported& reported =
        *decision.events.emplace_back().mutable_instruction_reported();
    reported.set_procedure_id(procedure->id.text);
    reported.set_party(party.text);
    reported.set_status(command.status());
    reported.set_person(asking.person->id.str());
    return decision;
}

} // namespace tocsin::domain
