// What the server itself does about an alert that waits: it rings the next rung of the ladder, and
// calls for the review that was promised. Whatever is refused here has no timer left (I9).
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "server/domain/alert_rules.hpp"
#include "server/domain/escalation.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

const Alert* find_alert(const State& state, const std::string& id) {
    const auto found = state.alerts.find(AlertId{id});
    return found == state.alerts.end() ? nullptr : &found->second;
}

// Also a government that has left since: it is not named, but it is why the timer was still set.
bool waits_for_somebody(const Alert& alert, Instant at) {
    return std::any_of(alert.owing.begin(), alert.owing.end(), [&](const PartyCode& code) {
        return is_unanswered(alert, code, at);
    });
}

std::optional<v1::Refusal>
cannot_ring(const Alert& alert, const v1::Escalate& command, Instant received) {
    if (auto refusal = not_live(alert)) return refusal;
    if (command.message() != alert.asking)
        return refuse_state(
            "LIVE",
            "message " + std::to_string(alert.asking) + " is the one that asks now",
            "Let the ladder of that message ring."
        );
    if (command.rung() <= alert.rung || command.rung() > rungs_max(alert.policy))
        return refuse_state(
            "LIVE",
            "each rung of the ladder rings once for an ask; " + std::to_string(alert.rung) +
                " of " + std::to_string(rungs_max(alert.policy)) + " are behind",
            "Wait for the next rung, if there is one."
        );
    const Instant due = instant_of(alert, command.rung());
    if (received < due)
        return refuse_state("LIVE", "this rung is not due", "Wait until " + print_utc(due) + ".");
    if (!waits_for_somebody(alert, received))
        return refuse_state(
            "LIVE", "only who owes an answer is rung for", "Nobody owes this alert an answer now."
        );
    return std::nullopt;
}

} // namespace

Decision decide(const State& state, const v1::Escalate& command, const Asking& asking) {
    const Alert* alert = find_alert(state, command.alert_id());
    if (!alert) return refusing(refuse_not_found());
    if (auto refusal = cannot_ring(*alert, command, asking.received)) return refusing(*refusal);

    Decision decision;
    decision.realm = alert->realm;
    decision.subject = alert->id.text;
    *decision.events.emplace_back().mutable_escalated() = escalation_of(
        state,
        *alert,
        {command.rung(), whom_of(*alert, command.rung())},
        still_owing(state, *alert, asking.at),
        asking.received
    );
    return decision;
}

Decision decide(const State& state, const v1::RingAgain& command, const Asking& asking) {
    const Alert* alert = readable_alert(state, command.alert_id(), asking.reader);
    if (!alert) return refusing(refuse_not_found());
    if (!may_raise(asking)) return refusing(refuse_raising());
    if (auto refusal = not_live(*alert)) return refusing(*refusal);
    const Instant again = alert->rung_by_hand_at + limits::remind_interval;
    if (alert->rung_by_hand_at != Instant{} && asking.received < again)
        return refusing(refuse_state(
            "LIVE",
            "governments are not rung twice by hand within five minutes",
            "Wait until " + print_utc(again) + ", or telephone."
        ));
    const auto owing = still_owing(state, *alert, asking.at);
    if (owing.empty())
        return refusing(refuse_state(
            "LIVE", "only who owes an answer is rung for", "Nobody owes this alert an answer now."
        ));
    auto named = named_of(owing, command.parties());
    if (const auto* refusal = std::get_if<v1::Refusal>(&named)) return refusing(*refusal);

    Decision decision;
    decision.realm = alert->realm;
    decision.subject = alert->id.text;
    *decision.events.emplace_back().mutable_escalated() = escalation_of(
        state,
        *alert,
        {0, v1::Policy::FOCAL_POINTS},
        std::get<std::vector<PartyCode>>(named),
        asking.received
    );
    return decision;
}

Decision decide(const State& state, const v1::CallReview& command, const Asking& asking) {
    const Alert* alert = find_alert(state, command.alert_id());
    if (!alert) return refusing(refuse_not_found());
    if (auto refusal = not_live(*alert)) return refusing(*refusal);
    const Instant by = from_ms(alert->content.review_by());
    if (command.review_by() == 0 || command.review_by() != alert->content.review_by())
        return refusing(refuse_state(
            "LIVE",
            "the instant of its review was changed",
            alert->content.review_by() == 0 ? "No review is asked for any more."
                                            : "Wait until " + print_utc(by) + "."
        ));
    if (asking.received < by)
        return refusing(
            refuse_state("LIVE", "its review is not due", "Wait until " + print_utc(by) + ".")
        );

    Decision decision;
    decision.realm = alert->realm;
    decision.subject = alert->id.text;
    v1::ReviewFellDue& review = *decision.events.emplace_back().mutable_review_fell_due();
    review.set_alert_id(alert->id.text);
    review.set_review_by(command.review_by());
    return decision;
}

} // namespace tocsin::domain
