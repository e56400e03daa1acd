// One to four keys with one invitation, each proven in its own way; and the new key of a person who
// has one already.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/key_text.hpp"
#include "server/identity/verifier.hpp"
#include "storage/sha256.hpp"
#include "tests/identity/passkeys.hpp"
#include "tests/support/openssh.hpp"

#include <functional>

using namespace tocsin;
using namespace tocsin::test;
using storage::KeyAlgorithm;

namespace {

struct Newcomer {
    Newcomer() {
        passkey.counter = 0;
        synced.flags |= Authenticator::be | Authenticator::bs;
    }

    // A device, a passkey, and a passkey that is synced.
    v1::Enrol enrolment() {
        v1::Enrol enrol;
        enrol.set_code(identity::mint_code(house.rng));
        *enrol.mutable_key() = fresh.facts();
        *enrol.mutable_proof() = answer(fresh, front, house.world.now);
        for (Authenticator* one : {&passkey, &synced}) {
            v1::Enrol::More& more = *enrol.add_more();
            *more.mutable_key() = facts_of(*one);
            *more.mutable_proof() = registration(*one, front);
        }
        return enrol;
    }

    std::variant<v1::Command, v1::Refusal> enrol(const v1::Enrol& enrol) {
        return house.identity.enrol(enrol, front.nonce, front.exporter);
    }

    v1::Refusal refusal(const std::function<void(v1::Enrol&)>& change) {
        auto changed = enrolment();
        change(changed);
        auto outcome = enrol(changed);
        REQUIRE(std::holds_alternative<v1::Refusal>(outcome));
        return std::get<v1::Refusal>(outcome);
    }

    House house;
    Device fresh{2};
    Authenticator passkey{KeyAlgorithm::es256, 3};
    Authenticator synced{KeyAlgorithm::ed25519, 4};
    Door front = door(1);
};

} // namespace

TEST_CASE("an invitation is answered with several keys, each proven", "[identity][enrol]") {
    Newcomer newcomer;
    const auto enrol = newcomer.enrolment();

    const auto outcome = newcomer.enrol(enrol);

    REQUIRE(std::holds_alternative<v1::Command>(outcome));
    const auto& enrolling = std::get<v1::Command>(outcome).enrol_key();
    CHECK(enrolling.key().fingerprint() == newcomer.fresh.fingerprint.view());
    REQUIRE(enrolling.more_size() == 2);
    CHECK(enrolling.more(0).fingerprint() == newcomer.passkey.fingerprint().view());
    CHECK(enrolling.more(0).rp_id() == "tocsin.example");
    CHECK_FALSE(enrolling.more(0).synced());
    CHECK(enrolling.more(1).synced()); // As the passkey said, whatever the page did.
    CHECK(enrolling.code_sha256() == identity::code_hash(enrol.code())->view());
    CHECK(enrolling.recovery_sha256().empty());
}

TEST_CASE("one key that is not proven and none is enrolled", "[identity][enrol]") {
    Newcomer newcomer;
    const Authenticator thief(KeyAlgorithm::es256, 9);
    const auto code = [&](const std::function<void(v1::Enrol&)>& change) {
        return newcomer.refusal(change).code();
    };

    CHECK(code([&](v1::Enrol& enrol) {
              *enrol.mutable_more(0)->mutable_proof() = registration(newcomer.passkey, door(2));
          }) == v1::Refusal::AUTH_FAILED);
    CHECK(code([&](v1::Enrol& enrol) { // another key than the passkey made
              *enrol.mutable_more(0)->mutable_key() = facts_of(thief);
          }) == v1::Refusal::AUTH_FAILED);
    CHECK(code([&](v1::Enrol& enrol) {
              enrol.mutable_more(0)->mutable_key()->set_credential_id("another");
          }) == v1::Refusal::AUTH_FAILED);
    CHECK(code([&](v1::Enrol& enrol) { // a log-in is no registration
              *enrol.mutable_more(0)->mutable_proof() = assertion(newcomer.passkey, newcomer.front);
          }) == v1::Refusal::INVALID_FIELD);
    CHECK(code([&](v1::Enrol& enrol) {
              *enrol.mutable_more(1) = enrol.more(0);
          }) == v1::Refusal::INVALID_FIELD);
    CHECK(code([&](v1::Enrol& enrol) {
              enrol.mutable_more(0)->mutable_key()->set_rp_id("evil.test");
          }) == v1::Refusal::INVALID_FIELD);
    CHECK(code([&](v1::Enrol& enrol) {
              enrol.mutable_key()->set_rp_id("tocsin.example");
          }) == v1::Refusal::INVALID_FIELD);
    CHECK(code([&](v1::Enrol& enrol) { // a device key proves itself, it is not registered
              enrol.mutable_proof()->set_form(v1::SignedText::PASSKEY_CREATED);
          }) == v1::Refusal::INVALID_FIELD);
}

