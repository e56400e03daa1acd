// The published sign-on vectors, and the threads that verify.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "server/identity/verifier.hpp"
#include "tests/identity/devices.hpp"
#include "tests/support/places.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

using namespace tocsin;
using namespace tocsin::test;

namespace {

using boost::json::object;

std::string text_of(const object& one, const char* name) {
    return std::string(one.at(name).as_string());
}

std::optional<object> vectors() {
    const auto path = test::shared("vectors/signon/signon.json");
    if (!std::filesystem::exists(path)) {
        WARN("the vectors are not here");
        return std::nullopt;
    }
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str()).as_object();
}

v1::SignedText signed_text(std::string text, std::string signature) {
    v1::SignedText signed_text;
    signed_text.set_text(std::move(text));
    signed_text.set_algorithm(v1::Key::ED25519);
    signed_text.set_signature(std::move(signature));
    return signed_text;
}

v1::Key key_of(const std::string& public_key) {
    v1::Key key;
    key.set_algorithm(v1::Key::ED25519);
    key.set_public_key(public_key);
    key.set_fingerprint(storage::fingerprint("ed25519", public_key).str());
    return key;
}

// A position of this device.
std::string position_of(const Device& device) {
    domain::SignOn sign_on;
    sign_on.origin = "tocsin.example/log";
    sign_on.procedure = {"st-2026-0007"};
    sign_on.version = 1;
    sign_on.deadline_seconds = 1'795'348'800;
    sign_on.party = {"GH"};
    sign_on.stance = v1::Position::SIGN;
    sign_on.key = device.fingerprint;
    sign_on.time_seconds = 1'795'286'400;
    return domain::render(sign_on);
}

v1::SignedText sign(const Device& device, const std::string& text) {
    return signed_text(text, device.key.sign(text).str());
}

} // namespace

TEST_CASE(
    "the published position verifies and its fingerprint is the key's", "[identity][position]"
) {
    REQUIRE(storage::init_crypto());
    const auto all = vectors();
    if (!all) return;
    const auto public_key = *from_hex(text_of(*all, "public_key_hex"));
    const auto key = key_of(public_key);

    CHECK(to_hex(key.fingerprint()) == text_of(*all, "key_fingerprint"));
    const auto text =
        signed_text(text_of(*all, "message"), *from_hex(text_of(*all, "signature_hex")));
    CHECK(!identity::verify_position(text, key, {}));
}

TEST_CASE("the published log-in text and its signature are ours", "[identity]") {
    REQUIRE(storage::init_crypto());
    const auto all = vectors();
    if (!all) return;
    const auto& challenge = all->at("auth_challenge").as_object();
    const auto seed = storage::SigningKey::Seed::from(*from_hex(text_of(*all, "seed_hex")));
    const auto key = storage::SigningKey::from_seed(*seed);

    wire::AuthText text;
    text.origin = "tocsin.example/log1";
    text.server_nonce.octets.fill(0x11);
    text.client_nonce.octets.fill(0x22);
    text.exporter.emplace().octets.fill(0x33);
    text.key = storage::fingerprint("ed25519", key.public_key().view());
    text.time_seconds = 1'795'286'400;

    CHECK(wire::render(text) == text_of(challenge, "message"));
    CHECK(key.sign(wire::render(text)).hex() == text_of(challenge, "signature_hex"));
    CHECK(storage::verify(
        key.public_key(), wire::render(text), *from_hex(text_of(challenge, "signature_hex"))
    ));
}

TEST_CASE("fault 76: no published change of a signed position verifies", "[identity][position]") {
    REQUIRE(storage::init_crypto());
    const auto all = vectors();
    if (!all) return;

    for (const auto& value : all->at("negative").as_array()) {
        const auto& one = value.as_object();
        INFO(text_of(one, "desc"));
        const auto text = signed_text(
            *from_base64(text_of(one, "message_b64")), *from_hex(text_of(one, "signature_hex"))
        );
        const auto refusal =
            identity::verify_position(text, key_of(*from_hex(text_of(one, "public_key_hex"))), {});
        REQUIRE(refusal);
        // Within the grammar it is the signature that tells; outside of it nothing is looked at.
        const bool grammatical = domain::parse_sign_on(text.text()).has_value();
        CHECK(
            refusal->code() == (grammatical ? v1::Refusal::BAD_SIGNATURE : v1::Refusal::MALFORMED)
        );
    }
}

