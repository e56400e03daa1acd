// SPDX-License-Identifier: Apache-2.0
#include "server/domain/reach.hpp"

#include "server/domain/audience.hpp"
#include "server/domain/label.hpp"

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

std::string why_failed(const v1::Delivery& delivery) {
    if (delivery.channel().empty()) return delivery.reason();
    return delivery.channel() + ": " + delivery.reason();
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

// Null: no open procedure, or not a text that counts.
const Procedure* asked_in(const State& state, const v1::Delivery& delivery) {
    const auto found = state.procedures.find(ProcedureId{delivery.alert_id()});
    if (found == state.procedures.end()) return nullptr;
    const Procedure& procedure = found->second;
    const bool is_asked = delivery.message() >= std::max(procedure.counts_from, 1u) &&
                          delivery.message() <= procedure.version;
    return procedure.state == Procedure::State::open && is_asked ? &procedure : nullptr;
}

// Null: nobody, or a machine or an auditor: neither answers for a government.
const PersonRecord* receiver_of(const State& state, const v1::Delivery& delivery) {
    const auto id = PersonId::from(delivery.person());
    const PersonRecord* person = id ? state.coalition.person(*id) : nullptr;
    if (!person) return nullptr;
    if (person->roles.contains(v1::SOURCE) || person->roles.contains(v1::AUDITOR)) return nullptr;
    return person;
}

// Null: it does not ask this person, neither its government nor by its label.
const Procedure* asked_of(const State& state, const v1::Delivery& delivery) {
    const Procedure* procedure = asked_in(state, delivery);
    const PersonRecord* person = receiver_of(state, delivery);
    if (!procedure || !person || !procedure->entitled.contains(person->party)) return nullptr;
    const Cut cut = cut_of(procedure->drafted.label(), procedure->drafted.audience());
    return cut.allows_person(*person, kind_of(state, person->party)) ? procedure : nullptr;
}

// That a channel took it is told once of each channel; that it failed, not after it took it.
bool adds(const Rungs& known, const v1::Delivery& delivery) {
    const bool is_told = known.told_by.contains(delivery.channel());
    if (delivery.rung() == v1::Delivery::FAILED)
        return !is_told && highest(known) < v1::Delivery::DELIVERED &&
               known.failed_because != why_failed(delivery);
    if (is_outward(delivery) && delivery.rung() == v1::Delivery::SENT) return !is_told;
    return delivery.rung() > highest(known) && delivery.rung() <= v1::Delivery::SEEN;
}

void climb(Rungs& rungs, const v1::Delivery& delivery) {
    const Instant at = from_ms(delivery.at());
    switch (delivery.rung()) {
    case v1::Delivery::SENT:
        if (rungs.sent == never) rungs.sent = at;
        if (is_outward(delivery)) rungs.told_by.insert(delivery.channel());
        break;
    case v1::Delivery::DELIVERED: rungs.delivered = at; break;
    case v1::Delivery::SEEN: rungs.seen = at; break;
    case v1::Delivery::FAILED: rungs.failed_because = why_failed(delivery); return;
    default: return;
    }
    if (delivery.rung() >= v1::Delivery::DELIVERED) rungs.failed_because.clear();
}

} // namespace

bool is_outward(const v1::Delivery& delivery) {
    return delivery.channel() == "push" || delivery.channel() == "email";
}

void queue_reach(const State& state, Alert& alert, Instant at) {
    alert.reach.clear();
    for (const PersonId& id : persons_addressed(state, alert.content, alert.addressees))
        if (state.coalition.has_active_key(*state.coalition.person(id), at))
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
    if (is_outward(delivery)) {
        if (const Procedure* procedure = asked_of(state, delivery)) {
            const auto told = procedure->told.find(*PersonId::from(delivery.person()));
            return adds(told == procedure->told.end() ? Rungs{} : told->second, delivery);
        }
    }
    const Rungs* known = rungs_of(state, delivery);
    return known && adds(*known, delivery);
}

std::optional<PartyCode> newly_reached(const State& state, const v1::Delivery& delivery) {
    if (delivery.rung() != v1::Delivery::DELIVERED && delivery.rung() != v1::Delivery::SEEN)
        return std::nullopt;
    const Procedure* procedure = asked_of(state, delivery);
    if (!procedure) return std::nullopt;
    const PartyCode& party = receiver_of(state, delivery)->party;
    if (procedure->reached.contains(party)) return std::nullopt;
    return party;
}

void climb(State& state, const v1::Delivery& delivery) {
    if (const auto reached = newly_reached(state, delivery)) {
        Procedure& procedure = state.procedures.at(ProcedureId{delivery.alert_id()});
        procedure.reached.emplace(*reached, from_ms(delivery.at()));
        return;
    }
    if (!is_news(state, delivery)) return;
    const PersonId person = *PersonId::from(delivery.person());
    const auto procedure = state.procedures.find(ProcedureId{delivery.alert_id()});
    if (procedure != state.procedures.end())
        climb(procedure->second.told[person], delivery);
    else
        climb(state.alerts.at(AlertId{delivery.alert_id()}).reach.at(person), delivery);
}

} // namespace tocsin::domain
