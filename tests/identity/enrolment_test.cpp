// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/identity/devices.hpp"

using namespace tocsin;
using namespace tocsin::test;

namespace {

// A stranger with a fresh device and a code.
v1::Enrol enrolment(const Device& device, const Door& door, Instant at, const std::string& code) {
    v1::Enrol enrol;
    enrol.set_code(code);
    *enrol.mutable_key() = device.facts();
    *enrol.mutable_proof() = answer(device, door, at);
    return enrol;
}

v1::Refusal refused_enrolment(House& house, const v1::Enrol& enrol, const Door& door) {
    const auto outcome = house.identity.enrol(enrol, door.nonce, door.exporter);
    REQUIRE(std::holds_alternative<v1::Refusal>(outcome));
    return std::get<v1::Refusal>(outcome);
}

// Decided by the server for the stranger, and folded.
std::optional<v1::Refusal> submit(House& house, const v1::Enrol& enrol, const Door& door) {
    const auto outcome = house.identity.enrol(enrol, door.nonce, door.exporter);
    REQUIRE(std::holds_alternative<v1::Command>(outcome));
    return house.world.submit(std::get<v1::Command>(outcome), test::server).refusal;
}

// Invites somebody for Ghana with this code.
void invite(House& house, const std::string& code, Instant expires_at) {
    v1::Event event;
    auto& invited = *event.mutable_person_invited();
    invited.set_person(person_of(77).str());
    invited.set_party("GH");
    invited.add_roles(v1::FOCAL_POINT);
    invited.set_code_sha256(identity::code_hash(code)->str());
    invited.set_expires_at(to_ms(expires_at));
    house.world.record(std::move(event), house.ama);
}

} // namespace

TEST_CASE("a stranger with a code brings a key that waits for approval", "[identity]") {
    House house;
    const Door front = door(1);
    const Device fresh(2);
    const std::string code = identity::mint_code(house.rng);
    invite(house, code, house.world.now + 1h);

    CHECK(!submit(house, enrolment(fresh, front, house.world.now, code), front));

    CHECK(house.world.state.coalition.persons.at(person_of(77)).waiting.contains(fresh.fingerprint)
    );
    const auto login = house.identity.authenticate(
        answer(fresh, front, house.world.now), front.nonce, front.exporter
    );
    CHECK(refused(login).code() == v1::Refusal::AUTH_FAILED);
}

TEST_CASE("fault 66: a code used or expired or guessed is refused in one wording", "[identity]") {
    House house;
    const Door front = door(1);
    const std::string used = identity::mint_code(house.rng);
    invite(house, used, house.world.now + 1h);
    REQUIRE(!submit(house, enrolment(Device(2), front, house.world.now, used), front));

    const auto again = submit(house, enrolment(Device(3), front, house.world.now, used), front);
    const std::string old = identity::mint_code(house.rng);
    invite(house, old, house.world.now - 1ms);
    const auto expired = submit(house, enrolment(Device(4), front, house.world.now, old), front);
    const std::string guess = identity::mint_code(house.rng);
    const auto guessed = submit(house, enrolment(Device(5), front, house.world.now, guess), front);
    const auto garbage =
        submit(house, enrolment(Device(6), front, house.world.now, "letmein"), front);

    REQUIRE(again);
    CHECK(again->code() == v1::Refusal::INVITATION_INVALID);
    for (const auto& other : {expired, guessed, garbage}) {
        REQUIRE(other);
        CHECK(other->SerializeAsString() == again->SerializeAsString());
    }
}

