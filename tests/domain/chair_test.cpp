// The chair of the Coalition: one government at a time, handed over in one recorded act.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Command
hand_over(World& world, const std::string& chair, const std::string& next = "", Instant from = {}) {
    v1::Command command = world.command();
    v1::HandOverChair& hand = *command.mutable_hand_over_chair();
    hand.set_chair(chair);
    hand.set_next(next);
    hand.set_from(to_ms(from));
    return command;
}

std::string name_of(std::string_view code) {
    return std::string(code);
}

} // namespace

TEST_CASE("a hand-over is one act that names the troika", "[domain][chair]") {
    DeputyCoalition small;
    World& world = small.world;
    REQUIRE(!world.submit(hand_over(world, "EE", "GH"), server).refusal);
    world.now += 24h;

    REQUIRE(!world.submit(hand_over(world, "GH", "NO"), small.support).refusal);

    const Chair& chair = *world.state.coalition.chair_at(world.now);
    CHECK(chair.chair == PartyCode{"GH"});
    CHECK(chair.past == PartyCode{"EE"});
    CHECK(chair.next == PartyCode{"NO"});
    CHECK(chair.from == world.now);
    CHECK(world.state.coalition.chair_at(world.now - 1ms)->chair == PartyCode{"EE"});
    CHECK(
        words(world.entries.back().event, name_of) == "GH chairs the Coalition from " +
                                                          print_utc_seconds(world.now) +
                                                          ", after EE; NO is to follow"
    );
}

TEST_CASE("only the secretariat or the server hands the chair over", "[domain][chair]") {
    DeputyCoalition small;

    for (const Asker& asker : {small.chair, small.lead, small.ghana})
        CHECK(
            code_of(small.world.decide(hand_over(small.world, "GH"), asker)) ==
            v1::Refusal::FORBIDDEN
        );
    CHECK(!small.world.decide(hand_over(small.world, "GH"), small.support).refusal);
    CHECK(!small.world.decide(hand_over(small.world, "GH"), server).refusal);
}

TEST_CASE("the chair and the next chair are member governments on that day", "[domain][chair]") {
    DeputyCoalition small;
    World& world = small.world;
    world.withdraw("NO", world.now + 48h);
    const auto asked = [&](const std::string& chair, const std::string& next, Instant from) {
        return code_of(world.decide(hand_over(world, chair, next, from), small.support));
    };

    CHECK(asked("NO", "", world.now + 48h) == v1::Refusal::INVALID_FIELD);
    CHECK(asked("NO", "", world.now + 47h) == v1::Refusal::CODE_UNSPECIFIED);
    CHECK(asked("GH", "NO", world.now + 48h) == v1::Refusal::INVALID_FIELD);
    CHECK(asked("civil-network", "", world.now) == v1::Refusal::INVALID_FIELD);
    CHECK(asked("GH", "GH", world.now) == v1::Refusal::INVALID_FIELD);
    CHECK(asked("FR", "", world.now) == v1::Refusal::INVALID_FIELD);
}

TEST_CASE("a hand-over is not before the latest one and not the same again", "[domain][chair]") {
    DeputyCoalition small;
    World& world = small.world;
    REQUIRE(!world.submit(hand_over(world, "EE", "GH", world.now + 24h), small.support).refusal);

    CHECK(
        code_of(world.decide(hand_over(world, "GH", "", world.now + 23h), small.support)) ==
        v1::Refusal::INVALID_FIELD
    );
    CHECK(
        code_of(world.decide(hand_over(world, "EE", "GH", world.now + 24h), small.support)) ==
        v1::Refusal::WRONG_STATE
    );
    // One of the same instant corrects it, and the last act counts.
    REQUIRE(!world.submit(hand_over(world, "NO", "GH", world.now + 24h), small.support).refusal);
    CHECK(world.state.coalition.chair_at(world.now + 24h)->chair == PartyCode{"NO"});
    CHECK(world.state.coalition.chair_at(world.now + 24h)->past.empty());
    CHECK(world.state.coalition.chair_at(world.now) == nullptr);
}

TEST_CASE("a chair that names another successor keeps its predecessor", "[domain][chair]") {
    DeputyCoalition small;
    World& world = small.world;
    world.submit(hand_over(world, "EE", "GH"), small.support);
    world.now += 24h;
    world.submit(hand_over(world, "GH", "NO"), small.support);
    world.now += 24h;

    REQUIRE(!world.submit(hand_over(world, "GH", "CL"), small.support).refusal);

    CHECK(world.state.coalition.chair_at(world.now)->past == PartyCode{"EE"});
    CHECK(world.state.coalition.chair_at(world.now)->next == PartyCode{"CL"});
}

TEST_CASE(
    "from the hand-over on the focal point of that government is the chair", "[domain][chair]"
) {
    DeputyCoalition small;
    World& world = small.world;
    world.submit(hand_over(world, "GH"), small.support);

    CHECK(small.reader(small.ghana).has(v1::CHAIR));
    CHECK(!small.reader(small.ghana_deputy).has(v1::CHAIR));
    CHECK(!small.reader(small.chair).has(v1::CHAIR));
    CHECK(!small.reader(small.norway).has(v1::CHAIR));
}

TEST_CASE("a chair that has left is still named and acts no more", "[domain][chair]") {
    DeputyCoalition small;
    World& world = small.world;
    world.submit(hand_over(world, "GH"), small.support);
    const std::string draft = small.raise(shutdown_in("MM"), small.lead).subject;
    world.withdraw("GH", world.now + 1h);
    world.now += 1h;

    CHECK(world.state.coalition.chair_at(world.now)->chair == PartyCode{"GH"});
    CHECK(!reader_of(world.state, small.ghana.person, world.now));
    CHECK(code_of(small.approve(draft, small.ghana)) == v1::Refusal::FORBIDDEN);
}
