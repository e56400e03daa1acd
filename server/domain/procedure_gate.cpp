// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_gate.hpp"

#include "server/base/limits.hpp"
#include "server/domain/instrument_rules.hpp"
#include "server/domain/pledge.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Case = v1::Command;
using Drafted = v1::ProcedureDrafted;
using Refused = std::optional<v1::Refusal>;

bool is_penholder(const Procedure& procedure, const Asking& asking) {
    return penholder_of(procedure) == asking.person->id;
}

// Of one party, or of anybody.
bool has_pledge(const Procedure& procedure, const PartyCode* party) {
    return std::any_of(procedure.pledges.begin(), procedure.pledges.end(), [&](const auto& pledge) {
        return !pledge.second.taken_back && (!party || pledge.first.first == *party);
    });
}

Refused no_contester(const Procedure& procedure, const Asking& asking) {
    if (asking.has(v1::FOCAL_POINT) && has_signed(procedure, asking.person->party))
        return std::nullopt;
    return refuse_forbidden("signatories contest", "a focal point of a government that signed");
}

Refused no_reporter(const Asking& asking) {
    if (asking.reader.kind == v1::Party::GOVERNMENT && asking.has(v1::FOCAL_POINT))
        return std::nullopt;
    return refuse_forbidden(
        "each capital reports its own instructions", "a focal point of a government"
    );
}

Refused no_concluder(const Procedure& procedure, const Asking& asking) {
    const bool leads = asking.person->party.text == procedure.demarche.lead_mission();
    if (leads || may_steer(procedure, asking)) return std::nullopt;
    return refuse_forbidden(
        "who led a demarche tells what came of it",
        "its penholder, a lead, the chair, or a person of its lead mission"
    );
}

bool runs_call(const Procedure& procedure, const Asking& asking) {
    return is_penholder(procedure, asking) || asking.has(v1::SUPPORT);
}

// Whose gift it is, is judged when it is named.
Refused no_recorder(const Procedure& procedure, const Asking& asking) {
    if (runs_call(procedure, asking) || !not_of_government(asking)) return std::nullopt;
    return refuse_forbidden(
        "what was given is recorded by who gave it, or by who runs the call",
        "a focal point, lead or chair of that government; the penholder; the Support Unit"
    );
}

Refused not_for(const Procedure& procedure, Case::CommandCase command, const Asking& asking) {
    switch (command) {
    case Case::kAddText:
    case Case::kAddTranslation:
        if (may_word(procedure, asking)) return std::nullopt;
        return refuse_forbidden("a text has one pen", "the penholder or a lead");
    case Case::kAddComment:
        if (asking.reader.roles != 0 && !asking.has(v1::AUDITOR)) return std::nullopt;
        return refuse_forbidden(
            "comments come from those it was given to", "members, advisers and observers"
        );
    case Case::kContestEdit: return no_contester(procedure, asking);
    case Case::kIssueAsChair:
    case Case::kProceedUnreached:
        if (asking.has(v1::CHAIR)) return std::nullopt;
        return refuse_forbidden("this is the Chair's to decide", "the Chair");
    case Case::kArchiveProcedure:
        if (asking.has(v1::SUPPORT) || may_steer(procedure, asking)) return std::nullopt;
        return refuse_steering();
    case Case::kReportInstruction: return no_reporter(asking);
    case Case::kConcludeDemarche: return no_concluder(procedure, asking);
    case Case::kMakePledge:
    case Case::kTakePledgeBack: return not_of_government(asking);
    case Case::kRecordFulfilment: return no_recorder(procedure, asking);
    default:
        if (may_steer(procedure, asking)) return std::nullopt;
        return refuse_steering();
    }
}

Refused wrong_kind(const Procedure& procedure, Case::CommandCase command) {
    switch (command) {
    case Case::kArrangeDemarche:
    case Case::kReportInstruction:
    case Case::kConcludeDemarche: return not_of_kind(procedure, Drafted::DEMARCHE);
    case Case::kSetNeeds:
    case Case::kMakePledge:
    case Case::kTakePledgeBack:
    case Case::kRecordFulfilment: return not_of_kind(procedure, Drafted::PLEDGE_CALL);
    case Case::kIssueAsChair:
        if (procedure.is(Drafted::CHAIR_ON_BEHALF)) return std::nullopt;
        return refuse_state(
            std::string(state_word(procedure.state)),
            "governments answer for themselves in this mode, and the mode is fixed",
            "Open it; or draft a Chair's statement linked to it."
        );
    default: return std::nullopt;
    }
}

