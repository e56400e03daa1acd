// SPDX-License-Identifier: Apache-2.0
#include "server/domain/escalation.hpp"

#include "server/domain/audience.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using namespace std::chrono_literals;
using Whom = v1::Policy;

std::uint32_t ladder_size(const v1::Policy& policy) {
    return static_cast<std::uint32_t>(policy.ladder_size());
}

bool is_at_mission(const PersonRecord& person) {
    return !person.post.empty() && person.post != "capital";
}

bool stands_on(const PersonRecord& person, v1::Policy::Whom whom) {
    switch (whom) {
    case Whom::FOCAL_POINTS: return person.roles.contains(v1::FOCAL_POINT) && !person.deputy;
    case Whom::DEPUTIES_AND_MISSIONS: return person.deputy || is_at_mission(person);
    case Whom::CALL_LIST: return person.roles.contains(v1::SUPPORT);
    default: return false;
    }
}

// Machines signal and auditors only read: neither is somebody to be woken.
bool may_be_rung(
    const State& state, const Visibility& readers, const PersonRecord& person, Instant at
) {
    if (person.roles.contains(v1::SOURCE) || person.roles.contains(v1::AUDITOR)) return false;
    if (!state.coalition.has_active_key(person, at)) return false;
    const auto reader = reader_of(state, person.id, at);
    return reader && may_see(readers, *reader);
}

// The first instant from `at` on at which somebody owes, as far as is known now.
std::optional<Instant> owed_from(const State& state, const Alert& alert, Instant at) {
    if (is_owed(state, alert, at)) return at;
    std::optional<Instant> from;
    for (const PartyCode& code : alert.owing) {
        const auto given = alert.acknowledgements.find(code);
        if (given == alert.acknowledgements.end()) continue;
        if (given->second.answer != v1::AlertAcknowledged::CONSULTING) continue;
        const Instant broken =
            given->second.answer_by + 1ms; // At that instant it is still in time.
        if (broken > at && (!from || broken < *from)) from = broken;
    }
    return from;
}

// Rungs that fell while nobody owed are not made up for; but a ladder that fell whole meanwhile
// still rings its last, or an answer taken back late would wake nobody.
std::optional<Instant> next_ring(const Alert& alert, Instant since) {
    const std::uint32_t last = rungs_max(alert.policy);
    if (alert.rung >= last) return std::nullopt;
    return std::max(instant_of(alert, rung_at(alert, since)), since);
}

void set_timer(State& state, const Alert& alert, std::optional<Instant> at) {
    state.timers.set(Timer::Kind::escalate, alert.id.text, at);
}

} // namespace

bool acknowledges(const Acknowledgement& given) {
    return given.answer != v1::AlertAcknowledged::CANNOT_RESPOND;
}

bool quiets(const Acknowledgement& given, Instant at) {
    if (given.answer == v1::AlertAcknowledged::CONSULTING) return at <= given.answer_by;
    return acknowledges(given);
}

bool is_unanswered(const Alert& alert, const PartyCode& party, Instant at) {
    if (alert.state != Alert::State::live || !alert.owing.contains(party)) return false;
    const auto given = alert.acknowledgements.find(party);
    return given == alert.acknowledgements.end() || !quiets(given->second, at);
}

bool quiets_for_good(const Acknowledgement& given) {
    return given.answer != v1::AlertAcknowledged::CONSULTING && acknowledges(given);
}

bool owes(const State& state, const Alert& alert, const PartyCode& code, Instant at) {
    if (!is_unanswered(alert, code, at)) return false;
    const PartyRecord* party = state.coalition.party(code);
    return party && party->is_member(at);
}

std::vector<PartyCode> still_owing(const State& state, const Alert& alert, Instant at) {
    std::vector<PartyCode> owing;
    for (const PartyCode& code : alert.owing)
        if (owes(state, alert, code, at)) owing.push_back(code);
    return owing;
}

std::uint32_t rungs_max(const v1::Policy& policy) {
    const bool repeats = policy.ladder_size() > 0 && policy.last_rung_repeat_ms() > 0;
    return ladder_size(policy) + (repeats ? policy.last_rung_repeats_max() : 0);
}

Instant instant_of(const Alert& alert, std::uint32_t rung) {
    const std::uint32_t of_ladder = std::min(rung, ladder_size(alert.policy));
    const v1::Policy::Rung& reached = alert.policy.ladder(static_cast<int>(of_ladder) - 1);
    const std::int64_t repeats = rung - of_ladder;
    return alert.asked_at + std::chrono::milliseconds(
                                reached.after_ms() + repeats * alert.policy.last_rung_repeat_ms()
                            );
}

