// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/identity/devices.hpp"

#include <algorithm>
#include <ctime>
#include <vector>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// S + L of the same signature: it satisfies the equation, and is another string.
std::string malleated(std::string signature) {
    const auto order =
        *from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        carry +=
            static_cast<unsigned char>(signature[32 + i]) + static_cast<unsigned char>(order[i]);
        signature[32 + i] = static_cast<char>(carry & 0xff);
        carry >>= 8;
    }
    return signature;
}

// Processor time of ten such log-ins.
std::clock_t time_of(House& house, const v1::Authenticate& proof, const Door& door) {
    const std::clock_t before = std::clock();
    for (int i = 0; i < 10; ++i) {
        (void)house.identity.authenticate(proof, door.nonce, door.exporter);
    }
    return std::clock() - before;
}

} // namespace

TEST_CASE("a device logs in as the person whose key it holds", "[identity]") {
    House house;
    const Door front = door(1);

    const auto outcome = house.identity.authenticate(
        answer(house.device, front, house.world.now), front.nonce, front.exporter
    );

    REQUIRE(std::holds_alternative<identity::Caller>(outcome));
    const auto& caller = std::get<identity::Caller>(outcome);
    CHECK(caller.person == house.ama);
    CHECK(caller.key == house.device.fingerprint);
    CHECK(!caller.read_only);
    CHECK(house.identity.still_valid(caller));
}

TEST_CASE("a device logs in without TLS of our own as well", "[identity]") {
    House house;
    Door plain = door(1);
    plain.exporter.reset();

    const auto outcome = house.identity.authenticate(
        answer(house.device, plain, house.world.now), plain.nonce, std::nullopt
    );

    CHECK(std::holds_alternative<identity::Caller>(outcome));
}

TEST_CASE("the challenge names the log and the time and the protocol", "[identity]") {
    House house;
    const auto challenge = house.identity.challenge(door(3).nonce, "tocsin 0.1.0");

    CHECK(challenge.nonce() == door(3).nonce.str());
    CHECK(challenge.origin() == "tocsin.example/log");
    CHECK(challenge.server_time() == to_ms(house.world.now));
    CHECK(challenge.protocol_min() == 1);
    CHECK(challenge.protocol_max() == 1);
    CHECK(challenge.server() == "tocsin 0.1.0");
}

TEST_CASE("fault 60: the answer to one challenge opens no other connection", "[identity]") {
    House house;
    const auto proof = answer(house.device, door(1), house.world.now);

    const auto replayed = house.identity.authenticate(proof, door(2).nonce, door(1).exporter);
    CHECK(refused(replayed).code() == v1::Refusal::AUTH_FAILED);
}

TEST_CASE("fault 61: an answer given over somebody else's TLS is refused", "[identity]") {
    House house;
    const auto proof = answer(house.device, door(1), house.world.now);

    const auto relayed = house.identity.authenticate(proof, door(1).nonce, door(2).exporter);
    CHECK(refused(relayed).code() == v1::Refusal::AUTH_FAILED);
    const auto stripped = house.identity.authenticate(proof, door(1).nonce, std::nullopt);
    CHECK(refused(stripped).code() == v1::Refusal::AUTH_FAILED);
    CHECK(house.notes.empty()); // Of any other bad signature these cannot be told.
}

TEST_CASE(
    "fault 61: an answer made for a connection without TLS and given over TLS is noted",
    "[identity]"
) {
    House house;
    Door plain = door(1);
    plain.exporter.reset();
    const auto proof = answer(house.device, plain, house.world.now);
    auto forged = proof;
    forged.set_signature(answer(Device(9), plain, house.world.now).signature());
    const auto unknown = answer(Device(9), plain, house.world.now);

    for (const auto& given : {proof, forged, unknown}) {
        const auto outcome = house.identity.authenticate(given, plain.nonce, door(1).exporter);
        CHECK(refused(outcome).code() == v1::Refusal::AUTH_FAILED);
    }

    REQUIRE(house.notes.size() == 1); // What only the key's holder can have made.
    CHECK(house.notes.front().kind() == v1::SecurityNoted::EXPORTER_MISMATCH);
    CHECK(house.notes.front().person() == house.ama.view());
    CHECK(house.notes.front().fingerprint() == house.device.fingerprint.view());
}

