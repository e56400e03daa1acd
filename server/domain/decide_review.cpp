// What a case taught, written when it is over by those who lead, and amended as actions are done:
// each version replaces the one before it whole (domain.md 6).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/alert_rules.hpp"
#include "server/domain/procedure_rules.hpp"
#include "server/domain/procedure_table.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;

v1::Refusal not_over(std::string state) {
    return refuse_state(
        std::move(state), "a review is written when it is over", "Wait for its end, or add a note."
    );
}

Refused not_over(const Alert& alert) {
    const bool is_over = alert.state == Alert::State::closed ||
                         alert.state == Alert::State::cancelled ||
                         alert.state == Alert::State::merged;
    if (is_over) return std::nullopt;
    return not_over(std::string(state_word(alert.state)));
}

Refused not_over(const Procedure& procedure) {
    switch (procedure.state) {
    case Procedure::State::draft:
    case Procedure::State::consultation:
    case Procedure::State::open: return not_over(std::string(state_word(procedure.state)));
    default: return std::nullopt;
    }
}

Refused not_latest(std::uint32_t standing, const v1::WriteReview& command) {
    if (command.predecessor() == standing) return std::nullopt;
    return refuse(
        v1::Refusal::CHANGED,
        "This review changed since you read it.",
        "A version names the one it replaces; the last one is version " + std::to_string(standing) +
            ".",
        "Read it, and send again if it still holds."
    );
}

// Who owns nothing owes nothing: each action has one owner that the Coalition knows.
Refused bad_owner(const State& state, const v1::ReviewWritten::Action& action) {
    const auto person = PersonId::from(action.person());
    if (action.party().empty() == !person)
        return refuse_field("actions.party", "a party or a person, and not both", action.party());
    if (person && !state.coalition.person(*person))
        return refuse_field("actions.person", "a person of the Coalition", person->hex());
    if (!person && !state.coalition.party(PartyCode{action.party()}))
        return refuse_field("actions.party", "the code of a party", action.party());
    return std::nullopt;
}

Refused bad_content(const State& state, const v1::WriteReview& command) {
    if (command.well().empty() && command.improve().empty() && command.actions().empty())
        return refuse_field("well", "what went well, what to improve, or an action", "");
    for (const v1::ReviewWritten::Action& action : command.actions())
        if (auto refusal = bad_owner(state, action)) return refusal;
    return std::nullopt;
}

// Alert or procedure: both are reviewed in the same words.
template <class Case>
Decision review(
    const State& state, const Case& subject, const v1::WriteReview& command, const Asking& asking
) {
    if (!may_raise(asking)) return refusing(refuse_raising());
    if (auto refusal = not_over(subject)) return refusing(*refusal);
    if (auto refusal = not_latest(subject.review, command)) return refusing(*refusal);
    if (auto refusal = bad_content(state, command)) return refusing(*refusal);

    Decision decision = concerning(subject.id.text, subject.realm);
    v1::ReviewWritten& written = *decision.events.emplace_back().mutable_review_written();
    written.set_subject(subject.id.text);
    written.set_version(subject.review + 1);
    written.set_well(command.well());
    written.set_improve(command.improve());
    *written.mutable_actions() = command.actions();
    written.set_person(asking.person->id.str());
    return decision;
}

} // namespace

Decision decide(const State& state, const v1::WriteReview& command, const Asking& asking) {
    if (const Alert* alert = readable_alert(state, command.subject(), asking.reader))
        return review(state, *alert, command, asking);
    if (const Procedure* procedure = readable_procedure(state, command.subject(), asking.reader))
        return review(state, *procedure, command, asking);
    return refusing(refuse_not_found());
}

} // namespace tocsin::domain
