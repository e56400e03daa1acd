// Less by one, more by two, and nobody raises himself. SPDX-License-Identifier: Apache-2.0
#include "tests/support/keys.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Command change(World& world, const Asker& whose, std::initializer_list<v1::Role> roles) {
    v1::Command command = world.command();
    command.mutable_change_roles()->set_person(whose.person.str());
    for (const v1::Role role : roles)
        command.mutable_change_roles()->add_roles(role);
    command.mutable_change_roles()->set_reason("It changed posts.");
    return command;
}

struct TwoSupport : SmallCoalition {
    Asker colleague = world.person("support-unit", {v1::SUPPORT});
};

} // namespace

TEST_CASE(
    "fault 69: a role taken away by one person counts from the next command", "[domain][roles]"
) {
    TwoSupport small;
    World& world = small.world;
    const Asker both = world.person("NL", {v1::LEAD, v1::FOCAL_POINT});
    REQUIRE(!small.raise(shutdown_in("MM"), both).refusal);

    const Decision less = world.submit(change(world, both, {v1::FOCAL_POINT}), small.support);

    REQUIRE(less.events.size() == 1);
    CHECK(less.events.front().roles_changed().approvals_size() == 1);
    CHECK(code_of(small.raise(shutdown_in("MM"), both)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("more is proposed by one and done by a second who says the same", "[domain][roles]") {
    TwoSupport small;
    World& world = small.world;
    const v1::Command more = change(world, small.ghana, {v1::FOCAL_POINT, v1::LEAD});

    CHECK(world.submit(more, small.support).events.front().has_roles_proposed());
    CHECK(code_of(small.raise(shutdown_in("MM"), small.ghana)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(world.decide(more, small.support)) == v1::Refusal::APPROVAL_REQUIRED);
    // Another word is another proposal.
    const v1::Command other = change(world, small.ghana, {v1::FOCAL_POINT, v1::CHAIR});
    CHECK(world.decide(other, small.colleague).events.front().has_roles_proposed());
    const Decision done = world.submit(more, small.colleague);
    REQUIRE(done.events.front().has_roles_changed());
    CHECK(done.events.front().roles_changed().approvals(0) == small.support.person.str());
    CHECK(done.events.front().roles_changed().approvals(1) == small.colleague.person.str());
    CHECK(!small.raise(shutdown_in("MM"), small.ghana).refusal);
    CHECK(world.state.coalition.proposed_roles.empty());
}

TEST_CASE("a proposal falls with the key of who made it", "[domain][roles]") {
    TwoSupport small;
    World& world = small.world;
    const Asker third = world.person("support-unit", {v1::SUPPORT});
    const v1::Command more = change(world, small.ghana, {v1::FOCAL_POINT, v1::LEAD});
    world.submit(more, small.support);
    revoke(world, small.support.key, third);

    CHECK(world.submit(more, small.colleague).events.front().has_roles_proposed());
    CHECK(world.submit(more, third).events.front().has_roles_changed());
}

TEST_CASE("no deputy becomes the first, and nobody moves, by one word", "[domain][roles]") {
    TwoSupport small;
    World& world = small.world;
    world.place(small.ghana_deputy, true, "geneva");
    v1::Command first = change(world, small.ghana_deputy, {v1::FOCAL_POINT});
    first.mutable_change_roles()->set_post("geneva");
    v1::Command moves = change(world, small.ghana_deputy, {v1::FOCAL_POINT});
    moves.mutable_change_roles()->set_deputy(true);
    moves.mutable_change_roles()->set_post("paris");
    v1::Command steps_back = change(world, small.ghana, {v1::FOCAL_POINT});
    steps_back.mutable_change_roles()->set_deputy(true);

    CHECK(world.decide(first, small.support).events.front().has_roles_proposed());
    CHECK(world.decide(moves, small.support).events.front().has_roles_proposed());
    CHECK(world.decide(steps_back, small.support).events.front().has_roles_changed());
    CHECK(
        code_of(world.decide(change(world, small.norway, {v1::FOCAL_POINT}), small.support)) ==
        v1::Refusal::WRONG_STATE
    );
}

TEST_CASE("an auditor who shall write is given more, not less", "[domain][roles]") {
    TwoSupport small;
    World& world = small.world;
    const Asker reads = world.person("NO", {v1::FOCAL_POINT, v1::AUDITOR});

    const Decision proposed = world.decide(change(world, reads, {v1::FOCAL_POINT}), small.support);

    CHECK(proposed.events.front().has_roles_proposed());
}

TEST_CASE("nobody of the secretariat gives itself more", "[domain][roles]") {
    TwoSupport small;
    World& world = small.world;
    const v1::Command own = change(world, small.support, {v1::SUPPORT, v1::PENHOLDER});

    CHECK(code_of(world.decide(own, small.support)) == v1::Refusal::FORBIDDEN);
    world.submit(own, small.colleague);
    CHECK(code_of(world.decide(own, small.support)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(world.decide(own, small.ghana)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("roles are those of the kind of party", "[domain][roles]") {
    TwoSupport small;
    World& world = small.world;

    CHECK(
        world.decide(change(world, small.ghana, {v1::SUPPORT}), small.support).refusal->field() ==
        "roles"
    );
    CHECK(
        world.decide(change(world, small.ghana, {v1::FOCAL_POINT, v1::AUDITOR}), small.support)
            .refusal->field() == "roles"
    );
    CHECK(
        code_of(world.decide(change(world, {person_of(999), {}}, {v1::LEAD}), small.support)) ==
        v1::Refusal::NOT_FOUND
    );
}

TEST_CASE("who has no role has left with its keys, tokens and codes", "[domain][roles]") {
    TwoSupport small;
    World& world = small.world;
    const std::string alert = small.issued(shutdown_in("MM"));
    recover(world, small.support, small.ghana, 1);
    v1::Command delegate = world.command();
    delegate.mutable_delegate()->set_to(small.ghana.person.str());
    delegate.mutable_delegate()->set_ends(to_ms(world.now + 1h));
    REQUIRE(!world.submit(delegate, small.ghana_deputy).refusal);

    const Decision left = world.submit(change(world, small.ghana, {}), small.support);

    REQUIRE(left.events.size() == 2);
    CHECK(left.events[1].key_revoked().fingerprint() == small.ghana.key.str());
    CHECK(code_of(small.acknowledge(alert, small.ghana)) == v1::Refusal::FORBIDDEN);
    CHECK(!reader_of(world.state, small.ghana.person, world.now));
    CHECK(code_of(enrol(world, 1, 1)) == v1::Refusal::INVITATION_INVALID);
    CHECK(world.state.coalition.delegations.empty());
    CHECK(code_of(recover(world, small.support, small.ghana, 2)) == v1::Refusal::WRONG_STATE);
    CHECK(
        code_of(world.decide(change(world, small.ghana, {}), small.support)) ==
        v1::Refusal::WRONG_STATE
    );

    // Two may call it back; its keys stay revoked.
    const v1::Command back = change(world, small.ghana, {v1::FOCAL_POINT});
    world.submit(back, small.support);
    CHECK(!world.submit(back, small.colleague).refusal);
    CHECK(code_of(small.acknowledge(alert, small.ghana)) == v1::Refusal::FORBIDDEN);
    CHECK(!recover(world, small.support, small.ghana, 2).refusal);
}

TEST_CASE("the secretariat keeps at least one person", "[domain][roles]") {
    TwoSupport small;
    World& world = small.world;

    REQUIRE(!world.submit(change(world, small.colleague, {}), small.support).refusal);
    const Decision last = world.decide(change(world, small.support, {}), small.support);

    CHECK(code_of(last) == v1::Refusal::WRONG_STATE);
    CHECK(last.refusal->state() == "ONE PERSON");
}

TEST_CASE("the feed tokens of who left read nothing when it comes back", "[domain][roles]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command mint = world.command();
    mint.mutable_mint_token()->set_token_sha256(digest_of("token", 1).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(world.now + 24h));
    REQUIRE(!world.submit(mint, small.ghana).refusal);
    v1::Command leave = world.command();
    leave.mutable_change_roles()->set_person(small.ghana.person.str());
    leave.mutable_change_roles()->set_reason("It left the ministry.");

    REQUIRE(!world.submit(leave, small.support).refusal);

    CHECK(world.state.coalition.tokens.at(digest_of("token", 1)).revoked);
}