TEST_CASE("fault 62: a clock off by ten minutes is told the server's time", "[identity]") {
    using namespace std::chrono_literals;
    House house;
    const Door front = door(1);
    const auto at = [&](std::chrono::seconds off) {
        return house.identity.authenticate(
            answer(house.device, front, house.world.now + off), front.nonce, front.exporter
        );
    };

    for (const auto off : {600s, -600s, 121s, -121s}) {
        const auto refusal = refused(at(off));
        CHECK(refusal.code() == v1::Refusal::CLOCK_SKEW);
        CHECK(refusal.at() == to_ms(house.world.now));
    }
    CHECK(std::holds_alternative<identity::Caller>(at(120s)));
    CHECK(std::holds_alternative<identity::Caller>(at(-120s)));

    auto absurd = answer(house.device, front, house.world.now);
    absurd.set_time_seconds(INT64_MIN);
    CHECK(
        refused(house.identity.authenticate(absurd, front.nonce, front.exporter)).code() ==
        v1::Refusal::CLOCK_SKEW
    );
}

TEST_CASE("fault 63: an unknown key and a bad signature are answered alike", "[identity]") {
    House house;
    const Door front = door(1);
    const Device stranger(9);
    auto forged = answer(stranger, front, house.world.now);
    forged.set_key_fingerprint(house.device.fingerprint.str());
    const auto unknown = answer(stranger, front, house.world.now);

    const auto ask = [&](const v1::Authenticate& proof) {
        return refused(house.identity.authenticate(proof, front.nonce, front.exporter));
    };
    CHECK(ask(forged).SerializeAsString() == ask(unknown).SerializeAsString());
    CHECK(ask(forged).code() == v1::Refusal::AUTH_FAILED);

    // The same class of time: the medians of many, measured in turns.
    std::vector<std::clock_t> forgeries, strangers;
    for (int i = 0; i < 41; ++i) {
        forgeries.push_back(time_of(house, forged, front));
        strangers.push_back(time_of(house, unknown, front));
    }
    for (auto* series : {&forgeries, &strangers}) {
        std::nth_element(series->begin(), series->begin() + 20, series->end());
    }
    const double ratio = double(forgeries[20]) / double(strangers[20]);
    CHECK(ratio > 0.7);
    CHECK(ratio < 1.4);
}

TEST_CASE("fault 64: keys of small order and malleated signatures are refused", "[identity]") {
    House house;
    const Door front = door(1);
    const auto genuine = answer(house.device, front, house.world.now);

    auto shifted = genuine;
    shifted.set_signature(malleated(genuine.signature()));
    CHECK(
        refused(house.identity.authenticate(shifted, front.nonce, front.exporter)).code() ==
        v1::Refusal::AUTH_FAILED
    );

    for (const char* hex : small_order_keys) {
        INFO(hex);
        v1::Key weak;
        weak.set_algorithm(v1::Key::ED25519);
        weak.set_public_key(*from_hex(hex));
        weak.set_fingerprint(storage::fingerprint("ed25519", weak.public_key()).str());
        house.add_key(weak, house.ama); // Even if one had slipped in.

        // R the identity and S zero: what a lax verifier takes for any text.
        auto proof = genuine;
        proof.set_key_fingerprint(weak.fingerprint());
        proof.set_signature("\x01" + std::string(63, '\0'));
        CHECK(
            refused(house.identity.authenticate(proof, front.nonce, front.exporter)).code() ==
            v1::Refusal::AUTH_FAILED
        );
    }
}

TEST_CASE("signatures of any wrong length are refused", "[identity]") {
    House house;
    const Door front = door(1);
    auto proof = answer(house.device, front, house.world.now);
    for (const std::size_t length : {0u, 1u, 63u, 65u, 256u}) {
        proof.set_signature(std::string(length, 'x'));
        CHECK(
            refused(house.identity.authenticate(proof, front.nonce, front.exporter)).code() ==
            v1::Refusal::AUTH_FAILED
        );
    }
}