TEST_CASE("an OpenSSH key is enrolled by its own signature", "[identity][enrol]") {
    Newcomer newcomer;
    auto enrol = newcomer.enrolment();
    enrol.clear_more();
    wire::AuthText text;
    text.origin = "tocsin.example/log";
    text.server_nonce = newcomer.front.nonce;
    text.client_nonce.octets.fill(0x42);
    text.exporter = newcomer.front.exporter;
    text.key = newcomer.fresh.fingerprint;
    text.time_seconds = to_ms(newcomer.house.world.now) / 1'000;
    SshSignature ssh;
    ssh.name_space = "auth@tocsin.example";
    ssh.security_key = true;
    enrol.mutable_proof()->set_form(v1::SignedText::OPENSSH);
    enrol.mutable_proof()->set_signature(ssh.sign(newcomer.fresh.key, wire::render(text)));

    CHECK(std::holds_alternative<v1::Command>(newcomer.enrol(enrol)));

    ssh.flags = 0; // nobody touched it
    enrol.mutable_proof()->set_signature(ssh.sign(newcomer.fresh.key, wire::render(text)));
    CHECK(std::holds_alternative<v1::Refusal>(newcomer.enrol(enrol)));
}

TEST_CASE("a printed code travels as its hash", "[identity][enrol]") {
    Newcomer newcomer;
    auto enrol = newcomer.enrolment();
    const std::string printed = identity::mint_code(newcomer.house.rng);
    enrol.set_recovery_code(printed);

    const auto outcome = newcomer.enrol(enrol);

    REQUIRE(std::holds_alternative<v1::Command>(outcome));
    CHECK(
        std::get<v1::Command>(outcome).enrol_key().recovery_sha256() ==
        identity::code_hash(printed)->view()
    );
}

namespace {

// Ama, who has a device, makes a passkey; both sign for it.
struct Rotation {
    Rotation() {
        REQUIRE(storage::init_crypto());
        domain::KeyText text;
        text.origin = "tocsin.example/log";
        text.person.octets.fill(5);
        text.new_key = fresh.fingerprint();
        text.key = device.fingerprint;
        text.time_seconds = 1'795'286'400;
        bytes = domain::render(text);
        *adding.mutable_key() = facts_of(fresh);
        adding.mutable_cosignature()->set_text(bytes);
        adding.mutable_cosignature()->set_algorithm(v1::Key::ED25519);
        adding.mutable_cosignature()->set_signature(device.key.sign(bytes).str());
        say(*adding.mutable_possession(), fresh.sign(bytes));
        adding.mutable_possession()->set_form(v1::SignedText::PASSKEY);
    }

    void say(v1::SignedText& text, const storage::SignatureBytes& said) const {
        text.set_text(bytes);
        text.set_algorithm(v1::Key::ES256);
        text.set_signature(said.signature);
        text.set_authenticator_data(said.authenticator_data);
        text.set_client_data_json(said.client_data_json);
    }

    std::optional<v1::Refusal> verify() const {
        return identity::verify_own_key(adding, device.facts(), {"https://tocsin.example"});
    }

    Device device{1};
    Authenticator fresh{KeyAlgorithm::es256, 6};
    std::string bytes;
    v1::AddOwnKey adding;
};

} // namespace

TEST_CASE("a new key is signed for by an old one and by itself", "[identity][rotation]") {
    const Rotation rotation;
    const auto refusal = rotation.verify();
    if (refusal) FAIL(refusal->why());

    // Whoever knows the new key's public half can write its registration.
    Rotation by_registration;
    by_registration.say(
        *by_registration.adding.mutable_possession(),
        by_registration.fresh.create(storage::sha256({by_registration.bytes}).view())
    );
    by_registration.adding.mutable_possession()->set_form(v1::SignedText::PASSKEY_CREATED);
    CHECK(by_registration.verify());
}

TEST_CASE("a new key that the old one did not sign for is refused", "[identity][rotation]") {
    const auto code = [](const std::function<void(Rotation&)>& change) {
        Rotation rotation;
        change(rotation);
        const auto refusal = rotation.verify();
        REQUIRE(refusal);
        return refusal->code();
    };

    CHECK(code([](Rotation& rotation) {
              rotation.adding.mutable_cosignature()->set_signature(
                  Device(9).key.sign(rotation.bytes).str()
              );
          }) == v1::Refusal::BAD_SIGNATURE);
    CHECK(code([](Rotation& rotation) { // nobody's signature: whoever knows the key can write it
              *rotation.adding.mutable_cosignature() = rotation.adding.possession();
          }) == v1::Refusal::BAD_SIGNATURE);
    CHECK(code([](Rotation& rotation) {
              rotation.adding.mutable_possession()->clear_client_data_json();
          }) == v1::Refusal::BAD_SIGNATURE);
    CHECK(code([](Rotation& rotation) {
              *rotation.adding.mutable_key() = facts_of(Authenticator(KeyAlgorithm::es256, 8));
          }) == v1::Refusal::INVALID_FIELD);
    CHECK(code([](Rotation& rotation) {
              rotation.adding.mutable_possession()->set_text(rotation.bytes + "\n");
          }) == v1::Refusal::MALFORMED);
    CHECK(code([](Rotation& rotation) {
              rotation.adding.mutable_cosignature()->set_text("tocsin.example/auth/v1\n");
              rotation.adding.mutable_possession()->set_text("tocsin.example/auth/v1\n");
          }) == v1::Refusal::MALFORMED);
}
