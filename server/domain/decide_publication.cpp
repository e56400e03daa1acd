// What follows a result: the Chair issues or proceeds, an embargo ends at one instant, the text is
// published under the names it has (domain.md 3, after the close).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_gate.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

v1::ProcedurePublished publication_of(const Procedure& procedure) {
    // Count and names come from the same entry: the closing.
    v1::ProcedurePublished published;
    published.set_procedure_id(procedure.id.text);
    published.set_list_version(procedure.list_version);
    *published.mutable_signatories() = procedure.closed.signatories();
    *published.mutable_associated() = procedure.closed.associated();
    published.set_text_sha256(procedure.text_sha256.str());
    return published;
}

} // namespace

Decision decide(const State& state, const v1::IssueAsChair& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kIssueAsChair, asking))
        return refusing(*refusal);
    const TextVersion& latest = procedure->texts.back();
    if (command.version() != latest.number) {
        v1::Refusal stale = refuse(
            v1::Refusal::STALE_VERSION,
            "This is not the latest text.",
            "The latest is version " + std::to_string(latest.number) + ".",
            "Read it, then issue that version."
        );
        stale.set_version(latest.number);
        stale.set_text_sha256(latest.sha256.str());
        return refusing(std::move(stale));
    }

    Decision decision = about(*procedure);
    v1::ProcedureIssued& issued = *decision.events.emplace_back().mutable_procedure_issued();
    issued.set_procedure_id(procedure->id.text);
    issued.set_version(latest.number);
    issued.set_text_sha256(latest.sha256.str());
    issued.set_language(latest.language);
    issued.set_chair(asking.person->party.text);
    issued.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::ProceedUnreached& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kProceedUnreached, asking))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::ProcedureProceeded& goes_on = *decision.events.emplace_back().mutable_procedure_proceeded();
    goes_on.set_procedure_id(procedure->id.text);
    *goes_on.mutable_unreached() = procedure->closed.unreached();
    for (const PartyCode& party : consenting(state, *procedure))
        goes_on.add_signatories(party.text);
    goes_on.set_reason(command.reason());
    goes_on.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::SetEmbargo& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kSetEmbargo, asking))
        return refusing(*refusal);
    const Instant publish_at = from_ms(command.publish_at());
    if (publish_at <= asking.received)
        return refusing(refuse_field(
            "publish_at", "after now, " + print_utc(asking.received), print_utc(publish_at)
        ));
    if (auto refusal = overclaims(state, *procedure, command.override_reason(), asking.at))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::EmbargoSet& set = *decision.events.emplace_back().mutable_embargo_set();
    set.set_procedure_id(procedure->id.text);
    set.set_publish_at(command.publish_at());
    set.set_override_reason(command.override_reason());
    set.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::PublishProcedure& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kPublishProcedure, asking))
        return refusing(*refusal);
    if (auto refusal = overclaims(state, *procedure, command.override_reason(), asking.at))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::ProcedurePublished& published =
        *decision.events.emplace_back().mutable_procedure_published();
    published = publication_of(*procedure);
    published.set_person(asking.person->id.str());
    published.set_override_reason(command.override_reason());
    return decision;
}

Decision decide(const State& state, const v1::PublishDue& command, const Asking& asking) {
    const auto found = state.procedures.find(ProcedureId{command.procedure_id()});
    if (found == state.procedures.end()) return refusing(refuse_not_found());
    const Procedure& procedure = found->second;
    if (auto refusal = not_possible(procedure, v1::Command::kPublishDue)) return refusing(*refusal);
    const bool is_due = from_ms(command.publish_at()) == procedure.publish_at &&
                        asking.received >= procedure.publish_at;
    if (!is_due)
        return refusing(refuse_state(
            std::string(state_word(procedure.state)),
            "its embargo lasts until " + print_utc(procedure.publish_at),
            "Wait until then."
        ));

    Decision decision = about(procedure);
    *decision.events.emplace_back().mutable_procedure_published() = publication_of(procedure);
    return decision;
}

} // namespace tocsin::domain
