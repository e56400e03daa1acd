// Log-in by passkey and by OpenSSH key.
// SPDX-License-Identifier: Apache-2.0
#include "server/identity/verifier.hpp"
#include "tests/identity/passkeys.hpp"
#include "tests/support/openssh.hpp"

#include <algorithm>
#include <ctime>
#include <functional>

using namespace tocsin;
using namespace tocsin::test;
using storage::KeyAlgorithm;

namespace {

struct PasskeyHouse : House {
    PasskeyHouse() { add_key(facts_of(passkey), ama); }

    std::variant<identity::Caller, v1::Refusal> log_in() {
        return identity.authenticate(assertion(passkey, front), front.nonce, front.exporter);
    }

    Authenticator passkey{KeyAlgorithm::es256};
    Door front = door(1);
};

v1::Authenticate openssh_answer(const Device& device, const Door& door, Instant at) {
    auto proof = answer(device, door, at);
    wire::AuthText text;
    text.origin = "tocsin.example/log";
    text.server_nonce = door.nonce;
    text.client_nonce.octets.fill(0x42);
    text.exporter = door.exporter;
    text.key = device.fingerprint;
    text.time_seconds = to_ms(at) / 1'000;
    SshSignature ssh;
    ssh.name_space = "auth@tocsin.example";
    proof.set_form(v1::SignedText::OPENSSH);
    proof.set_signature(ssh.sign(device.key, wire::render(text)));
    return proof;
}

std::clock_t time_of(const std::function<void()>& act) {
    const std::clock_t before = std::clock();
    for (int i = 0; i < 5; ++i)
        act();
    return std::clock() - before;
}

// Medians of many, taken in turns: a processor that changes its pace changes it for both.
double ratio_of(const std::function<void()>& one, const std::function<void()>& other) {
    constexpr std::size_t rounds = 61;
    std::vector<std::clock_t> ones, others;
    for (std::size_t i = 0; i < rounds; ++i) {
        ones.push_back(time_of(one));
        others.push_back(time_of(other));
    }
    for (auto* series : {&ones, &others})
        std::nth_element(series->begin(), series->begin() + rounds / 2, series->end());
    return double(ones[rounds / 2]) / double(others[rounds / 2]);
}

} // namespace

TEST_CASE("a passkey logs its person in", "[identity][passkey]") {
    PasskeyHouse house;

    const auto outcome = house.log_in();

    REQUIRE(std::holds_alternative<identity::Caller>(outcome));
    const auto& caller = std::get<identity::Caller>(outcome);
    CHECK(caller.person == house.ama);
    CHECK(caller.key == house.passkey.fingerprint());
    CHECK(caller.verified == house.world.now);
    CHECK(house.identity.still_valid(caller));
    CHECK(house.identity.uses().last_used(caller.key) == house.world.now);
    CHECK(house.kept.uses.at(caller.key).sign_count == 1);
}

TEST_CASE("an Ed25519 passkey logs in as well", "[identity][passkey]") {
    House house;
    const Authenticator passkey(KeyAlgorithm::ed25519, 7);
    house.add_key(facts_of(passkey), house.ama);
    const Door front = door(1);

    const auto outcome =
        house.identity.authenticate(assertion(passkey, front), front.nonce, front.exporter);

    CHECK(std::holds_alternative<identity::Caller>(outcome));
}

TEST_CASE(
    "fault 65: a passkey of another page, another site or nobody verified is refused",
    "[identity][passkey]"
) {
    const auto told = [](const std::function<void(PasskeyHouse&)>& change) {
        PasskeyHouse house;
        change(house);
        const auto refusal = refused(house.log_in());
        CHECK(refusal.code() == v1::Refusal::AUTH_FAILED);
        return refusal.SerializeAsString();
    };
    const std::string unknown =
        told([](PasskeyHouse& house) { house.passkey.credential_id = "never seen here"; });

    CHECK(told([](PasskeyHouse& house) { house.passkey.origin = "https://evil.test"; }) == unknown);
    CHECK(told([](PasskeyHouse& house) { house.passkey.rp_id = "evil.test"; }) == unknown);
    CHECK(told([](PasskeyHouse& house) { house.passkey.flags = Authenticator::up; }) == unknown);
    CHECK(told([](PasskeyHouse& house) { house.passkey.flags |= Authenticator::bs; }) == unknown);
}

TEST_CASE(
    "fault 60: a passkey's answer to one challenge is none to another", "[identity][passkey]"
) {
    PasskeyHouse house;
    const auto replayed = assertion(house.passkey, house.front);

    const auto outcome = house.identity.authenticate(replayed, door(2).nonce, house.front.exporter);

    CHECK(refused(outcome).code() == v1::Refusal::AUTH_FAILED);
}

