// What the ladder's events do to an alert: the rung it stands on, and when the next one rings.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/escalation.hpp"
#include "server/domain/evolve_parts.hpp"

namespace tocsin::domain {

namespace {

Alert* touched_alert(State& state, const std::string& id, const Fact& fact) {
    const auto found = state.alerts.find(AlertId{id});
    if (found == state.alerts.end()) return nullptr;
    std::vector<Index>& trail = found->second.trail;
    if (trail.empty() || trail.back() != fact.entry.index) trail.push_back(fact.entry.index);
    return &found->second;
}

} // namespace

void evolve(State& state, const v1::Escalated& event, const Fact& fact) {
    Alert* alert = touched_alert(state, event.alert_id(), fact);
    // Out of turn (no rung), or of an ask that was asked anew since: the ladder does not move.
    if (!alert) return;
    if (event.rung() == 0 && event.whom() == v1::Policy::FOCAL_POINTS)
        alert->rung_by_hand_at = fact.received;
    if (event.rung() == 0 || event.message() != alert->asking) return;
    climb_ladder(state, *alert, event.rung(), fact.received);
}

void evolve(State& state, const v1::ReviewFellDue& event, const Fact& fact) {
    Alert* alert = touched_alert(state, event.alert_id(), fact);
    if (!alert || event.review_by() != alert->content.review_by()) return;
    state.timers.set(Timer::Kind::review, event.alert_id(), std::nullopt);
}

} // namespace tocsin::domain