TEST_CASE("fault 76: every single byte of a signed position counts", "[identity][position]") {
    REQUIRE(storage::init_crypto());
    const Device device(1);
    const std::string text = position_of(device);
    const auto genuine = sign(device, text);
    REQUIRE(!identity::verify_position(genuine, device.facts(), {}));

    for (std::size_t at = 0; at < text.size(); at += 7) {
        auto changed = genuine;
        (*changed.mutable_text())[at] ^= 1;
        CHECK(identity::verify_position(changed, device.facts(), {}));
    }
    for (std::size_t at = 0; at < 64; ++at) {
        auto changed = genuine;
        (*changed.mutable_signature())[at] ^= 1;
        CHECK(
            identity::verify_position(changed, device.facts(), {})->code() ==
            v1::Refusal::BAD_SIGNATURE
        );
    }
}

TEST_CASE(
    "fault 77: texts outside the grammar are malformed even when well signed",
    "[identity][position]"
) {
    REQUIRE(storage::init_crypto());
    const Device device(1);
    const std::string text = position_of(device);
    const auto check_malformed = [&](const std::string& bad) {
        INFO(bad);
        const auto refusal = identity::verify_position(sign(device, bad), device.facts(), {});
        REQUIRE(refusal);
        CHECK(refusal->code() == v1::Refusal::MALFORMED);
    };
    const auto replaced = [&](const std::string& from, const std::string& to) {
        std::string changed = text;
        return changed.replace(changed.find(from), from.size(), to);
    };

    check_malformed(text + "note hello\n");
    check_malformed(text + "position object\n");
    check_malformed(text.substr(0, text.size() - 1));
    check_malformed(replaced("version 1\n", ""));
    check_malformed(replaced("version 1", "version 01"));
    check_malformed(replaced("version 1", "version +1"));
    check_malformed(replaced("version 1", "version\t1"));
    check_malformed(replaced("member GH\nposition sign", "position sign\nmember GH"));
    check_malformed(replaced("key " + device.fingerprint.hex(), "key " + std::string(64, 'A')));
    check_malformed(replaced("member GH", std::string("member G\0H", 10)));
    check_malformed(replaced("member GH", "member G\u041d")); // a Cyrillic En
    check_malformed(replaced("\nlog", "\r\nlog"));
    check_malformed("");

    if (const auto all = vectors()) {
        for (const auto& value : all->at("parse").as_array()) {
            const auto& one = value.as_object();
            if (one.at("accept").as_bool()) continue;
            check_malformed(*from_base64(text_of(one, "message_b64")));
        }
    }
}

TEST_CASE(
    "fault 64: a position under a key of small order never verifies", "[identity][position]"
) {
    REQUIRE(storage::init_crypto());
    const Device device(1);
    for (const char* hex : small_order_keys) {
        INFO(hex);
        const auto weak = key_of(*from_hex(hex));
        std::string text = position_of(device);
        const auto at = text.find(device.fingerprint.hex());
        text.replace(at, 64, to_hex(weak.fingerprint()));
        const auto refusal =
            identity::verify_position(signed_text(text, "\x01" + std::string(63, '\0')), weak, {});
        REQUIRE(refusal);
        CHECK(refusal->code() == v1::Refusal::BAD_SIGNATURE);
    }
}

TEST_CASE(
    "a position is verified against the key that it names and no other", "[identity][position]"
) {
    REQUIRE(storage::init_crypto());
    const Device device(1), other(2);
    const std::string text = position_of(device);

    CHECK(
        identity::verify_position(sign(other, text), other.facts(), {})->code() ==
        v1::Refusal::BAD_SIGNATURE
    );

    auto passkey = sign(device, text);
    passkey.set_algorithm(v1::Key::ES256);
    CHECK(
        identity::verify_position(passkey, device.facts(), {})->code() == v1::Refusal::BAD_SIGNATURE
    );
}
