// SPDX-License-Identifier: Apache-2.0
#include "server/domain/reach.hpp"

#include "server/domain/audience.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Rung = v1::Delivery::Rung;

constexpr Instant never{};

Rung highest(const Rungs& rungs) {
    if (rungs.seen != never) return v1::Delivery::SEEN;
    if (rungs.delivered != never) return v1::Delivery::DELIVERED;
    if (rungs.sent != never) return v1::Delivery::SENT;
    return v1::Delivery::QUEUED; // Whoever stands on the ladder is queued.
}

const Rungs* rungs_of(const State& state, const v1::Delivery& delivery) {
    const auto alert = state.alerts.find(AlertId{delivery.alert_id()});
    if (alert == state.alerts.end() || alert->second.state != Alert::State::live) return nullptr;
    // A receipt of an older ask says nothing about this one.
    if (delivery.message() < alert->second.asking || delivery.message() > alert->second.message)
        return nullptr;
    const auto person = PersonId::from(delivery.person());
    if (!person) return nullptr;
    const auto found = alert->second.reach.find(*person);
    return found == alert->second.reach.end() ? nullptr : &found->second;
}

} // namespace

void queue_reach(const State& state, Alert& alert, Instant at) {
    alert.reach.clear();
    for (const PersonId& id : persons_addressed(state, alert.content, alert.addressees))
        if (state.coalition.has_active_key(*state.coalition.person(id)))
            alert.reach[id].queued = at;
}

void queue_newcomer(State& state, const PersonId& person, Instant at) {
    const PersonRecord* record = state.coalition.person(person);
    if (!record) return;
    for (auto& [id, alert] : state.alerts) {
        if (alert.state != Alert::State::live || alert.reach.contains(person)) continue;
        if (!alert.addressees.contains(record->party)) continue;
        const auto addressed = persons_addressed(state, alert.content, {record->party});
        if (std::find(addressed.begin(), addressed.end(), person) != addressed.end())
            alert.reach[person].queued = at;
    }
}

bool is_news(const State& state, const v1::Delivery& delivery) {
    const Rungs* known = rungs_of(state, delivery);
    if (!known) return false;
    if (delivery.rung() == v1::Delivery::FAILED)
        return highest(*known) < v1::Delivery::DELIVERED &&
               known->failed_because != delivery.reason();
    return delivery.rung() > highest(*known) && delivery.rung() <= v1::Delivery::SEEN;
}

void climb(State& state, const v1::Delivery& delivery) {
    if (!is_news(state, delivery)) return;
    Alert& alert = state.alerts.at(AlertId{delivery.alert_id()});
    Rungs& rungs = alert.reach.at(*PersonId::from(delivery.person()));
    const Instant at = from_ms(delivery.at());
    switch (delivery.rung()) {
    case v1::Delivery::SENT: rungs.sent = at; break;
    case v1::Delivery::DELIVERED: rungs.delivered = at; break;
    case v1::Delivery::SEEN: rungs.seen = at; break;
    case v1::Delivery::FAILED: rungs.failed_because = delivery.reason(); return;
    default: return;
    }
    if (delivery.rung() >= v1::Delivery::DELIVERED) rungs.failed_because.clear();
}

} // namespace tocsin::domain