v1::Policy::Whom whom_of(const Alert& alert, std::uint32_t rung) {
    const std::uint32_t of_ladder = std::min(rung, ladder_size(alert.policy));
    return alert.policy.ladder(static_cast<int>(of_ladder) - 1).whom();
}

std::uint32_t rung_at(const Alert& alert, Instant at) {
    const std::uint32_t last = rungs_max(alert.policy);
    std::uint32_t rung = alert.rung + 1;
    while (rung < last && instant_of(alert, rung) < at)
        ++rung;
    return rung;
}

std::vector<PersonId> whom_to_ring(
    const State& state,
    const Alert& alert,
    v1::Policy::Whom whom,
    const std::vector<PartyCode>& owing,
    Instant at
) {
    const Visibility readers = readers_of(alert);
    std::set<PersonId> rung;
    const auto ring = [&](const PersonRecord* person) {
        if (person && may_be_rung(state, readers, *person, at)) rung.insert(person->id);
    };
    for (const auto& [id, person] : state.coalition.persons) {
        const bool is_asked =
            whom == Whom::CALL_LIST || std::binary_search(owing.begin(), owing.end(), person.party);
        if (!is_asked || !stands_on(person, whom)) continue;
        ring(&person);
        const Delegation* delegation = state.coalition.given_by(id, at);
        if (delegation) ring(state.coalition.person(delegation->to));
    }
    return {rung.begin(), rung.end()};
}

v1::Escalated escalation_of(
    const State& state,
    const Alert& alert,
    const Step& step,
    const std::vector<PartyCode>& owing,
    Instant at
) {
    v1::Escalated escalated;
    escalated.set_alert_id(alert.id.text);
    escalated.set_message(alert.asking);
    escalated.set_rung(step.rung);
    escalated.set_whom(step.whom);
    for (const PartyCode& code : owing)
        escalated.add_owing(code.text);
    if (owing.empty()) return escalated; // Who owed has left: nobody is woken for that.
    for (const PersonId& person : whom_to_ring(state, alert, step.whom, owing, at))
        escalated.add_persons(person.str());
    return escalated;
}

void start_ladder(State& state, Alert& alert, Instant at) {
    alert.asked_at = at;
    alert.rung = 0;
    settle_ladder(state, alert, false, at);
}

void climb_ladder(State& state, Alert& alert, std::uint32_t rung, Instant at) {
    if (alert.state != Alert::State::live) return;
    alert.rung = std::max(alert.rung, rung);
    if (!is_owed(state, alert, at)) return settle_ladder(state, alert, false, at);
    // After an outage each rung of the ladder still rings, one after the other; but repeats that
    // fell meanwhile would only ring the same persons many times in one instant.
    const std::uint32_t last = rungs_max(alert.policy);
    std::uint32_t next = alert.rung + 1;
    while (next > ladder_size(alert.policy) && next <= last && instant_of(alert, next) <= at)
        ++next;
    set_timer(state, alert, next <= last ? std::optional(instant_of(alert, next)) : std::nullopt);
}

bool is_owed(const State& state, const Alert& alert, Instant at) {
    return std::any_of(alert.owing.begin(), alert.owing.end(), [&](const PartyCode& code) {
        return owes(state, alert, code, at);
    });
}

void settle_ladder(State& state, Alert& alert, bool was_owed, Instant at) {
    if (was_owed && is_owed(state, alert, at)) return;
    const std::optional<Instant> since = owed_from(state, alert, at);
    set_timer(state, alert, since ? next_ring(alert, *since) : std::nullopt);
}

void stop_timers(State& state, const Alert& alert) {
    set_timer(state, alert, std::nullopt);
    state.timers.set(Timer::Kind::review, alert.id.text, std::nullopt);
}

void start_review(State& state, const Alert& alert) {
    const std::int64_t by = alert.content.review_by();
    if (by != 0) state.timers.set(Timer::Kind::review, alert.id.text, from_ms(by));
}

void renew_review(State& state, const Alert& alert, std::int64_t before, Instant now) {
    const std::int64_t by = alert.content.review_by();
    if (by == before) return;
    // An instant that has passed is not called again: an update is a review itself, and the same
    // call of the same alert could not be recorded twice.
    const bool is_ahead = by != 0 && from_ms(by) > now;
    state.timers.set(
        Timer::Kind::review, alert.id.text, is_ahead ? std::optional(from_ms(by)) : std::nullopt
    );
}

} // namespace tocsin::domain