TEST_CASE("a revoked key logs in nowhere and its session is over", "[identity]") {
    House house;
    const Door front = door(1);
    const auto proof = answer(house.device, front, house.world.now);
    const auto caller =
        std::get<identity::Caller>(house.identity.authenticate(proof, front.nonce, front.exporter));

    house.revoke(house.device, house.ama);

    CHECK(
        refused(house.identity.authenticate(proof, front.nonce, front.exporter)).code() ==
        v1::Refusal::AUTH_FAILED
    );
    CHECK(!house.identity.still_valid(caller));
}

TEST_CASE("a key that waits for its approval logs in nowhere", "[identity]") {
    House house;
    const Door front = door(1);
    const Device fresh(2);
    v1::Event event;
    event.mutable_key_enrolled()->set_person(house.ama.str());
    *event.mutable_key_enrolled()->mutable_key() = fresh.facts();
    house.world.record(std::move(event), {});

    const auto proof = answer(fresh, front, house.world.now);
    CHECK(
        refused(house.identity.authenticate(proof, front.nonce, front.exporter)).code() ==
        v1::Refusal::AUTH_FAILED
    );
}

TEST_CASE("who acts for a party that left is shut out", "[identity]") {
    House house;
    const Door front = door(1);
    const auto proof = answer(house.device, front, house.world.now);
    const auto caller =
        std::get<identity::Caller>(house.identity.authenticate(proof, front.nonce, front.exporter));

    house.world.withdraw("GH", house.world.now);

    CHECK(!house.identity.still_valid(caller));
    CHECK(
        refused(house.identity.authenticate(proof, front.nonce, front.exporter)).code() ==
        v1::Refusal::AUTH_FAILED
    );
}

TEST_CASE("another protocol is unsupported and another log's answer refused", "[identity]") {
    House house;
    const Door front = door(1);
    auto proof = answer(house.device, front, house.world.now);
    proof.set_protocol(2);
    const auto newer = refused(house.identity.authenticate(proof, front.nonce, front.exporter));
    CHECK(newer.code() == v1::Refusal::UNSUPPORTED);
    CHECK(newer.limit() == "1");

    const auto elsewhere = answer(house.device, front, house.world.now, "tocsin.example/other");
    CHECK(
        refused(house.identity.authenticate(elsewhere, front.nonce, front.exporter)).code() ==
        v1::Refusal::AUTH_FAILED
    );
}

TEST_CASE("a feed token reads until it expires or is revoked", "[identity]") {
    House house;
    const std::string secret = "a-token-of-256-bits";
    v1::Event minted;
    minted.mutable_token_minted()->set_person(house.ama.str());
    minted.mutable_token_minted()->set_token_sha256(storage::sha256({secret}).str());
    minted.mutable_token_minted()->set_expires_at(to_ms(house.world.now) + 60'000);
    house.world.record(minted, {});

    const auto caller = house.identity.token("Bearer " + secret);
    REQUIRE(caller);
    CHECK(caller->person == house.ama);
    CHECK(caller->read_only);
    CHECK(caller->key.is_zero());
    CHECK(house.identity.still_valid(*caller));
    for (const char* wrong :
         {"",
          "Bearer ",
          "Bearer a-token",
          "a-token-of-256-bits",
          "Basic YTpi",
          "Bearer  a-token-of-256-bits",
          "Bearer a-token-of-256-bits "}) {
        CHECK(!house.identity.token(wrong));
    }

    house.clock.move(std::chrono::minutes(1));
    CHECK(!house.identity.token("Bearer " + secret));
    CHECK(!house.identity.still_valid(*caller));

    house.clock.move(-std::chrono::minutes(1));
    CHECK(house.identity.still_valid(*caller));
    v1::Event revoked;
    revoked.mutable_token_revoked()->set_token_sha256(storage::sha256({secret}).str());
    house.world.record(std::move(revoked), {});
    CHECK(!house.identity.still_valid(*caller));
}
