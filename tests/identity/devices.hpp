// Devices with real keys in a small Coalition, for the tests of log-in and enrolment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/identity/identity.hpp"
#include "storage/signature.hpp"
#include "tests/support/domain.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>

namespace tocsin::test {

class StoppedClock final : public Clock {
public:
    explicit StoppedClock(Instant now) : now_(now) {}

    Instant wall() const override { return now_; }

    Mono mono() const override { return now_.time_since_epoch(); }

    void move(std::chrono::milliseconds by) { now_ += by; }

private:
    Instant now_;
};

struct Device {
    explicit Device(std::uint8_t number)
        : key(storage::SigningKey::from_seed(seed(number))),
          fingerprint(storage::fingerprint("ed25519", key.public_key().view())) {}

    static storage::SigningKey::Seed seed(std::uint8_t number) {
        storage::SigningKey::Seed seed;
        seed.octets.fill(number);
        return seed;
    }

    v1::Key facts() const {
        v1::Key facts;
        facts.set_algorithm(v1::Key::ED25519);
        facts.set_public_key(key.public_key().str());
        facts.set_fingerprint(fingerprint.str());
        return facts;
    }

    storage::SigningKey key;
    Digest fingerprint;
};

// What a server and its visitor hold at the beginning of one connection.
struct Door {
    wire::ServerNonce nonce;
    std::optional<wire::Exporter> exporter;
};

inline Door door(std::uint8_t number) {
    Door door;
    door.nonce.octets.fill(number);
    door.exporter.emplace().octets.fill(static_cast<std::uint8_t>(number + 1));
    return door;
}

// The log-in of an honest client at that door.
inline v1::Authenticate answer(
    const Device& device,
    const Door& door,
    Instant at,
    const std::string& origin = "tocsin.example/log"
) {
    wire::AuthText text;
    text.origin = origin;
    text.server_nonce = door.nonce;
    text.client_nonce.octets.fill(0x42);
    text.exporter = door.exporter;
    text.key = device.fingerprint;
    text.time_seconds = to_ms(at) / 1'000;

    v1::Authenticate proof;
    proof.set_key_fingerprint(device.fingerprint.str());
    proof.set_client_nonce(text.client_nonce.str());
    proof.set_time_seconds(text.time_seconds);
    proof.set_signature(device.key.sign(wire::render(text)).str());
    proof.set_protocol(1);
    return proof;
}

// Ghana's focal point with an approved device, and the identity that reads this world.
struct House {
    House() {
        REQUIRE(storage::init_crypto());
        world.admit("GH");
        ama = world.person("GH", {v1::FOCAL_POINT}, /*keyless=*/true).person;
        add_key(device.facts(), ama);
        identity.set_site({"tocsin.example", {"https://tocsin.example"}});
    }

    void add_key(const v1::Key& key, const PersonId& person) {
        v1::Event event;
        auto& added = *event.mutable_key_added();
        added.set_person(person.str());
        added.set_fingerprint(key.fingerprint());
        *added.mutable_key() = key;
        world.record(std::move(event), {});
    }

    void revoke(const Device& revoked, const PersonId& person) {
        v1::Event event;
        event.mutable_key_revoked()->set_person(person.str());
        event.mutable_key_revoked()->set_fingerprint(revoked.fingerprint.str());
        world.record(std::move(event), {});
    }

    World world;
    PersonId ama;
    Device device{1};
    SeededRng rng{5};
    StoppedClock clock{world.now};
    std::vector<v1::SecurityNoted> notes; // what was noted of attacks
    storage::VisitChanges kept;           // what was to be kept of visits
    identity::Identity identity{world.state, clock, rng, outside()};

private:
    identity::Outside outside() {
        identity::Outside outside;
        outside.keep = [this](storage::VisitChanges changes) { kept.add(std::move(changes)); };
        outside.note = [this](v1::SecurityNoted noted) { notes.push_back(std::move(noted)); };
        return outside;
    }
};

inline v1::Refusal refused(const std::variant<identity::Caller, v1::Refusal>& outcome) {
    REQUIRE(std::holds_alternative<v1::Refusal>(outcome));
    return std::get<v1::Refusal>(outcome);
}

// Points of small order, as 32 bytes: with these as "keys" anybody can sign anything.
inline const char* const small_order_keys[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
};

} // namespace tocsin::test