// What governments answered until the deadline is theirs: only the closing may follow.
bool is_late(const Procedure& procedure, Case::CommandCase command, Instant received) {
    const bool waits_for_close =
        procedure.state == Procedure::State::open && received > procedure.deadline;
    switch (command) {
    case Case::kExtendDeadline:
        return waits_for_close || (has_closed(procedure) && procedure.deadline != Instant{});
    case Case::kMakePledge:
    case Case::kTakePledgeBack: return waits_for_close || has_closed(procedure);
    case Case::kAddText:
    case Case::kWithdrawProcedure:
    case Case::kConcludeDemarche: return waits_for_close;
    default: return false;
    }
}

Refused refuse_now(const Procedure& procedure, std::string rule, std::string next) {
    return refuse_state(std::string(state_word(procedure.state)), std::move(rule), std::move(next));
}

Refused fixed_text(const Procedure& procedure, Instant received) {
    if (!procedure.texts.empty() && procedure.is(Drafted::ALIGNMENT))
        return refuse_now(
            procedure,
            "alignment takes the text as it is final elsewhere",
            "Withdraw it and draft a new one with the other text."
        );
    if (procedure.state != Procedure::State::open) return std::nullopt;
    if (procedure.is(Drafted::SILENCE))
        return refuse_now(
            procedure,
            "the text is frozen while its silence period runs",
            "Withdraw it, or answer with an amendment: that breaks the silence."
        );
    const std::int64_t least =
        std::min(procedure.policy.contest_ms(), procedure.policy.window_ms_min());
    if (received + std::chrono::milliseconds(least) <= procedure.deadline) return std::nullopt;
    return refuse_now(
        procedure,
        "governments need time for a changed text, at least " + std::to_string(least / 60'000) +
            " minutes",
        "Extend the deadline first."
    );
}

Refused unprepared(const Procedure& procedure) {
    if (procedure.is(Drafted::CHAIR_ON_BEHALF))
        return refuse_now(
            procedure,
            "the Chair issues; nobody is asked to sign",
            "Issue it after the consultation."
        );
    if (procedure.texts.empty())
        return refuse_now(procedure, "there is no text to sign yet", "Add a text first.");
    const bool is_broken = procedure.state == Procedure::State::broken;
    if (is_broken && procedure.texts.back().number == procedure.version)
        return refuse_now(
            procedure, "what was broken is opened with another text", "Add the revised text first."
        );
    if (procedure.is(Drafted::DEMARCHE) && procedure.demarche.host().empty())
        return refuse_now(
            procedure, "nobody joins a demarche without knowing where and how", "Arrange it first."
        );
    if (procedure.is(Drafted::PLEDGE_CALL) && procedure.needs.empty())
        return refuse_now(procedure, "a pledge call says what is needed", "Set its needs first.");
    return std::nullopt;
}

Refused nothing_to_contest(const Procedure& procedure, Instant received) {
    if (procedure.contest_until == Instant{} || procedure.counts_from >= procedure.version)
        return refuse_now(
            procedure,
            "only the editorial change made last is contested, and once",
            "Read the text again and answer it as it stands."
        );
    if (received <= procedure.contest_until) return std::nullopt;
    return refuse_now(
        procedure,
        "it could be contested until " + print_utc(procedure.contest_until),
        "Replace your answer instead."
    );
}

Refused cannot_proceed(const Procedure& procedure) {
    const bool unreached = procedure.closed.outcome() == v1::ProcedureClosed::UNREACHED;
    if (unreached && procedure.policy.chair_may_proceed()) return std::nullopt;
    return refuse_now(
        procedure,
        unreached ? "the policy it opened under does not let the Chair proceed"
                  : "only silence that did not reach everybody is left to the Chair",
        std::string(next_step(procedure.state))
    );
}

Refused not_published(const Procedure& procedure) {
    if (procedure.is(Drafted::STATEMENT)) return std::nullopt;
    const bool demarche = procedure.is(Drafted::DEMARCHE);
    return refuse_now(
        procedure,
        demarche ? "a demarche is delivered, not published" : "a pledge call is not published",
        demarche ? "Record how it was received." : "Record what is fulfilled, then archive it."
    );
}

Refused not_at_its_end(const Procedure& procedure) {
    if (procedure.state != Procedure::State::adopted || procedure.is(Drafted::PLEDGE_CALL))
        return std::nullopt;
    return refuse_now(
        procedure,
        "what was adopted is published or delivered before it is put away",
        std::string(next_step(procedure.state))
    );
}

Refused used_up(const Procedure& procedure) {
    const std::uint32_t most = procedure.policy.extensions_max();
    if (procedure.extensions < most) return std::nullopt;
    return refuse_now(
        procedure,
        "there may be " + std::to_string(most) + " extensions, as the policy was when it opened",
        "Let it close after " + print_utc(procedure.deadline) + "."
    );
}

Refused cannot_remind(const Procedure& procedure, Instant received) {
    const Instant again = procedure.reminded_by_hand_at + limits::remind_interval;
    if (received > procedure.deadline)
        return refuse_now(procedure, "its deadline has passed", "Nothing is left to do.");
    if (owing(procedure).empty())
        return refuse_now(procedure, "all have answered", "Nobody is left to be reminded.");
    if (procedure.reminded_by_hand_at == Instant{} || received >= again) return std::nullopt;
    return refuse_now(
        procedure,
        "governments are not reminded twice within five minutes",
        "Wait until " + print_utc(again) + "."
    );
}

Refused unless(bool holds, const Procedure& procedure, const char* rule, const char* next) {
    return holds ? Refused() : refuse_now(procedure, rule, next);
}

Refused no_pledge_of(const Procedure& procedure, const PartyCode& party) {
    if (auto refusal = not_asked(procedure, party)) return refusal;
    return unless(
        has_pledge(procedure, &party),
        procedure,
        "only a pledge that stands is taken back",
        "Your government has none in this call."
    );
}

// With what has happened so far.
Refused not_now(const Procedure& procedure, Case::CommandCase command, const Asking& asking) {
    const bool has_text = !procedure.texts.empty();
    switch (command) {
    case Case::kAddText: return fixed_text(procedure, asking.received);
    case Case::kAddTranslation:
        return unless(has_text, procedure, "there is no text to translate", "Add a text first.");
    case Case::kOpenConsultation:
        return unless(
            has_text, procedure, "there is no text to comment on yet", "Add a text first."
        );
    case Case::kOpenProcedure: return unprepared(procedure);
    case Case::kContestEdit: return nothing_to_contest(procedure, asking.received);
    case Case::kExtendDeadline: return used_up(procedure);
    case Case::kRemind: return cannot_remind(procedure, asking.received);
    case Case::kContinueProcedure:
        return unless(
            procedure.questioned,
            procedure,
            "nothing put it in question",
            "Report the situation on the alert when the shutdown ends."
        );
    case Case::kProceedUnreached: return cannot_proceed(procedure);
    case Case::kSetEmbargo:
    case Case::kPublishProcedure: return not_published(procedure);
    case Case::kArchiveProcedure: return not_at_its_end(procedure);
    case Case::kReportInstruction:
    case Case::kMakePledge: return not_asked(procedure, asking.person->party);
    case Case::kTakePledgeBack: return no_pledge_of(procedure, asking.person->party);
    case Case::kRecordFulfilment:
        return unless(
            has_pledge(procedure, runs_call(procedure, asking) ? nullptr : &asking.person->party),
            procedure,
            "only a pledge that stands is fulfilled",
            "There is none in this call that you could speak of."
        );
    default: return std::nullopt;
    }
}

} // namespace

Refused closed_act(const Procedure& procedure, Case::CommandCase command, const Asking& asking) {
    if (auto refusal = not_for(procedure, command, asking)) return refusal;
    if (auto refusal = wrong_kind(procedure, command)) return refusal;
    if (is_late(procedure, command, asking.received))
        return refuse_late(procedure.deadline, asking.received);
    if (auto refusal = not_possible(procedure, command)) return refusal;
    return not_now(procedure, command, asking);
}

} // namespace tocsin::domain
