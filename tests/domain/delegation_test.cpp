// Standing aside for a colleague: self-service, time-boxed, recorded, revocable.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Command delegate(World& world, const Asker& to, Instant starts, Instant ends) {
    v1::Command command = world.command();
    v1::Delegate& delegate = *command.mutable_delegate();
    delegate.set_to(to.person.str());
    delegate.set_starts(to_ms(starts));
    delegate.set_ends(to_ms(ends));
    return command;
}

// From now, for a day.
v1::Command delegate(World& world, const Asker& to) {
    return delegate(world, to, Instant{}, world.now + 24h);
}

v1::Command end_delegation(World& world) {
    v1::Command command = world.command();
    command.mutable_end_delegation();
    return command;
}

} // namespace

TEST_CASE(
    "while a delegation lasts the colleague acts and the delegator does not", "[domain][own]"
) {
    DeputyCoalition small;
    World& world = small.world;
    const Asker colleague = world.person("NL", {v1::FOCAL_POINT});
    REQUIRE(!world.submit(delegate(world, colleague), small.lead).refusal);

    CHECK(code_of(small.raise(shutdown_in("MM"), small.lead)) == v1::Refusal::FORBIDDEN);
    CHECK(!small.raise(shutdown_in("MM"), colleague).refusal);
    world.now += 24h;
    CHECK(!small.raise(shutdown_in("MM"), small.lead).refusal);
    CHECK(code_of(small.raise(shutdown_in("MM"), colleague)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("a delegation is ended by who gave it at any time", "[domain][own]") {
    DeputyCoalition small;
    World& world = small.world;
    CHECK(code_of(world.decide(end_delegation(world), small.ghana)) == v1::Refusal::WRONG_STATE);
    world.submit(delegate(world, small.ghana_deputy), small.ghana);
    CHECK(
        code_of(world.decide(end_delegation(world), small.ghana_deputy)) == v1::Refusal::WRONG_STATE
    );

    REQUIRE(!world.submit(end_delegation(world), small.ghana).refusal);
    const std::string alert = small.issued(shutdown_in("MM"));
    CHECK(!small.acknowledge(alert, small.ghana).refusal);
    // A planned one as well.
    world.submit(delegate(world, small.ghana_deputy, world.now + 1h, world.now + 2h), small.ghana);
    CHECK(!world.submit(end_delegation(world), small.ghana).refusal);
    CHECK(world.state.coalition.delegations.empty());
}

TEST_CASE("one delegates to a colleague who can act and to nobody else", "[domain][own]") {
    DeputyCoalition small;
    World& world = small.world;
    const Asker keyless = world.person("GH", {v1::FOCAL_POINT}, true);
    const Asker machine = world.person("GH", {v1::SOURCE});
    const Asker auditor = world.person("GH", {v1::AUDITOR});
    const Asker stranger{person_of(999), {}};

    for (const Asker& to : {small.ghana, small.norway, keyless, machine, auditor, stranger}) {
        const Decision decision = world.decide(delegate(world, to), small.ghana);
        REQUIRE(code_of(decision) == v1::Refusal::INVALID_FIELD);
        CHECK(decision.refusal->field() == "to");
    }
    CHECK(!world.decide(delegate(world, small.ghana_deputy), small.ghana).refusal);
}

TEST_CASE("the secretariat's roles are not delegated", "[domain][own]") {
    DeputyCoalition small;
    const Asker colleague = small.world.person("support-unit", {v1::PENHOLDER});

    const Decision decision = small.world.decide(delegate(small.world, colleague), small.support);

    CHECK(code_of(decision) == v1::Refusal::FORBIDDEN);
    CHECK(!decision.refusal->rule().empty());
}

TEST_CASE("a delegation has an end within what policy allows", "[domain][own]") {
    DeputyCoalition small;
    World& world = small.world;
    const Instant now = world.now;
    const auto field = [&](Instant starts, Instant ends) {
        const Decision decision =
            world.decide(delegate(world, small.ghana_deputy, starts, ends), small.ghana);
        return decision.refusal ? decision.refusal->field() : std::string();
    };

    CHECK(field(now - 1ms, now + 1h) == "starts");
    CHECK(field(now + 1h, now + 1h) == "ends");
    CHECK(field(now, now + 30 * 24h + 1ms) == "ends");
    CHECK(field(now, now + 30 * 24h).empty());
}

TEST_CASE("there are no chains of delegation", "[domain][own]") {
    DeputyCoalition small;
    World& world = small.world;
    const Asker third = world.person("GH", {v1::FOCAL_POINT});
    const Asker fourth = world.person("GH", {v1::FOCAL_POINT});
    world.submit(delegate(world, small.ghana_deputy, world.now + 1h, world.now + 2h), small.ghana);
    const auto asked = [&](const Asker& from, const Asker& to, Instant starts, Instant ends) {
        return code_of(world.decide(delegate(world, to, starts, ends), from));
    };
    const Instant before = world.now, starts = world.now + 1h, ends = world.now + 2h;

    // To one who has delegated, to one who stands in already, by one who stands in.
    CHECK(asked(third, small.ghana, starts, ends) == v1::Refusal::WRONG_STATE);
    CHECK(asked(third, small.ghana_deputy, before, starts + 1ms) == v1::Refusal::WRONG_STATE);
    CHECK(asked(small.ghana_deputy, third, starts, ends) == v1::Refusal::WRONG_STATE);
    CHECK(asked(small.ghana, third, ends, ends + 1h) == v1::Refusal::WRONG_STATE);
    // Apart in time, or other persons: no chain.
    CHECK(asked(third, small.ghana_deputy, before, starts) == v1::Refusal::CODE_UNSPECIFIED);
    CHECK(asked(third, fourth, starts, ends) == v1::Refusal::CODE_UNSPECIFIED);
}

TEST_CASE("the deputy who stands in for the chair is the chair", "[domain][own]") {
    DeputyCoalition small;
    World& world = small.world;
    v1::Command hand = world.command();
    hand.mutable_hand_over_chair()->set_chair("GH");
    world.submit(hand, small.support);
    REQUIRE(!small.reader(small.ghana_deputy).has(v1::CHAIR));

    world.submit(delegate(world, small.ghana_deputy), small.ghana);

    CHECK(small.reader(small.ghana_deputy).has(v1::CHAIR));
}

TEST_CASE("whoever moves to another party takes no delegation along", "[domain][own]") {
    DeputyCoalition small;
    World& world = small.world;
    world.submit(delegate(world, small.ghana_deputy), small.ghana);
    v1::Event moved;
    moved.mutable_person_invited()->set_person(small.ghana_deputy.person.str());
    moved.mutable_person_invited()->set_party("NO");
    moved.mutable_person_invited()->add_roles(v1::OBSERVER_ROLE);

    world.record(moved, {});

    CHECK(world.state.coalition.delegations.empty());
    CHECK(!small.reader(small.ghana_deputy).has(v1::FOCAL_POINT));
}
