// What policy cannot be: a ladder that calls nobody, reminders out of order.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

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
