// What becomes of signals and duplicates: dismissed, joined, merged, with nothing of them lost; and
// the situation on the ground. SPDX-License-Identifier: Apache-2.0
#include "server/domain/escalation.hpp"
#include "server/domain/evolve_parts.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

Alert* find_alert(State& state, const std::string& id) {
    const auto found = state.alerts.find(AlertId{id});
    return found == state.alerts.end() ? nullptr : &found->second;
}

Signal* find_signal(State& state, const std::string& id) {
    const auto found = state.signals.find(SignalId{id});
    return found == state.signals.end() ? nullptr : &found->second;
}

// A trail is in the order of the log, each entry once.
void walk(std::vector<Index>& trail, Index index) {
    const auto place = std::lower_bound(trail.begin(), trail.end(), index);
    if (place == trail.end() || *place != index) trail.insert(place, index);
}

void tell_notes(const Alert& duplicate, Alert& kept) {
    kept.notes.insert(kept.notes.end(), duplicate.notes.begin(), duplicate.notes.end());
    const auto earlier = [](const Note& left, const Note& right) { return left.at < right.at; };
    std::stable_sort(kept.notes.begin(), kept.notes.end(), earlier);
}

void tell_reports(State& state, const Alert& duplicate, Alert& kept) {
    for (const SignalId& id : duplicate.reports) {
        kept.reports.push_back(id);
        if (Signal* signal = find_signal(state, id.text)) signal->raised_as = kept.id;
    }
}

// A government answered the same question in the other thread: it is not asked twice.
void tell_answers(const Alert& duplicate, Alert& kept) {
    for (const auto& [party, given] : duplicate.acknowledgements)
        if (kept.owing.contains(party) && !kept.acknowledgements.contains(party)) {
            kept.acknowledgements[party] = given;
            kept.acknowledgements[party].message = kept.asking;
        }
}

void link_procedures(State& state, const Alert& duplicate, Alert& kept) {
    for (const ProcedureId& id : duplicate.procedures) {
        kept.procedures.insert(id);
        const auto found = state.procedures.find(id);
        if (found != state.procedures.end()) found->second.drafted.set_alert_id(kept.id.text);
    }
}

} // namespace

void evolve(State& state, const v1::SignalDismissed& event, const Fact&) {
    if (Signal* signal = find_signal(state, event.signal_id()))
        signal->dismissed_because = event.reason();
}

void evolve(State& state, const v1::SignalJoined& event, const Fact& fact) {
    Signal* signal = find_signal(state, event.signal_id());
    Alert* alert = find_alert(state, event.alert_id());
    if (!signal || !alert) return;
    signal->raised_as = alert->id;
    alert->reports.push_back(signal->id);
    walk(alert->trail, signal->index);
    walk(alert->trail, fact.entry.index);
}

void evolve(State& state, const v1::AlertsMerged& event, const Fact& fact) {
    Alert* kept = find_alert(state, event.alert_id());
    Alert* duplicate = find_alert(state, event.duplicate());
    if (!kept || !duplicate || kept == duplicate) return;
    duplicate->state = Alert::State::merged;
    duplicate->merged_into = kept->id;
    duplicate->ended_at = fact.received;
    duplicate->ended_index = fact.entry.index;
    duplicate->ended_why = event.reason();
    walk(duplicate->trail, fact.entry.index);
    stop_timers(state, *duplicate);

    for (const Index index : duplicate->trail)
        walk(kept->trail, index);
    tell_notes(*duplicate, *kept);
    tell_reports(state, *duplicate, *kept);
    const bool was_owed = is_owed(state, *kept, fact.received);
    tell_answers(*duplicate, *kept);
    settle_ladder(state, *kept, was_owed, fact.received);
    link_procedures(state, *duplicate, *kept);
}

void evolve(State& state, const v1::SituationReported& event, const Fact& fact) {
    Alert* alert = find_alert(state, event.alert_id());
    if (!alert) return;
    alert->situation = event.situation();
    walk(alert->trail, fact.entry.index);
}

} // namespace tocsin::domain
