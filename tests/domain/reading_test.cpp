// Who may read what changes by itself: a hand-over, a delegation, a membership or a token that was
// recorded beforehand begins or ends, and no entry says so then.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

#include <tuple>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

bool reads_alike(const State& state, const Asker& asker, Instant one, Instant other) {
    const auto left = reader_of(state, asker.person, one);
    const auto right = reader_of(state, asker.person, other);
    if (!left || !right) return left.has_value() == right.has_value();
    return left->classes == right->classes && left->roles == right->roles;
}

// Every instant at which it changes after `at`, each asked of the one before.
std::vector<Instant> changes_after(const State& state, Instant at) {
    std::vector<Instant> changes;
    for (auto next = state.coalition.next_change_after(at); next;
         next = state.coalition.next_change_after(*next))
        changes.push_back(*next);
    return changes;
}

v1::Command hand_over(World& world, const std::string& chair, Instant from) {
    v1::Command command = world.command();
    command.mutable_hand_over_chair()->set_chair(chair);
    command.mutable_hand_over_chair()->set_from(to_ms(from));
    return command;
}

v1::Command delegate(World& world, const Asker& to, Instant starts, Instant ends) {
    v1::Command command = world.command();
    command.mutable_delegate()->set_to(to.person.str());
    command.mutable_delegate()->set_starts(to_ms(starts));
    command.mutable_delegate()->set_ends(to_ms(ends));
    return command;
}

void mint(World& world, const Asker& owner, std::uint64_t number, Instant expires_at) {
    v1::Event event;
    v1::TokenMinted& minted = *event.mutable_token_minted();
    minted.set_token_sha256(digest_of("token", number).str());
    minted.set_person(owner.person.str());
    minted.set_expires_at(to_ms(expires_at));
    world.record(std::move(event), owner.person);
}

} // namespace

TEST_CASE("nothing changes by itself when nothing was set beforehand", "[domain][audience]") {
    SmallCoalition small;

    CHECK_FALSE(small.world.state.coalition.next_change_after(small.world.now));
}

TEST_CASE(
    "what was set beforehand changes who reads at its instant and not a moment before",
    "[domain][audience]"
) {
    SmallCoalition small;
    World& world = small.world;
    const Asker colleague = world.person("NL", {v1::FOCAL_POINT});
    const Instant now = world.now;
    REQUIRE(!world.submit(hand_over(world, "GH", now + 1h), server).refusal);
    REQUIRE(!world.submit(delegate(world, colleague, now + 2h, now + 30h), small.lead).refusal);
    world.withdraw("NO", now + 3h);
    world.admit("KE", v1::Party::GOVERNMENT, now + 4h);
    const Asker kenya = world.person("KE", {v1::FOCAL_POINT});

    const std::vector<Instant> expected = {now + 1h, now + 2h, now + 3h, now + 4h, now + 30h};
    CHECK(changes_after(world.state, now) == expected);
    const std::vector<std::tuple<Asker, Instant>> concerned = {
        {small.ghana, now + 1h},
        {colleague, now + 2h},
        {small.norway, now + 3h},
        {kenya, now + 4h},
        {colleague, now + 30h}};
    for (const auto& [asker, at] : concerned) {
        CHECK_FALSE(reads_alike(world.state, asker, at - 1ms, at));
        for (const auto& known : {small.ghana, colleague, small.norway, kenya})
            if (known.person != asker.person) CHECK(reads_alike(world.state, known, at - 1ms, at));
        // Who chaired until then, by invitation, hands over in the same instant.
        CHECK(reads_alike(world.state, small.chair, at - 1ms, at) == (at != now + 1h));
    }
}

TEST_CASE("a membership that ended before counts as long as it lasts", "[domain][audience]") {
    SmallCoalition small;
    World& world = small.world;
    world.withdraw("NO", world.now + 1h);
    world.admit("NO", v1::Party::GOVERNMENT, world.now + 24h);

    const std::vector<Instant> expected = {world.now + 1h, world.now + 24h};
    CHECK(changes_after(world.state, world.now) == expected);
    CHECK_FALSE(reads_alike(world.state, small.norway, expected[0] - 1ms, expected[0]));
    CHECK_FALSE(reads_alike(world.state, small.norway, expected[1] - 1ms, expected[1]));
}

TEST_CASE("a token ends at its instant unless it was revoked before", "[domain][audience]") {
    SmallCoalition small;
    World& world = small.world;
    mint(world, small.ghana, 1, world.now + 1h);
    mint(world, small.ghana, 2, world.now + 2h);
    CHECK(world.state.coalition.next_change_after(world.now) == world.now + 1h);

    v1::Event event;
    event.mutable_token_revoked()->set_token_sha256(digest_of("token", 1).str());
    world.record(std::move(event), small.ghana.person);

    CHECK(world.state.coalition.next_change_after(world.now) == world.now + 2h);
    CHECK_FALSE(world.state.coalition.next_change_after(world.now + 2h));
}
