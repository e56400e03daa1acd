// A government that wants two of its persons for each position, and how that ends.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Command two_persons(World& world, bool required) {
    v1::Command command = world.command();
    command.mutable_set_two_person_rule()->set_required(required);
    return command;
}

bool is_required(const World& world) {
    return world.state.coalition.two_persons.contains(PartyCode{"GH"});
}

std::string last_words(const World& world) {
    return words(world.entries.back().event, [](auto code) { return std::string(code); });
}

} // namespace

TEST_CASE("a primary focal point asks for two persons and nobody else does", "[domain][two]") {
    DeputyCoalition small;
    World& world = small.world;

    for (const Asker& asker : {small.ghana_deputy, small.observer, small.support, small.lead})
        CHECK(code_of(world.decide(two_persons(world, true), asker)) == v1::Refusal::FORBIDDEN);
    REQUIRE(!world.submit(two_persons(world, true), small.ghana).refusal);
    CHECK(is_required(world));
    CHECK(last_words(world) == "GH wants two of its persons for each position");
    CHECK(code_of(world.decide(two_persons(world, true), small.ghana)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE("a government of one person cannot ask for two", "[domain][two]") {
    DeputyCoalition small;
    World& world = small.world;
    world.person("NO", {v1::FOCAL_POINT}, true); // No key.
    world.person("NO", {v1::AUDITOR});

    CHECK(
        code_of(world.decide(two_persons(world, true), small.norway)) == v1::Refusal::WRONG_STATE
    );
    world.person("NO", {v1::FOCAL_POINT});
    CHECK(!world.decide(two_persons(world, true), small.norway).refusal);
}

TEST_CASE("ending the rule of two persons takes two", "[domain][two]") {
    DeputyCoalition small;
    World& world = small.world;
    CHECK(
        code_of(world.decide(two_persons(world, false), small.ghana)) == v1::Refusal::WRONG_STATE
    );
    world.submit(two_persons(world, true), small.ghana);
    CHECK(
        code_of(world.decide(two_persons(world, false), small.ghana_deputy)) ==
        v1::Refusal::FORBIDDEN
    );

    REQUIRE(!world.submit(two_persons(world, false), small.ghana).refusal);
    CHECK(is_required(world));
    CHECK(last_words(world).find("a second must agree") != std::string::npos);
    const Decision again = world.decide(two_persons(world, false), small.ghana);
    CHECK(code_of(again) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!again.refusal->who_may().empty());
    CHECK(
        code_of(world.decide(two_persons(world, false), small.norway)) == v1::Refusal::WRONG_STATE
    );

    const Decision ended = world.submit(two_persons(world, false), small.ghana_deputy);
    REQUIRE(!ended.refusal);
    CHECK(!is_required(world));
    CHECK(ended.events.front().two_person_rule_set().second() == small.ghana_deputy.person.str());
    CHECK(last_words(world).find("as two of its persons said") != std::string::npos);
}

TEST_CASE("who asked to end the rule may think again", "[domain][two]") {
    DeputyCoalition small;
    World& world = small.world;
    world.submit(two_persons(world, true), small.ghana);
    world.submit(two_persons(world, false), small.ghana);

    REQUIRE(!world.submit(two_persons(world, true), small.ghana).refusal);

    CHECK(
        code_of(world.decide(two_persons(world, false), small.ghana_deputy)) ==
        v1::Refusal::FORBIDDEN
    );
    CHECK(is_required(world));
}

TEST_CASE("a request of somebody whose keys are gone ends nothing", "[domain][two]") {
    DeputyCoalition small;
    World& world = small.world;
    const Asker other = world.person("GH", {v1::FOCAL_POINT});
    world.submit(two_persons(world, true), small.ghana);
    world.submit(two_persons(world, false), small.ghana);
    v1::Event revoked;
    revoked.mutable_key_revoked()->set_person(small.ghana.person.str());
    revoked.mutable_key_revoked()->set_fingerprint(small.ghana.key.str());
    world.record(revoked, {});

    REQUIRE(!world.submit(two_persons(world, false), other).refusal);

    CHECK(is_required(world)); // It is the first of two again.
    CHECK(!world.submit(two_persons(world, false), small.ghana_deputy).refusal);
    CHECK(!is_required(world));
}