TEST_CASE("fault 65: a passkey that counts back is refused and noted", "[identity][passkey]") {
    PasskeyHouse house;
    house.passkey.counter = 9;
    REQUIRE(std::holds_alternative<identity::Caller>(house.log_in()));

    for (const std::uint32_t counter : {9u, 8u, 0u}) {
        house.passkey.counter = counter;
        CHECK(refused(house.log_in()).code() == v1::Refusal::AUTH_FAILED);
    }

    REQUIRE(house.notes.size() == 3);
    CHECK(house.notes.front().kind() == v1::SecurityNoted::SIGN_COUNT_REGRESSED);
    CHECK(house.notes.front().fingerprint() == house.passkey.fingerprint().view());
    CHECK(house.notes.front().person() == house.ama.view());
    house.passkey.counter = 10;
    CHECK(std::holds_alternative<identity::Caller>(house.log_in()));
}

TEST_CASE("a passkey that never counts is no copy", "[identity][passkey]") {
    PasskeyHouse house;
    house.passkey.counter = 0;

    CHECK(std::holds_alternative<identity::Caller>(house.log_in()));
    CHECK(std::holds_alternative<identity::Caller>(house.log_in()));
    CHECK(house.notes.empty());
}

TEST_CASE(
    "fault 63: an unknown credential and a bad signature take the same work", "[identity][passkey]"
) {
    PasskeyHouse house;
    Authenticator other(KeyAlgorithm::es256, 9);
    auto unknown = assertion(other, house.front);
    auto forged = unknown;
    forged.set_credential_id(house.passkey.credential_id);
    const auto ask = [&](const v1::Authenticate& proof) {
        return refused(house.identity.authenticate(proof, house.front.nonce, std::nullopt));
    };

    CHECK(ask(unknown).SerializeAsString() == ask(forged).SerializeAsString());
    const double ratio = ratio_of([&] { ask(unknown); }, [&] { ask(forged); });
    CHECK(ratio > 0.7);
    CHECK(ratio < 1.4);
}

TEST_CASE("the registration of a passkey logs nobody in", "[identity][passkey]") {
    PasskeyHouse house;
    const auto proof = registration(house.passkey, house.front);

    const auto outcome = house.identity.authenticate(proof, house.front.nonce, std::nullopt);

    CHECK(refused(outcome).code() == v1::Refusal::INVALID_FIELD);
}

TEST_CASE("a passkey is not used as a device key nor the other way", "[identity][passkey]") {
    PasskeyHouse house;
    auto raw = answer(house.device, house.front, house.world.now);
    raw.set_key_fingerprint(house.passkey.fingerprint().str());
    CHECK(
        refused(house.identity.authenticate(raw, house.front.nonce, house.front.exporter)).code() ==
        v1::Refusal::AUTH_FAILED
    );
    auto key = house.device.facts();
    key.set_credential_id("no passkey's");
    house.add_key(key, house.ama);
    auto proof = assertion(house.passkey, house.front);
    proof.set_credential_id("no passkey's");
    CHECK(
        refused(house.identity.authenticate(proof, house.front.nonce, house.front.exporter))
            .code() == v1::Refusal::AUTH_FAILED
    );
}

TEST_CASE("an OpenSSH key logs its person in", "[identity][openssh]") {
    House house;
    const Door front = door(1);

    const auto proof = openssh_answer(house.device, front, house.world.now);
    CHECK(std::holds_alternative<identity::Caller>(
        house.identity.authenticate(proof, front.nonce, front.exporter)
    ));

    CHECK(
        refused(house.identity.authenticate(proof, door(2).nonce, front.exporter)).code() ==
        v1::Refusal::AUTH_FAILED
    );
    auto for_signing = proof;
    SshSignature ssh; // sign-on@: made for something else
    for_signing.set_signature(ssh.sign(house.device.key, "anything"));
    CHECK(
        refused(house.identity.authenticate(for_signing, front.nonce, front.exporter)).code() ==
        v1::Refusal::AUTH_FAILED
    );
}

TEST_CASE(
    "fault 63: whether a published OpenSSH key is known here cannot be timed", "[identity][openssh]"
) {
    House house;
    const Door front = door(1);
    const Device stranger(9);
    auto known = openssh_answer(house.device, front, house.world.now);
    auto unknown = openssh_answer(stranger, front, house.world.now);
    // Somebody who knows both public keys and has neither: the text is another than was signed.
    known.set_time_seconds(known.time_seconds() - 1);
    unknown.set_time_seconds(unknown.time_seconds() - 1);
    const auto ask = [&](const v1::Authenticate& proof) {
        return refused(house.identity.authenticate(proof, front.nonce, front.exporter));
    };

    CHECK(ask(known).SerializeAsString() == ask(unknown).SerializeAsString());
    const double ratio = ratio_of([&] { ask(known); }, [&] { ask(unknown); });
    CHECK(ratio > 0.7);
    CHECK(ratio < 1.4);
}
