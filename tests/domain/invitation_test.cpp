// How persons and their keys come in, and that no one of the secretariat lets anybody in alone.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

Digest code(std::uint64_t number) {
    return digest_of("code", number);
}

Decision invite_founder(World& world, std::uint64_t number) {
    v1::Command command = world.command();
    command.mutable_invite_founder()->set_code_sha256(code(number).str());
    command.mutable_invite_founder()->set_expires_at(to_ms(world.now + 24h));
    return world.submit(command, server);
}

Decision invite(
    World& world, const Asker& by, const std::string& party, v1::Role role, std::uint64_t number
) {
    v1::Command command = world.command();
    command.mutable_invite_person()->set_party(party);
    command.mutable_invite_person()->add_roles(role);
    command.mutable_invite_person()->set_code_sha256(code(number).str());
    return world.submit(command, by);
}

// Uses invitation `number`; the key gets the number 1000 + key.
Decision enrol(World& world, std::uint64_t number, std::uint64_t key) {
    v1::Command command = world.command();
    command.mutable_enrol_key()->set_code_sha256(code(number).str());
    *command.mutable_enrol_key()->mutable_key() = World::key_of(1000 + key);
    return world.submit(command, server);
}

// Who enrolled that key.
Asker owner(const World& world, std::uint64_t key) {
    const Digest fingerprint = digest_of("key", 1000 + key);
    return {world.state.coalition.keys.at(fingerprint).person, fingerprint};
}

Decision approve(World& world, std::uint64_t key, const Asker& by) {
    const Asker newcomer = owner(world, key);
    v1::Command command = world.command();
    command.mutable_approve_key()->set_person(newcomer.person.str());
    command.mutable_approve_key()->set_fingerprint(newcomer.key.str());
    return world.submit(command, by);
}

// The secretariat's first person, with an active key.
Asker founded(World& world) {
    invite_founder(world, 1);
    enrol(world, 1, 1);
    return owner(world, 1);
}

} // namespace

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
    CHECK(world.state.coalition.keys.at(digest_of("key", 1001)).is_active());
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
    CHECK(!world.state.coalition.keys.at(digest_of("key", 1002)).is_active());
    const Decision approved = approve(world, 2, first);

    CHECK(invited.events.front().person_invited().founding());
    REQUIRE(!approved.refusal);
    CHECK(approved.events.front().key_added().approvals_size() == 1);
    CHECK(world.state.coalition.keys.at(digest_of("key", 1002)).is_active());
}

TEST_CASE("the one of the secretariat lets in no government alone", "[domain][invitation]") {
    World world;
    world.admit("GH");
    const Asker first = founded(world);

    const Decision invited = invite(world, first, "GH", v1::FOCAL_POINT, 2);
    enrol(world, 2, 2);

    CHECK(!invited.events.front().person_invited().founding());
    CHECK(code_of(approve(world, 2, first)) == v1::Refusal::APPROVAL_REQUIRED);
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
    CHECK(code_of(approve(world, 3, first)) == v1::Refusal::APPROVAL_REQUIRED);
    const Decision approved = approve(world, 3, second);
    REQUIRE(!approved.refusal);
    REQUIRE(approved.events.front().key_added().approvals_size() == 2);
    CHECK(approved.events.front().key_added().approvals(0) == first.person.str());
    CHECK(approved.events.front().key_added().approvals(1) == second.person.str());

    // All but one lost: no falling back to the founding.
    for (const Asker& lost : {second, owner(world, 3)}) {
        v1::Command revoke = world.command();
        revoke.mutable_revoke_key()->set_fingerprint(lost.key.str());
        world.submit(revoke, first);
    }
    const Decision again = invite(world, first, "support-unit", v1::SUPPORT, 4);
    CHECK(!again.events.front().person_invited().founding());
    enrol(world, 4, 4);
    CHECK(code_of(approve(world, 4, first)) == v1::Refusal::APPROVAL_REQUIRED);
}

TEST_CASE("one person of the secretariat never adds a key alone", "[domain][invitation]") {
    SmallCoalition small;
    const Asker colleague = small.world.person("support-unit", {v1::SUPPORT});
    invite(small.world, small.support, "GH", v1::FOCAL_POINT, 1);
    enrol(small.world, 1, 1);

    const Decision alone = approve(small.world, 1, small.support);
    CHECK(code_of(alone) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!alone.refusal->who_may().empty());
    CHECK(code_of(approve(small.world, 1, small.lead)) == v1::Refusal::FORBIDDEN);
    CHECK(!approve(small.world, 1, colleague).refusal);
    CHECK(code_of(approve(small.world, 1, colleague)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE("until it is confirmed a key logs in nowhere", "[domain][invitation]") {
    SmallCoalition small;
    const Asker colleague = small.world.person("support-unit", {v1::SUPPORT});
    const std::string alert = small.issued(shutdown_in("MM"));
    invite(small.world, small.support, "GH", v1::FOCAL_POINT, 1);
    enrol(small.world, 1, 1);

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

    CHECK(code_of(small.world.decide(revoke, small.norway)) == v1::Refusal::FORBIDDEN);
    CHECK(!small.world.decide(revoke, small.ghana_deputy).refusal);
    CHECK(!small.world.submit(revoke, small.support).refusal);
    CHECK(code_of(small.world.decide(revoke, small.support)) == v1::Refusal::WRONG_STATE);
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
    CHECK(exercise.state.coalition.keys.at(digest_of("key", 7)).is_active());
    CHECK(code_of(exercise.decide(seed, server)) == v1::Refusal::WRONG_STATE);

    // A second key of the same person.
    *command.mutable_key() = World::key_of(8);
    CHECK(exercise.submit(seed, server).events.size() == 1);
    CHECK(exercise.state.coalition.person(person_of(7))->keys.size() == 2);
}
