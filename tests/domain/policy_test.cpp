// What policy cannot be: a ladder that calls nobody, reminders out of order.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/keys.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Command setting(World& world, const v1::Policy& policy) {
    v1::Command command = world.command();
    *command.mutable_set_policy()->mutable_policy() = policy;
    return command;
}

std::string bad_field(World& world, const v1::Policy& policy) {
    const Decision decision = world.decide(setting(world, policy), server);
    return decision.refusal ? decision.refusal->field() : std::string();
}

} // namespace

TEST_CASE("the default policy is the Coalition's own numbers", "[domain][policy]") {
    const v1::Policy policy = default_policy();

    REQUIRE(policy.ladder_size() == 3);
    CHECK(policy.ladder(0).after_ms() == 15 * 60'000);
    CHECK(policy.ladder(0).whom() == v1::Policy::FOCAL_POINTS);
    CHECK(policy.ladder(1).after_ms() == 45 * 60'000);
    CHECK(policy.ladder(1).whom() == v1::Policy::DEPUTIES_AND_MISSIONS);
    CHECK(policy.ladder(2).after_ms() == 90 * 60'000);
    CHECK(policy.ladder(2).whom() == v1::Policy::CALL_LIST);
    CHECK(policy.last_rung_repeats_max() == 3);
    CHECK(policy.last_rung_repeat_ms() == 30 * 60'000);
    CHECK(policy.remind_at_percent(0) == 50);
    REQUIRE(policy.remind_before_ms_size() == 3);
    CHECK(policy.remind_before_ms(2) == 60 * 60'000);
    CHECK(policy.contest_ms() == 2 * 3'600'000);
    CHECK(policy.silence_ms_min() == 24 * 3'600'000);
    CHECK(policy.chair_may_proceed());
    CHECK(!policy.objectors_hidden());
    CHECK(policy.delegation_ms_max() == 30ll * 24 * 3'600'000);
}

TEST_CASE("policy is set by the secretariat or by the server", "[domain][policy]") {
    DeputyCoalition small;
    const v1::Command set = setting(small.world, default_policy());

    for (const Asker& asker : {small.lead, small.chair, small.ghana})
        CHECK(code_of(small.world.decide(set, asker)) == v1::Refusal::FORBIDDEN);
    CHECK(!small.world.decide(set, small.support).refusal);
    CHECK(!small.world.decide(set, server).refusal);
}

TEST_CASE("a rung of the ladder with nobody on it is refused", "[domain][policy]") {
    World world;
    CHECK(bad_field(world, default_policy()).empty()); // Nobody at all yet: not asked.

    world.admit("GH");
    world.admit("support-unit", v1::Party::SECRETARIAT);
    world.person("support-unit", {v1::SUPPORT});
    CHECK(bad_field(world, default_policy()) == "policy.ladder.whom");
    world.person("GH", {v1::FOCAL_POINT});
    CHECK(bad_field(world, default_policy()) == "policy.ladder.whom");
    const Asker second = world.person("GH", {v1::FOCAL_POINT});
    world.place(second, false, "capital");
    CHECK(bad_field(world, default_policy()) == "policy.ladder.whom");
    world.place(second, false, "geneva");
    CHECK(bad_field(world, default_policy()).empty());
    world.place(second, true);
    CHECK(bad_field(world, default_policy()).empty());
    world.withdraw("GH", world.now);
    CHECK(bad_field(world, default_policy()) == "policy.ladder.whom");
}

TEST_CASE("who has no key and who is a machine stand on no rung", "[domain][policy]") {
    World world;
    world.admit("GH");
    world.admit("support-unit", v1::Party::SECRETARIAT);
    v1::Policy policy = default_policy();
    policy.mutable_ladder()->DeleteSubrange(0, 2); // The call list alone.
    world.person("support-unit", {v1::SUPPORT}, true);
    CHECK(bad_field(world, policy) == "policy.ladder.whom");

    world.person("support-unit", {v1::SUPPORT});
    CHECK(bad_field(world, policy).empty());
}

TEST_CASE("the rungs of the ladder rise in time", "[domain][policy]") {
    World world;
    v1::Policy policy = default_policy();
    policy.mutable_ladder(1)->set_after_ms(policy.ladder(0).after_ms());

    CHECK(bad_field(world, policy) == "policy.ladder.after_ms");
}

TEST_CASE("a rung that repeats says how often", "[domain][policy]") {
    World world;
    v1::Policy policy = default_policy();
    policy.set_last_rung_repeat_ms(0);

    CHECK(bad_field(world, policy) == "policy.last_rung_repeat_ms");
    policy.set_last_rung_repeats_max(0);
    CHECK(bad_field(world, policy).empty());
}

TEST_CASE("reminders stand in order within the window", "[domain][policy]") {
    World world;
    for (const std::vector<std::uint32_t>& marks :
         {std::vector<std::uint32_t>{0}, {100}, {50, 50}, {75, 50}}) {
        v1::Policy policy = default_policy();
        policy.mutable_remind_at_percent()->Assign(marks.begin(), marks.end());
        CHECK(bad_field(world, policy) == "policy.remind_at_percent");
    }
    v1::Policy policy = default_policy();
    policy.add_remind_at_percent(99);
    CHECK(bad_field(world, policy).empty());
}

namespace {

// Two of the secretariat, and a policy that differs in the cooling time alone.
struct Cooling : SmallCoalition {
    Asker colleague = world.person("support-unit", {v1::SUPPORT});

    static v1::Policy of(std::chrono::milliseconds cooling) {
        v1::Policy policy = default_policy();
        policy.clear_ladder();
        policy.set_last_rung_repeats_max(0);
        policy.set_recovery_cooling_ms(cooling.count());
        return policy;
    }

    Decision set(std::chrono::milliseconds cooling, const Asker& by) {
        return world.submit(setting(world, of(cooling)), by);
    }

    std::chrono::milliseconds standing() const {
        return std::chrono::milliseconds(world.state.coalition.policy.recovery_cooling_ms());
    }
};

} // namespace

TEST_CASE("one person alone never shortens how long recovered keys cool", "[domain][policy]") {
    Cooling small;
    REQUIRE(small.standing() == 24h);

    const Decision proposed = small.set(1h, small.support);

    REQUIRE(!proposed.refusal); // The rest of the policy is set.
    CHECK(proposed.events.front().policy_set().shorter_cooling_ms() == 3'600'000);
    CHECK(small.standing() == 24h);
    const Decision again = small.set(1h, small.support);
    CHECK(code_of(again) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!again.refusal->who_may().empty());
    CHECK(small.standing() == 24h);
}

TEST_CASE("a second person who says the same shortens it", "[domain][policy]") {
    Cooling small;
    small.set(1h, small.support);

    const Decision other = small.set(2h, small.colleague); // Not the same: a proposal of its own.
    CHECK(other.events.front().policy_set().approvals().empty());
    CHECK(small.standing() == 24h);
    const Decision done = small.set(2h, small.support);

    CHECK(small.standing() == 2h);
    REQUIRE(done.events.front().policy_set().approvals_size() == 2);
    CHECK(done.events.front().policy_set().approvals(0) == small.colleague.person.view());
    CHECK(done.events.front().policy_set().approvals(1) == small.support.person.view());
}

TEST_CASE("a proposed cooling time lapses with its proposer and with the next policy", "[domain]") {
    Cooling small;
    small.set(1h, small.support);
    small.set(24h, small.colleague);
    small.set(1h, small.colleague);
    CHECK(small.standing() == 24h);

    revoke(small.world, small.colleague.key, small.support);
    small.set(1h, small.support);
    CHECK(small.standing() == 24h);
}

TEST_CASE("a client that does not know the cooling time leaves it as it is", "[domain][policy]") {
    Cooling small;

    const Decision decision = small.set(0h, small.support);

    REQUIRE(!decision.refusal);
    CHECK(small.standing() == 24h);
    CHECK(decision.events.front().policy_set().shorter_cooling_ms() == 0);
    REQUIRE(!small.set(72h, small.support).refusal); // More is one person's act.
    CHECK(small.standing() == 72h);
}

TEST_CASE("whoever runs the server shortens it only before there is a secretariat", "[domain]") {
    World empty;
    empty.submit(setting(empty, Cooling::of(1h)), server);
    CHECK(empty.state.coalition.policy.recovery_cooling_ms() == 3'600'000);

    Cooling small;
    CHECK(code_of(small.set(1h, server)) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(small.standing() == 24h);
    CHECK(!small.set(0h, server).refusal);
    CHECK(small.standing() == 24h);
}
