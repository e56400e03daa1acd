// What becomes of the Coalition besides its roster: chairs, groups, calendars, playbooks, earlier
// items opened, delegations, subscriptions, the rule of two persons.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve_parts.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

// Sessions look again at who they serve (audience.hpp, Reader).
void changed(State& state, const Fact& fact) {
    state.coalition.changed_at = fact.entry.index + 1;
}

PersonId person_id(std::string_view raw) {
    return PersonId::from(raw).value_or(PersonId{});
}

template <class Id, class Item>
void open_to(State& state, Items<Id, Item>& items, const std::string& id, const PartyCode& party) {
    const auto found = items.find(Id{id});
    if (found == items.end()) return;
    found->second.opened_to.insert(party);
    renew_readership(state, found->second);
}

} // namespace

void evolve(State& state, const v1::ChairHandedOver& event, const Fact& fact) {
    const Chair chair{
        PartyCode{event.chair()},
        PartyCode{event.past()},
        PartyCode{event.next()},
        from_ms(event.from())};
    // Behind those of the same instant: the latest act counts.
    auto& chairs = state.coalition.chairs;
    const auto place = std::upper_bound(
        chairs.begin(),
        chairs.end(),
        chair,
        [](const Chair& left, const Chair& right) { return left.from < right.from; }
    );
    chairs.insert(place, chair);
    changed(state, fact);
}

void evolve(State& state, const v1::GroupSet& event, const Fact& fact) {
    state.coalition.groups[event.group().group_id()] = event.group();
    changed(state, fact);
}

void evolve(State& state, const v1::CalendarSet& event, const Fact& fact) {
    state.coalition.calendars[PartyCode{event.party()}] = event.calendar();
    changed(state, fact);
}

void evolve(State& state, const v1::PlaybookSet& event, const Fact& fact) {
    state.coalition.playbooks[event.playbook().playbook_id()] = event.playbook();
    changed(state, fact);
}

void evolve(State& state, const v1::EarlierItemsOpened& event, const Fact& fact) {
    const PartyCode party{event.party()};
    for (const std::string& id : event.subjects()) {
        open_to(state, state.alerts, id, party);
        open_to(state, state.procedures, id, party);
    }
    changed(state, fact);
}

void evolve(State& state, const v1::TwoPersonRuleSet& event, const Fact& fact) {
    auto& rules = state.coalition.two_persons;
    if (event.required())
        rules[PartyCode{event.party()}] = event.ending() ? fact.entry.actor : PersonId{};
    else
        rules.erase(PartyCode{event.party()});
    changed(state, fact);
}

void evolve(State& state, const v1::DelegationGiven& event, const Fact& fact) {
    const PersonId from = person_id(event.from());
    state.coalition.delegations[from] = {
        from, person_id(event.to()), from_ms(event.starts()), from_ms(event.ends())};
    changed(state, fact);
}

void evolve(State& state, const v1::DelegationEnded& event, const Fact& fact) {
    state.coalition.delegations.erase(person_id(event.from()));
    changed(state, fact);
}

void evolve(State& state, const v1::SubscriptionSet& event, const Fact& fact) {
    state.coalition.subscriptions[person_id(event.person())] = event.subscription();
    changed(state, fact);
}

} // namespace tocsin::domain
