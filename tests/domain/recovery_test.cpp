// Lost keys: two of the secretariat, a day to object, and what a printed code spares.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/keys.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// Ghana's focal point lost its keys, and enrolled key 1 in its place.
struct Recovery : SmallCoalition {
    Asker colleague = world.person("support-unit", {v1::SUPPORT});

    Decision open() { return recover(world, support, ghana, 1); }

    void let_in(std::uint64_t key = 1) {
        test::approve(world, key, support);
        test::approve(world, key, colleague);
    }
};

Decision
break_glass(World& world, std::uint64_t key, std::uint64_t code_number, const Asker& by = server) {
    v1::Command command = world.command();
    command.mutable_break_glass()->set_fingerprint(digest_of("key", 1000 + key).str());
    command.mutable_break_glass()->set_code_sha256(printed(code_number).str());
    return world.submit(command, by);
}

} // namespace

TEST_CASE("fault 73: a key that replaces lost ones cools for a day", "[domain][recovery]") {
    Recovery small;
    World& world = small.world;
    const std::string alert = small.issued(shutdown_in("MM"));
    const Decision opened = small.open();
    REQUIRE(!opened.refusal);
    CHECK(opened.events.front().person_invited().recovery());
    CHECK(opened.events.front().person_invited().person() == small.ghana.person.str());
    CHECK(!opened.events.front().person_invited().vouched().empty());
    enrol(world, 1, 1);
    const Instant let_in_at = world.now;
    small.let_in();
    const Asker recovered = owner(world, 1);

    CHECK(world.state.coalition.key(recovered.key)->effective_at == let_in_at + 24h);
    CHECK(code_of(small.acknowledge(alert, recovered)) == v1::Refusal::FORBIDDEN);
    world.now = let_in_at + 24h - 1ms;
    CHECK(code_of(small.acknowledge(alert, recovered)) == v1::Refusal::FORBIDDEN);
    world.now += 1ms;
    CHECK(!small.acknowledge(alert, recovered).refusal);
}

TEST_CASE("a colleague who objects in time keeps a recovered key out", "[domain][recovery]") {
    Recovery small;
    World& world = small.world;
    small.open();
    enrol(world, 1, 1);
    small.let_in();

    REQUIRE(!revoke(world, digest_of("key", 1001), small.ghana_deputy).refusal);
    world.now += 25h;

    CHECK(!is_in(world, 1));
}

TEST_CASE("a cooling key signs for no other", "[domain][recovery]") {
    Recovery small;
    World& world = small.world;
    small.open();
    enrol(world, 1, 1);
    small.let_in();

    const Decision rotated =
        world.decide(rotation(world, {small.ghana.person, digest_of("key", 1001)}, 2), small.ghana);

    CHECK(rotated.refusal->field() == "key");
}

TEST_CASE(
    "how long a key cools is what the policy said when it was asked for", "[domain][recovery]"
) {
    Recovery small;
    World& world = small.world;
    const Instant at = world.now;
    small.open();
    v1::Event event;
    *event.mutable_policy_set()->mutable_policy() = default_policy();
    event.mutable_policy_set()->mutable_policy()->set_recovery_cooling_ms(0);
    world.record(std::move(event), small.support.person);
    enrol(world, 1, 1);
    small.let_in();
    CHECK(world.state.coalition.key(digest_of("key", 1001))->effective_at == at + 24h);

    // Of the next it is the new one.
    recover(world, small.support, small.norway, 2);
    enrol(world, 2, 2);
    small.let_in(2);
    CHECK(is_in(world, 2));
}

