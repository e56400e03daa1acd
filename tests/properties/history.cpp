// SPDX-License-Identifier: Apache-2.0
#include "tests/properties/history.hpp"

#include <algorithm>

namespace tocsin::test {

namespace {

template <class Things>
std::string some_of(const Things& things, Dice& dice) {
    if (things.empty() || dice.one_in(25)) return "al-00000000";
    auto chosen = things.begin();
    std::advance(chosen, dice.below(things.size()));
    return chosen->first.text;
}

} // namespace

History::History() {
    admit_all();
    invite_all();
}

History::History(const Story& story) : History() {
    for (const std::uint64_t number : story)
        step(number);
}

void History::admit_all() {
    for (const char* code : {"CA", "EE", "GH", "KE", "NO", "UG"})
        admit(code);
    admit("un-body", v1::Party::OBSERVER);
    admit("civil-network", v1::Party::ADVISER);
    admit("support-unit", v1::Party::SECRETARIAT);
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = domain::default_policy();
    record(std::move(policy), {});
}

domain::Asker History::invite(const std::string& party, std::initializer_list<v1::Role> roles) {
    people.push_back(person(party, roles));
    return people.back();
}

void History::invite_all() {
    invite("CA", {v1::PENHOLDER, v1::FOCAL_POINT});
    place(invite("CA", {v1::FOCAL_POINT}), true, "geneva");
    invite("EE", {v1::LEAD});
    invite("EE", {v1::CHAIR, v1::FOCAL_POINT});
    invite("GH", {v1::FOCAL_POINT});
    place(invite("GH", {v1::FOCAL_POINT}), true, "capital");
    invite("KE", {v1::FOCAL_POINT, v1::LEAD});
    invite("NO", {v1::FOCAL_POINT, v1::PENHOLDER});
    invite("NO", {v1::FOCAL_POINT, v1::AUDITOR});
    invite("UG", {v1::FOCAL_POINT});
    place(invite("UG", {v1::FOCAL_POINT}), false, "new-york");
    invite("un-body", {v1::OBSERVER_ROLE});
    invite("civil-network", {v1::ADVISER_ROLE});
    invite("civil-network", {v1::LEAD});
    invite("civil-network", {v1::SOURCE});
    invite("support-unit", {v1::SUPPORT});
    invite("support-unit", {v1::SUPPORT, v1::PENHOLDER});
    invite("support-unit", {v1::AUDITOR});
    invite("CL", {v1::FOCAL_POINT}); // of parties that are not of the Coalition yet
    invite("new-body", {v1::OBSERVER_ROLE});
}

void History::pass_time(Dice& dice) {
    const auto next = domain::next_due(state);
    if (next && *next > now && dice.below(3) != 0)
        now = *next + dice.among<std::chrono::milliseconds>({-1ms, 0ms, 0ms, 1ms, 5min});
    else
        now += dice.among<std::chrono::milliseconds>({1ms, 1s, 10min, 50min, 3h, 26h, 80h});
}

void History::do_what_is_due() {
    for (int round = 0; round < 100; ++round) {
        std::set<std::string> refused;
        const auto commands = domain::due(state, now);
        if (commands.empty()) return;
        for (const v1::Command& command : commands)
            if (submit(command, server).events.empty()) refused.insert(command.SerializeAsString());
        for (const v1::Command& command : domain::due(state, now))
            if (refused.contains(command.SerializeAsString())) {
                stuck.push_back(command.ShortDebugString());
                return;
            }
    }
    stuck.push_back("something is due without end");
}

// Of all persons one whom it is not refused, so that histories get somewhere; else the first that
// came to mind.
Asked History::ask(Dice& dice) {
    Asked asked;
    const std::uint32_t room = dice.below(20);
    if (room < 6)
        asked.command = alert_command(*this, dice);
    else if (room < 17)
        asked.command = procedure_command(*this, dice);
    else if (room < 19)
        asked.command = coalition_command(*this, dice);
    else
        asked.command = key_command(*this, dice);
    const std::size_t first = dice.below(people.size());
    asked.asker = people[first];
    if (dice.one_in(6)) return asked;
    for (std::size_t next = 0; next < people.size(); ++next) {
        const domain::Asker& other = people[(first + next) % people.size()];
        if (decide(asked.command, other).refusal) continue;
        asked.asker = other;
        break;
    }
    return asked;
}

void History::step(std::uint64_t number) {
    Dice dice(number);
    if (dice.below(5) == 0) {
        pass_time(dice);
    } else if (dice.below(6) == 0) {
        submit(dice.one_in(4) ? servers_command(*this, dice) : delivery(*this, dice), server);
    } else {
        now += dice.among<std::chrono::milliseconds>({0ms, 1ms, 700ms, 20s});
        // What was due before is done before anything else is accepted.
        do_what_is_due();
        const Asked asked = ask(dice);
        submit(asked.command, asked.asker);
    }
    do_what_is_due();
}

v1::Tlp some_label(Dice& dice) {
    return dice.among(
        {v1::CLEAR, v1::GREEN, v1::GREEN, v1::AMBER, v1::AMBER, v1::AMBER_STRICT, v1::RED}
    );
}

v1::Audience some_audience(History& history, Dice& dice, v1::Tlp label) {
    v1::Audience audience;
    const bool names_persons = label == v1::RED ? !dice.one_in(8) : dice.one_in(8);
    if (names_persons)
        for (std::uint32_t left = 2 + dice.below(5); left > 0; --left)
            audience.add_persons(dice.of(history.people).person.str());
    if (dice.one_in(4))
        for (const char* code : {"CA", "EE", "GH", "NO", "un-body", "civil-network"})
            if (dice.below(3) != 0) audience.add_parties(code);
    return audience;
}

std::string some_country(Dice& dice) {
    return dice.among<const char*>({"UG", "KE", "MM", "TD", "IR"});
}

std::string some_alert(const History& history, Dice& dice) {
    return some_of(history.state.alerts, dice);
}

std::string some_procedure(const History& history, Dice& dice) {
    return some_of(history.state.procedures, dice);
}

Instant some_time(const History& history, Dice& dice) {
    const auto ahead =
        dice.among<std::chrono::seconds>({-1min, 10min, 20min, 6h, 25h, 25h, 48h, 96h});
    return from_ms(to_ms(history.now) / 1000 * 1000) + ahead;
}

} // namespace tocsin::test
