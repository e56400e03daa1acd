// A small coalition whose alerts escalate: focal points after 15 minutes, deputies and missions
// after 45, the call list after 90 and twice more; with deputies and missions to ring.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/alerts.hpp"

#include <optional>

namespace tocsin::test {

inline v1::Policy ladder_policy() {
    v1::Policy policy = domain::default_policy();
    policy.clear_ladder();
    const auto add = [&](std::chrono::minutes after, v1::Policy::Whom whom) {
        v1::Policy::Rung& rung = *policy.add_ladder();
        rung.set_after_ms(std::chrono::milliseconds(after).count());
        rung.set_whom(whom);
    };
    add(15min, v1::Policy::FOCAL_POINTS);
    add(45min, v1::Policy::DEPUTIES_AND_MISSIONS);
    add(90min, v1::Policy::CALL_LIST);
    policy.set_last_rung_repeats_max(2);
    policy.set_last_rung_repeat_ms(std::chrono::milliseconds(30min).count());
    return policy;
}

// Where a person stands, besides its roles.
struct Station {
    bool deputy = false;
    std::string post;
};

struct LadderWorld : SmallCoalition {
    domain::Asker deputy, mission; // of Ghana

    explicit LadderWorld(Founding founding = Founding::actual) : SmallCoalition(founding) {
        set(ladder_policy());
        deputy = stationed("GH", v1::FOCAL_POINT, {true, "capital"});
        mission = stationed("GH", v1::FOCAL_POINT, {false, "geneva"});
    }

    void set(const v1::Policy& policy) {
        v1::Event event;
        *event.mutable_policy_set()->mutable_policy() = policy;
        world.record(std::move(event), {});
    }

    domain::Asker stationed(const std::string& party, v1::Role role, const Station& station) {
        const std::uint64_t number = 1'000 + world.state.coalition.persons.size();
        const domain::Asker asker{person_of(number), digest_of("key", number)};
        v1::Event invited;
        invited.mutable_person_invited()->set_person(asker.person.str());
        invited.mutable_person_invited()->set_party(party);
        invited.mutable_person_invited()->add_roles(role);
        invited.mutable_person_invited()->set_deputy(station.deputy);
        invited.mutable_person_invited()->set_post(station.post);
        world.record(std::move(invited), {});
        v1::Event added;
        added.mutable_key_added()->set_person(asker.person.str());
        added.mutable_key_added()->set_fingerprint(asker.key.str());
        *added.mutable_key_added()->mutable_key() = World::key_of(number);
        world.record(std::move(added), {});
        return asker;
    }

    // When the ladder of this alert rings next, as far as is known now.
    std::optional<Instant> rings_at(const std::string& id) const { return timer(id, true); }

    std::optional<Instant> review_at(const std::string& id) const { return timer(id, false); }

    // What the server does at that instant, folded; its events.
    std::vector<v1::Event> wait_until(Instant at) {
        world.now = at;
        std::vector<v1::Event> events;
        for (const v1::Command& command : domain::due(world.state, at)) {
            const domain::Decision decision = world.submit(command, server);
            events.insert(events.end(), decision.events.begin(), decision.events.end());
        }
        return events;
    }

    v1::Command escalating(const std::string& id, std::uint32_t message, std::uint32_t rung) {
        v1::Command command = world.command();
        command.mutable_escalate()->set_alert_id(id);
        command.mutable_escalate()->set_message(message);
        command.mutable_escalate()->set_rung(rung);
        return command;
    }

private:
    std::optional<Instant> timer(const std::string& id, bool escalates) const {
        const auto kind = escalates ? domain::Timer::Kind::escalate : domain::Timer::Kind::review;
        for (const domain::Timer& one : world.state.timers.nearest_first())
            if (one.kind == kind && one.subject == id) return one.at;
        return std::nullopt;
    }
};

inline bool rings(const v1::Escalated& event, const domain::Asker& person) {
    for (const std::string& one : event.persons())
        if (one == person.person.str()) return true;
    return false;
}

inline bool names(const v1::Escalated& event, const std::string& party) {
    for (const std::string& one : event.owing())
        if (one == party) return true;
    return false;
}

} // namespace tocsin::test
