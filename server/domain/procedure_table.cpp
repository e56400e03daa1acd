// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_table.hpp"

#include "server/base/check.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tocsin::domain {

namespace {

using enum Procedure::State;
using Case = v1::Command;

template <class... States>
constexpr std::uint32_t in(States... states) {
    return ((1u << static_cast<unsigned>(states)) | ...);
}

constexpr std::uint32_t concluded =
    in(delivered, Procedure::State::refused, overtaken, Procedure::State::cancelled);
constexpr std::uint32_t with_result = in(adopted, embargoed, published, archived) | concluded;

// TakePosition is judged in decide_position.cpp: what is late is recorded there, not only refused.
constexpr std::array acts{
    Act{Case::kAddText,
        in(draft, consultation, open, broken),
        "a text is written before the result, and revised while governments sign"},
    Act{Case::kAddTranslation,
        ~in(archived, withdrawn),
        "translations are added until a procedure is put away"},
    Act{Case::kOpenConsultation, in(draft), "only a draft is put to consultation"},
    Act{Case::kAddComment, in(consultation), "comments are given in the consultation"},
    Act{Case::kOpenProcedure,
        in(draft, consultation, broken),
        "only a draft, a text in consultation or one that was broken and revised is opened"},
    Act{Case::kContestEdit, in(open), "an editorial change is contested while governments sign"},
    Act{Case::kExtendDeadline, in(open), "only an open procedure has a deadline"},
    Act{Case::kContinueProcedure, in(open), "only what is open goes on"},
    Act{Case::kWithdrawProcedure,
        in(draft, consultation, open, broken),
        "only what has no result yet is withdrawn"},
    Act{Case::kCloseProcedure, in(open), "only an open procedure closes"},
    Act{Case::kRemind, in(open), "answers are owed while it is open"},
    Act{Case::kRemindAnswers, in(open), "answers are owed while it is open"},
    Act{Case::kIssueAsChair, in(consultation), "the Chair issues after consultation"},
    Act{Case::kProceedUnreached, in(lapsed), "the Chair proceeds after the silence has expired"},
    Act{Case::kSetEmbargo, in(adopted, embargoed), "only what was adopted waits for an instant"},
    Act{Case::kPublishProcedure, in(adopted), "only what was adopted is published"},
    Act{Case::kPublishDue, in(embargoed), "the server publishes when an embargo ends"},
    Act{Case::kArchiveProcedure,
        in(adopted, published, lapsed, withdrawn, broken) | concluded,
        "only what is at its end is put away"},
    Act{Case::kArrangeDemarche,
        in(draft, consultation, open, adopted),
        "a demarche is arranged until it is delivered"},
    Act{Case::kReportInstruction,
        in(open, adopted),
        "capitals instruct between the opening and the delivery"},
    Act{Case::kConcludeDemarche,
        in(open, adopted),
        "only a demarche that is open or adopted is concluded"},
    Act{Case::kSetNeeds, in(draft, consultation), "needs are settled before governments pledge"},
    Act{Case::kMakePledge, in(open), "pledges are made while the call is open"},
    Act{Case::kTakePledgeBack, in(open), "a pledge is taken back while the call is open"},
    Act{Case::kRecordFulfilment, with_result, "fulfilment is recorded after the close"},
};

} // namespace

std::span<const Act> procedure_acts() {
    return acts;
}

std::string_view state_word(Procedure::State state) {
    switch (state) {
    case draft: return "DRAFT";
    case consultation: return "CONSULTATION";
    case open: return "OPEN";
    case adopted: return "ADOPTED";
    case broken: return "BROKEN";
    case lapsed: return "LAPSED";
    case withdrawn: return "WITHDRAWN";
    case embargoed: return "EMBARGOED";
    case published: return "PUBLISHED";
    case delivered: return "DELIVERED";
    case Procedure::State::refused: return "REFUSED";
    case overtaken: return "OVERTAKEN";
    case Procedure::State::cancelled: return "CANCELLED";
    case archived: return "ARCHIVED";
    }
    return "";
}

std::string_view next_step(Procedure::State state) {
    switch (state) {
    case draft: return "Add a text, then open the consultation or the procedure; or withdraw it.";
    case consultation: return "Comment, revise the text, then open it (the Chair: issue it).";
    case open:
        return "Answer it; or extend it, change its text, withdraw it, or wait for the close.";
    case adopted: return "Publish it, set its embargo, or (a demarche) record how it was received.";
    case broken:
        return "Revise the text and open it anew; or draft an opt-in procedure linked to it.";
    case lapsed:
        return "Draft a new procedure linked to it; the Chair may proceed where policy says so.";
    case withdrawn: return "Draft a new procedure linked to it.";
    case embargoed: return "It is published at its instant; until then the embargo may be moved.";
    case published: return "Associate late, dissociate, or archive it.";
    case delivered:
    case Procedure::State::refused:
    case overtaken:
    case Procedure::State::cancelled: return "Archive it, or draft a new one linked to it.";
    case archived: return "Draft a new procedure linked to it.";
    }
    return "";
}

std::optional<v1::Refusal>
not_possible(const Procedure& procedure, v1::Command::CommandCase command) {
    const auto* act = std::find_if(acts.begin(), acts.end(), [command](const Act& one) {
        return one.command == command;
    });
    TOCSIN_CHECK(act != acts.end());
    if (act->possible_in(procedure.state)) return std::nullopt;
    return refuse_state(
        std::string(state_word(procedure.state)),
        std::string(act->rule),
        std::string(next_step(procedure.state))
    );
}

} // namespace tocsin::domain