TEST_CASE(
    "a recovery is opened by the secretariat for somebody else who is here", "[domain][recovery]"
) {
    Recovery small;
    World& world = small.world;

    CHECK(code_of(recover(world, small.ghana_deputy, small.ghana, 1)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(recover(world, small.support, small.support, 1)) == v1::Refusal::FORBIDDEN);
    CHECK(
        code_of(recover(world, small.support, {person_of(999), {}}, 1)) == v1::Refusal::NOT_FOUND
    );
    REQUIRE(!small.open().refusal);
    CHECK(code_of(recover(world, small.support, small.norway, 1)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE("a printed code spares the cooling and not the second person", "[domain][recovery]") {
    Recovery small;
    World& world = small.world;
    REQUIRE(!print_code(world, 1, small.ghana_deputy).refusal);
    small.open();
    v1::Command command = enrolment(world, 1, 1);
    command.mutable_enrol_key()->set_recovery_sha256(printed(1).str());
    REQUIRE(!world.submit(command, server).refusal);

    approve(world, 1, small.support);
    CHECK(!is_in(world, 1));
    CHECK(code_of(approve(world, 1, small.support)) == v1::Refusal::APPROVAL_REQUIRED);
    const Decision second = approve(world, 1, small.colleague);
    CHECK(second.events.front().key_added().break_glass());
    CHECK(second.events.front().key_added().effective_at() == 0);
    CHECK(is_in(world, 1));

    // It was good once.
    recover(world, small.support, small.ghana, 2);
    v1::Command again = enrolment(world, 2, 2);
    again.mutable_enrol_key()->set_recovery_sha256(printed(1).str());
    CHECK(world.decide(again, server).refusal->field() == "recovery_code");
}

TEST_CASE("only the last code of one's own party is good, in a recovery", "[domain][recovery]") {
    Recovery small;
    World& world = small.world;
    print_code(world, 1, small.ghana);
    print_code(world, 2, small.ghana);
    print_code(world, 3, small.norway);
    small.open();
    invite(world, small.support, "GH", v1::FOCAL_POINT, 2);

    for (const std::uint64_t wrong : {1u, 3u, 4u}) {
        v1::Command command = enrolment(world, 1, 1);
        command.mutable_enrol_key()->set_recovery_sha256(printed(wrong).str());
        CHECK(world.decide(command, server).refusal->field() == "recovery_code");
    }
    // Somebody new has nothing that cools: the code is not used up for it.
    v1::Command newcomer = enrolment(world, 2, 1);
    newcomer.mutable_enrol_key()->set_recovery_sha256(printed(2).str());
    CHECK(world.decide(newcomer, server).refusal->field() == "recovery_code");
    v1::Command good = enrolment(world, 1, 1);
    good.mutable_enrol_key()->set_recovery_sha256(printed(2).str());
    CHECK(!world.decide(good, server).refusal);
}

TEST_CASE("who prints a recovery code", "[domain][recovery]") {
    Recovery small;
    World& world = small.world;
    world.place(small.ghana_deputy, true);

    CHECK(code_of(print_code(world, 1, small.ghana_deputy)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(print_code(world, 1, small.adviser)) == v1::Refusal::FORBIDDEN);
    CHECK(!print_code(world, 1, small.ghana).refusal);
    CHECK(code_of(print_code(world, 1, small.ghana)) == v1::Refusal::WRONG_STATE);
    CHECK(!print_code(world, 2, small.support).refusal);
}

TEST_CASE("a single person of the secretariat prints no second person", "[domain][recovery]") {
    SmallCoalition small;

    CHECK(code_of(print_code(small.world, 1, small.support)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE(
    "a secretariat of one breaks the glass with the paper and the host", "[domain][recovery]"
) {
    Recovery small;
    World& world = small.world;
    print_code(world, 1, small.support);
    revoke(world, small.colleague.key, small.support);
    invite(world, small.support, "support-unit", v1::SUPPORT, 1);
    enrol(world, 1, 1);

    CHECK(code_of(break_glass(world, 1, 1)) == v1::Refusal::WRONG_STATE); // Nobody confirmed.
    approve(world, 1, small.support);
    CHECK(code_of(break_glass(world, 1, 1, small.support)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(break_glass(world, 1, 9)) == v1::Refusal::INVITATION_INVALID);
    const Decision broken = break_glass(world, 1, 1);
    REQUIRE(!broken.refusal);
    const v1::KeyAdded& added = broken.events.front().key_added();
    CHECK(added.break_glass());
    REQUIRE(added.approvals_size() == 1);
    CHECK(added.approvals(0) == small.support.person.str());
    CHECK(is_in(world, 1));

    // The code was good once; and two persons need none.
    CHECK(world.state.coalition.recovery_codes.at(PartyCode{"support-unit"}).used);
    print_code(world, 2, small.support);
    invite(world, small.support, "support-unit", v1::SUPPORT, 2);
    enrol(world, 2, 2);
    approve(world, 2, small.support);
    revoke(world, digest_of("key", 1001), small.support);
    CHECK(code_of(break_glass(world, 2, 1)) == v1::Refusal::INVITATION_INVALID);
    CHECK(!break_glass(world, 2, 2).refusal);
}

TEST_CASE("the glass stays whole while two can let a key in", "[domain][recovery]") {
    Recovery small;
    World& world = small.world;
    print_code(world, 1, small.support);
    invite(world, small.support, "support-unit", v1::SUPPORT, 1);
    invite(world, small.support, "GH", v1::FOCAL_POINT, 2);
    enrol(world, 1, 1);
    enrol(world, 2, 2);
    approve(world, 1, small.support);
    approve(world, 2, small.support);

    CHECK(code_of(break_glass(world, 1, 1)) == v1::Refusal::WRONG_STATE);
    // Nor is it for a government's keys.
    revoke(world, small.colleague.key, small.support);
    CHECK(code_of(break_glass(world, 2, 1)) == v1::Refusal::NOT_FOUND);
}
