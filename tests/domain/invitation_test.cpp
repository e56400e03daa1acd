// How persons and their keys come in, and that no one of the secretariat lets anybody in alone.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/keys.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

TEST_CASE("the first person of the secretariat claims it with a link", "[domain][invitation]") {
    World world;

    const Decision invited = invite_founder(world, 1);
    const Decision enrolled = enrol(world, 1, 1);

    REQUIRE(invited.events.size() == 2);
    CHECK(invited.events[0].party_admitted().party().code() == "support-unit");
    CHECK(invited.events[1].person_invited().founding());
    REQUIRE(enrolled.events.size() == 2);
    CHECK(enrolled.events[0].has_key_enrolled());
    CHECK(enrolled.events[1].key_added().approvals().empty());
    CHECK(world.state.coalition.keys.at(digest_of("key", 1001)).is_active(world.now));
}

TEST_CASE("each start mints the claim link anew until it is used", "[domain][invitation]") {
    World world;
    invite_founder(world, 1);
    invite_founder(world, 2);

    CHECK(code_of(enrol(world, 1, 1)) == v1::Refusal::INVITATION_INVALID);
    CHECK(!enrol(world, 2, 2).refusal);
    CHECK(world.state.coalition.persons.size() == 1); // One founder, invited twice.
    CHECK(code_of(invite_founder(world, 3)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE(
    "while there is one of the secretariat it lets in the second alone", "[domain][invitation]"
) {
    World world;
    const Asker first = founded(world);

    const Decision invited = invite(world, first, "support-unit", v1::SUPPORT, 2);
    enrol(world, 2, 2);
    CHECK(!is_in(world, 2));
    const Decision approved = approve(world, 2, first);

    CHECK(invited.events.front().person_invited().founding());
    REQUIRE(!approved.refusal);
    CHECK(approved.events.front().key_added().approvals_size() == 1);
    CHECK(world.state.coalition.keys.at(digest_of("key", 1002)).is_active(world.now));
}

TEST_CASE("the one of the secretariat lets in no government alone", "[domain][invitation]") {
    World world;
    world.admit("GH");
    const Asker first = founded(world);

    const Decision invited = invite(world, first, "GH", v1::FOCAL_POINT, 2);
    enrol(world, 2, 2);

    CHECK(!invited.events.front().person_invited().founding());
    CHECK(approve(world, 2, first).events.front().has_key_confirmed());
    CHECK(code_of(approve(world, 2, first)) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!is_in(world, 2));
}

TEST_CASE("from the second of the secretariat on two must agree for ever", "[domain][invitation]") {
    World world;
    world.admit("GH");
    const Asker first = founded(world);
    invite(world, first, "support-unit", v1::SUPPORT, 2);
    invite(world, first, "support-unit", v1::SUPPORT, 3);
    enrol(world, 2, 2);
    enrol(world, 3, 3);
    approve(world, 2, first);
    const Asker second = owner(world, 2);

    // Invited while founding, approved too late for that.
    CHECK(approve(world, 3, first).events.front().has_key_confirmed());
    CHECK(code_of(approve(world, 3, first)) == v1::Refusal::APPROVAL_REQUIRED);
    const Decision approved = approve(world, 3, second);
    REQUIRE(!approved.refusal);
    REQUIRE(approved.events.front().key_added().approvals_size() == 2);
    CHECK(approved.events.front().key_added().approvals(0) == first.person.str());
    CHECK(approved.events.front().key_added().approvals(1) == second.person.str());

    // All but one lost: no falling back to the founding, nor when they are no support any more.
    for (const Asker& lost : {second, owner(world, 3)}) {
        v1::Command leave = world.command();
        leave.mutable_change_roles()->set_person(lost.person.str());
        REQUIRE(!world.submit(leave, first).refusal);
    }
    const Decision again = invite(world, first, "support-unit", v1::SUPPORT, 4);
    CHECK(!again.events.front().person_invited().founding());
    enrol(world, 4, 4);
    approve(world, 4, first);
    CHECK(code_of(approve(world, 4, first)) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!is_in(world, 4));
}

TEST_CASE(
    "fault 71: one person of the secretariat never adds a key alone", "[domain][invitation]"
) {
    SmallCoalition small;
    World& world = small.world;
    const Asker colleague = world.person("support-unit", {v1::SUPPORT});
    invite(world, small.support, "GH", v1::FOCAL_POINT, 1);
    enrol(world, 1, 1);

    // To have invited is no confirmation: whoever did may be the first, and says so.
    const Decision first = approve(world, 1, small.support);
    REQUIRE(first.events.size() == 1);
    CHECK(first.events.front().key_confirmed().by() == small.support.person.str());
    CHECK(!is_in(world, 1));

    const Decision alone = approve(world, 1, small.support);
    CHECK(code_of(alone) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!alone.refusal->who_may().empty());
    CHECK(code_of(approve(world, 1, small.lead)) == v1::Refusal::FORBIDDEN);
    const Decision second = approve(world, 1, colleague);
    REQUIRE(!second.refusal);
    CHECK(second.events.front().key_added().approvals_size() == 2);
    CHECK(is_in(world, 1));
    CHECK(code_of(approve(world, 1, colleague)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE("nobody of the secretariat confirms a key of its own", "[domain][invitation]") {
    SmallCoalition small;
    World& world = small.world;
    const Asker colleague = world.person("support-unit", {v1::SUPPORT});
    world.person("support-unit", {v1::SUPPORT});
    recover(world, small.support, colleague, 1);
    enrol(world, 1, 1);

    CHECK(code_of(approve(world, 1, colleague)) == v1::Refusal::APPROVAL_REQUIRED);
    approve(world, 1, small.support);
    CHECK(code_of(approve(world, 1, colleague)) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!is_in(world, 1));
}

TEST_CASE(
    "a confirmation counts while its giver acts for the secretariat", "[domain][invitation]"
) {
    SmallCoalition small;
    World& world = small.world;
    const Asker second = world.person("support-unit", {v1::SUPPORT});
    const Asker third = world.person("support-unit", {v1::SUPPORT});
    invite(world, small.support, "GH", v1::FOCAL_POINT, 1);
    enrol(world, 1, 1);
    approve(world, 1, second);
    revoke(world, second.key, third);

    // Its key was stolen, perhaps when it confirmed: the next one is a first again.
    CHECK(approve(world, 1, third).events.front().has_key_confirmed());
    CHECK(!is_in(world, 1));
    CHECK(approve(world, 1, small.support).events.front().has_key_added());
    CHECK(is_in(world, 1));
}

TEST_CASE("an invitation brings up to four keys at once", "[domain][invitation]") {
    SmallCoalition small;
    World& world = small.world;
    const Asker colleague = world.person("support-unit", {v1::SUPPORT});
    invite(world, small.support, "GH", v1::FOCAL_POINT, 1);
    v1::Command command = enrolment(world, 1, 1);
    *command.mutable_enrol_key()->add_more() = passkey(2);
    *command.mutable_enrol_key()->add_more() = World::key_of(1003);

    const Decision enrolled = world.submit(command, server);
    REQUIRE(enrolled.events.size() == 3);
    for (const std::uint64_t number : {1u, 2u, 3u})
        CHECK(owner(world, number).person == owner(world, 1).person);
    CHECK(code_of(enrol(world, 1, 4)) == v1::Refusal::INVITATION_INVALID);
    CHECK(
        world.state.coalition.key_of_credential("credential 2")->person == owner(world, 1).person
    );

    // Each of them is confirmed by itself.
    approve(world, 2, small.support);
    approve(world, 2, colleague);
    CHECK(is_in(world, 2));
    CHECK(!is_in(world, 1));
}

TEST_CASE("fault 72: no key and no passkey comes under a second name", "[domain][invitation]") {
    SmallCoalition small;
    World& world = small.world;
    for (const std::uint64_t number : {1u, 2u, 3u})
        invite(world, small.support, "GH", v1::FOCAL_POINT, number);
    v1::Command first = enrolment(world, 1, 1);
    *first.mutable_enrol_key()->mutable_key() = passkey(1);
    REQUIRE(!world.submit(first, server).refusal);
    revoke(world, digest_of("key", 1001), small.support);

    // Not the same key, also when it is revoked, nor the same authenticator with another key.
    v1::Command again = enrolment(world, 2, 2);
    *again.mutable_enrol_key()->add_more() = passkey(1);
    CHECK(code_of(world.decide(again, server)) == v1::Refusal::WRONG_STATE);
    again.mutable_enrol_key()->mutable_more(0)->set_fingerprint(digest_of("key", 1077).str());
    CHECK(code_of(world.decide(again, server)) == v1::Refusal::WRONG_STATE);
    again = enrolment(world, 2, 2);
    *again.mutable_enrol_key()->add_more() = World::key_of(1002);
    CHECK(code_of(world.decide(again, server)) == v1::Refusal::WRONG_STATE);
    CHECK(!enrol(world, 2, 2).refusal); // The code was not used up by the attempts.
}

TEST_CASE(
    "a passkey says which host it answers to and a device key does not", "[domain][invitation]"
) {
    SmallCoalition small;
    invite(small.world, small.support, "GH", v1::FOCAL_POINT, 1);
    v1::Command command = enrolment(small.world, 1, 1);
    v1::Key& key = *command.mutable_enrol_key()->mutable_key();

    key.set_rp_id("tocsin.example");
    CHECK(small.world.decide(command, server).refusal->field() == "key.rp_id");
    key.clear_rp_id();
    key.set_credential_id("credential");
    CHECK(small.world.decide(command, server).refusal->field() == "key.rp_id");
    key.clear_credential_id();
    key.set_algorithm(v1::Key::ES256);
    CHECK(small.world.decide(command, server).refusal->field() == "key.algorithm");
}

TEST_CASE("until it is confirmed a key logs in nowhere", "[domain][invitation]") {
    SmallCoalition small;
    const Asker colleague = small.world.person("support-unit", {v1::SUPPORT});
    const std::string alert = small.issued(shutdown_in("MM"));
    invite(small.world, small.support, "GH", v1::FOCAL_POINT, 1);
    enrol(small.world, 1, 1);

    CHECK(code_of(small.acknowledge(alert, owner(small.world, 1))) == v1::Refusal::FORBIDDEN);
    approve(small.world, 1, small.support);
    CHECK(code_of(small.acknowledge(alert, owner(small.world, 1))) == v1::Refusal::FORBIDDEN);
    approve(small.world, 1, colleague);
    CHECK(!small.acknowledge(alert, owner(small.world, 1)).refusal);
}

TEST_CASE("an invitation is good once and for a limited time", "[domain][invitation]") {
    SmallCoalition small;
    World& world = small.world;
    invite(world, small.support, "GH", v1::FOCAL_POINT, 1);
    invite(world, small.support, "GH", v1::FOCAL_POINT, 2);
    REQUIRE(!enrol(world, 1, 1).refusal);
    const Decision used = enrol(world, 1, 2);
    const Decision unknown = enrol(world, 77, 2);
    world.now += 72h;
    const Decision expired = enrol(world, 2, 2);

    // One wording, so that trying teaches nothing.
    for (const Decision& decision : {used, unknown, expired}) {
        CHECK(decision.events.empty());
        CHECK(decision.refusal->SerializeAsString() == used.refusal->SerializeAsString());
    }
    CHECK(code_of(used) == v1::Refusal::INVITATION_INVALID);
}

TEST_CASE("an invitation dies with the membership of its party", "[domain][invitation]") {
    SmallCoalition small;
    invite(small.world, small.support, "GH", v1::FOCAL_POINT, 1);
    small.world.withdraw("GH", small.world.now);

    CHECK(code_of(enrol(small.world, 1, 1)) == v1::Refusal::INVITATION_INVALID);
    CHECK(
        code_of(invite(small.world, small.support, "GH", v1::FOCAL_POINT, 2)) ==
        v1::Refusal::INVALID_FIELD
    );
}

TEST_CASE("a key belongs to one person", "[domain][invitation]") {
    SmallCoalition small;
    invite(small.world, small.support, "GH", v1::FOCAL_POINT, 1);
    invite(small.world, small.support, "NO", v1::FOCAL_POINT, 2);
    enrol(small.world, 1, 1);

    CHECK(code_of(enrol(small.world, 2, 1)) == v1::Refusal::WRONG_STATE);
    CHECK(!enrol(small.world, 2, 2).refusal); // The code was not used up by the attempt.
}

TEST_CASE("only the secretariat invites and only into roles that fit", "[domain][invitation]") {
    SmallCoalition small;
    World& world = small.world;

    CHECK(code_of(invite(world, small.lead, "NL", v1::FOCAL_POINT, 1)) == v1::Refusal::FORBIDDEN);
    CHECK(invite(world, small.support, "GH", v1::SUPPORT, 1).refusal->field() == "roles");
    CHECK(invite(world, small.support, "civil-network", v1::CHAIR, 1).refusal->field() == "roles");
    v1::Command both = world.command();
    both.mutable_invite_person()->set_party("GH");
    both.mutable_invite_person()->add_roles(v1::FOCAL_POINT);
    both.mutable_invite_person()->add_roles(v1::AUDITOR);
    CHECK(world.decide(both, small.support).refusal->field() == "roles");
    CHECK(!invite(world, small.support, "civil-network", v1::LEAD, 1).refusal);
}

TEST_CASE("a key is revoked by its own party or the secretariat", "[domain][invitation]") {
    SmallCoalition small;
    v1::Command revoke = small.world.command();
    revoke.mutable_revoke_key()->set_fingerprint(small.ghana.key.str());
    revoke.mutable_revoke_key()->set_reason("The device was lost.");

    CHECK(code_of(small.world.decide(revoke, small.norway)) == v1::Refusal::FORBIDDEN);
    CHECK(!small.world.decide(revoke, small.ghana_deputy).refusal);
    CHECK(!small.world.submit(revoke, small.support).refusal);
    CHECK(code_of(small.world.decide(revoke, small.support)) == v1::Refusal::WRONG_STATE);
    const KeyRecord& key = *small.world.state.coalition.key(small.ghana.key);
    CHECK(key.revoked_because == "The device was lost.");
}

TEST_CASE("persons are seeded in exercises only", "[domain][invitation]") {
    v1::Command seed;
    v1::SeedPerson& command = *seed.mutable_seed_person();
    command.mutable_person()->set_person(person_of(7).str());
    command.mutable_person()->set_party("GH");
    command.mutable_person()->add_roles(v1::FOCAL_POINT);
    *command.mutable_key() = World::key_of(7);
    World actual;
    World exercise(Founding::exercise_only);
    actual.admit("GH");
    exercise.admit("GH");

    CHECK(code_of(actual.decide(seed, server)) == v1::Refusal::FORBIDDEN);
    const Decision seeded = exercise.submit(seed, server);
    REQUIRE(seeded.events.size() == 2);
    CHECK(exercise.state.coalition.keys.at(digest_of("key", 7)).is_active(exercise.now));
    CHECK(code_of(exercise.decide(seed, server)) == v1::Refusal::WRONG_STATE);

    // A second key of the same person.
    *command.mutable_key() = World::key_of(8);
    CHECK(exercise.submit(seed, server).events.size() == 1);
    CHECK(exercise.state.coalition.person(person_of(7))->keys.size() == 2);
}