TEST_CASE("fault 66: two who race with one code cannot both use it", "[identity]") {
    House house;
    const Door front = door(1), back = door(2);
    const std::string code = identity::mint_code(house.rng);
    invite(house, code, house.world.now + 1h);

    // Both passed the door before either was decided.
    const auto first = house.identity.enrol(
        enrolment(Device(2), front, house.world.now, code), front.nonce, front.exporter
    );
    const auto second = house.identity.enrol(
        enrolment(Device(3), back, house.world.now, code), back.nonce, back.exporter
    );

    CHECK(!house.world.submit(std::get<v1::Command>(first), test::server).refusal);
    const auto late = house.world.submit(std::get<v1::Command>(second), test::server);
    REQUIRE(late.refusal);
    CHECK(late.refusal->code() == v1::Refusal::INVITATION_INVALID);
    CHECK(late.events.empty());
}

TEST_CASE("a code is accepted however it was copied", "[identity]") {
    House house;
    const Door front = door(1);
    const std::string code = identity::mint_code(house.rng);
    std::string copied;
    for (const char c : code)
        copied += c == '-' ? ' ' : static_cast<char>(std::tolower(c));

    CHECK(code.size() == 39);
    CHECK(identity::code_hash(copied) == identity::code_hash(code));
    CHECK(!identity::code_hash(code + "X"));
    CHECK(identity::mint_code(house.rng) != code);
    invite(house, code, house.world.now + 1h);
    CHECK(!submit(house, enrolment(Device(2), front, house.world.now, copied), front));
}

TEST_CASE(
    "the key enrolled must be the key that signs and the one its fingerprint names", "[identity]"
) {
    House house;
    const Door front = door(1);
    const Device fresh(2), other(3);
    const std::string code = identity::mint_code(house.rng);
    const auto honest = enrolment(fresh, front, house.world.now, code);

    auto renamed = honest;
    renamed.mutable_key()->set_fingerprint(other.fingerprint.str());
    CHECK(refused_enrolment(house, renamed, front).field() == "enrol.key.fingerprint");

    auto proved_by_other = honest;
    *proved_by_other.mutable_proof() = answer(other, front, house.world.now);
    CHECK(refused_enrolment(house, proved_by_other, front).code() == v1::Refusal::INVALID_FIELD);

    auto forged = honest;
    forged.mutable_proof()->set_signature(answer(other, front, house.world.now).signature());
    CHECK(refused_enrolment(house, forged, front).code() == v1::Refusal::AUTH_FAILED);

    CHECK(refused_enrolment(house, honest, door(2)).code() == v1::Refusal::AUTH_FAILED);

    auto short_key = honest;
    short_key.mutable_key()->set_public_key(std::string(31, 'k'));
    CHECK(refused_enrolment(house, short_key, front).field() == "enrol.key.public_key");

    auto passkey = honest;
    passkey.mutable_key()->set_algorithm(v1::Key::ES256);
    CHECK(refused_enrolment(house, passkey, front).code() == v1::Refusal::UNSUPPORTED);

    const auto late = enrolment(fresh, front, house.world.now - 10min, code);
    CHECK(refused_enrolment(house, late, front).code() == v1::Refusal::CLOCK_SKEW);
}

TEST_CASE("fault 64: keys of small order cannot be enrolled", "[identity]") {
    House house;
    const Door front = door(1);
    for (const char* hex : small_order_keys) {
        INFO(hex);
        auto enrol = enrolment(Device(2), front, house.world.now, identity::mint_code(house.rng));
        enrol.mutable_key()->set_public_key(*from_hex(hex));
        const auto fingerprint = storage::fingerprint("ed25519", enrol.key().public_key());
        enrol.mutable_key()->set_fingerprint(fingerprint.str());
        enrol.mutable_proof()->set_key_fingerprint(fingerprint.str());
        enrol.mutable_proof()->set_signature("\x01" + std::string(63, '\0'));
        CHECK(refused_enrolment(house, enrol, front).code() == v1::Refusal::AUTH_FAILED);
    }
}

TEST_CASE("the hash of a code is that of its twenty bytes", "[identity]") {
    const std::string code = "0000-0000-0000-0000-0000-0000-0000-0000";
    CHECK(identity::code_hash(code) == storage::sha256({std::string(20, '\0')}));
}
