// How governments are asked, and how it ends without an answer: opened, continued, withdrawn, put
// away. Its deadline is in decide_deadline.cpp, what follows a result in decide_publication.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_gate.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;
using Drafted = v1::ProcedureDrafted;

v1::Refusal refuse_stale(const TextVersion& latest) {
    v1::Refusal refusal = refuse(
        v1::Refusal::STALE_VERSION,
        "This is not the latest text.",
        "The latest is version " + std::to_string(latest.number) + ".",
        "Read it, then open with that version."
    );
    refusal.set_version(latest.number);
    refusal.set_text_sha256(latest.sha256.str());
    return refusal;
}

Refused bad_deadline(
    const Procedure& procedure,
    const v1::OpenProcedure& command,
    const v1::Policy& policy,
    Instant received
) {
    const bool silence = procedure.is(Drafted::SILENCE);
    const std::int64_t shortest = silence ? policy.silence_ms_min() : policy.window_ms_min();
    const Instant earliest =
        received + std::chrono::milliseconds(std::max<std::int64_t>(shortest, 1));
    const Instant deadline = from_ms(command.deadline());
    if (command.deadline() % 1000 != 0)
        return refuse_field("deadline", "a whole second", print_utc(deadline));
    if (deadline < earliest)
        return refuse_field("deadline", "not before " + print_utc(earliest), print_utc(deadline));
    return std::nullopt;
}

Refused
bad_threshold(const Procedure& procedure, const v1::OpenProcedure& command, std::size_t entitled) {
    const std::string given = std::to_string(command.threshold());
    if (procedure.is(Drafted::SILENCE)) {
        if (command.threshold() == 0) return std::nullopt;
        return refuse_field("threshold", "none: silence is adopted by nobody objecting", given);
    }
    const std::uint32_t least = procedure.is(Drafted::PLEDGE_CALL) ? 0 : 1;
    if (command.threshold() >= least && command.threshold() <= entitled) return std::nullopt;
    return refuse_field(
        "threshold",
        std::to_string(least) + " to " + std::to_string(entitled) + ", the governments entitled",
        given
    );
}

std::uint32_t
entitled_of(const State& state, const Entitlement& stamped, v1::Party::Region region) {
    std::uint32_t number = 0;
    for (const PartyCode& code : stamped.entitled) {
        const PartyRecord* party = state.coalition.party(code);
        number += party && party->facts.region() == region;
    }
    return number;
}

// Minimums that nobody could meet are refused before anybody is asked.
Refused
bad_minimums(const State& state, const v1::OpenProcedure& command, const Entitlement& stamped) {
    for (const v1::RegionMinimum& minimum : command.per_region()) {
        const std::uint32_t entitled = entitled_of(state, stamped, minimum.region());
        if (minimum.count() <= entitled) continue;
        return refuse_field(
            "per_region",
            "at most " + std::to_string(entitled) + " of " +
                v1::Party::Region_Name(minimum.region()) + ", as many as are asked",
            std::to_string(minimum.count())
        );
    }
    for (const std::string& code : command.must_haves())
        if (!stamped.entitled.contains(PartyCode{code}))
            return refuse_field("must_haves", "governments that are asked", code);
    return std::nullopt;
}

Refused bad_terms(
    const State& state,
    const Procedure& procedure,
    const v1::OpenProcedure& command,
    const Entitlement& stamped,
    Instant received
) {
    if (stamped.entitled.empty())
        return refuse(
            v1::Refusal::EMPTY_AUDIENCE,
            "No government would be asked.",
            "Its label and audience allow none, or only the government concerned.",
            "Change the label or the audience."
        );
    const v1::Policy& policy = state.coalition.policy;
    if (auto refusal = bad_deadline(procedure, command, policy, received)) return refusal;
    if (auto refusal = bad_threshold(procedure, command, stamped.entitled.size())) return refusal;
    if (auto refusal = bad_minimums(state, command, stamped)) return refusal;
    if (command.tally() == v1::ProcedureOpened::TALLY_UNSPECIFIED)
        return refuse_field("tally", "VISIBLE, HIDDEN_UNTIL_OWN or HIDDEN_UNTIL_CLOSE", "");
    return std::nullopt;
}

v1::ProcedureOpened opening_of(
    const State& state,
    const Procedure& procedure,
    const v1::OpenProcedure& command,
    const Entitlement& stamped
) {
    const v1::ProcedureDrafted& drafted = procedure.drafted;
    const TextVersion& text = procedure.texts.back();
    v1::ProcedureOpened opened;
    opened.set_procedure_id(procedure.id.text);
    opened.set_version(text.number);
    opened.set_text_sha256(text.sha256.str());
    opened.set_language(text.language);
    opened.set_deadline(command.deadline());
    *opened.mutable_policy() = state.coalition.policy;
    for (const auto& code : stamped.entitled)
        opened.add_entitled(code.text);
    for (const auto& code : stamped.recused)
        opened.add_recused(code.text);
    opened.set_threshold(command.threshold());
    opened.set_tally(command.tally());
    *opened.mutable_per_region() = command.per_region();
    *opened.mutable_must_haves() = command.must_haves();
    opened.set_kind(drafted.kind());
    opened.set_mode(drafted.mode());
    opened.set_title(drafted.title());
    *opened.mutable_countries() = drafted.countries();
    opened.set_alert_id(drafted.alert_id());
    opened.set_linked_to(drafted.linked_to());
    return opened;
}

} // namespace

Decision decide(const State& state, const v1::OpenProcedure& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kOpenProcedure, asking))
        return refusing(*refusal);
    const TextVersion& latest = procedure->texts.back();
    if (command.version() != latest.number) return refusing(refuse_stale(latest));
    const Entitlement stamped = entitlement(state, procedure->drafted, asking.at);
    if (auto refusal = bad_terms(state, *procedure, command, stamped, asking.received))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::ProcedureOpened& opened = *decision.events.emplace_back().mutable_procedure_opened();
    opened = opening_of(state, *procedure, command, stamped);
    opened.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::ContinueProcedure& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kContinueProcedure, asking))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::ProcedureContinued& goes_on = *decision.events.emplace_back().mutable_procedure_continued();
    goes_on.set_procedure_id(procedure->id.text);
    goes_on.set_reason(command.reason());
    goes_on.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::WithdrawProcedure& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kWithdrawProcedure, asking))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::ProcedureWithdrawn& withdrawn =
        *decision.events.emplace_back().mutable_procedure_withdrawn();
    withdrawn.set_procedure_id(procedure->id.text);
    withdrawn.set_reason(command.reason());
    withdrawn.set_person(asking.person->id.str());
    return decision;
}

Decision decide(const State& state, const v1::ArchiveProcedure& command, const Asking& asking) {
    const Procedure* procedure = readable_procedure(state, command.procedure_id(), asking.reader);
    if (!procedure) return refusing(refuse_not_found());
    if (auto refusal = closed_act(*procedure, v1::Command::kArchiveProcedure, asking))
        return refusing(*refusal);

    Decision decision = about(*procedure);
    v1::ProcedureArchived& archived = *decision.events.emplace_back().mutable_procedure_archived();
    archived.set_procedure_id(procedure->id.text);
    archived.set_person(asking.person->id.str());
    return decision;
}

} // namespace tocsin::domain
