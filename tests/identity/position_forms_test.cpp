// A position by a passkey, by OpenSSH and by a security key behind it: the same text, the same
// answer, and what none of them may do.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "server/identity/verifier.hpp"
#include "server/wire/signed_text.hpp"
#include "tests/identity/devices.hpp"
#include "tests/support/openssh.hpp"
#include "tests/support/passkey.hpp"
#include "tests/support/places.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <sstream>

using namespace tocsin;
using namespace tocsin::test;
using Catch::Contains;

namespace {

const std::vector<std::string> pages = {"https://tocsin.example"};

std::string position_of(const Digest& key) {
    domain::SignOn sign_on;
    sign_on.origin = "tocsin.example/log";
    sign_on.procedure = {"st-2026-0007"};
    sign_on.version = 1;
    sign_on.deadline_seconds = 1'795'348'800;
    sign_on.party = {"GH"};
    sign_on.stance = v1::Position::SIGN;
    sign_on.key = key;
    sign_on.time_seconds = 1'795'286'400;
    return domain::render(sign_on);
}

v1::SignedText by_openssh(const Device& device, const SshSignature& how = {}) {
    v1::SignedText text;
    text.set_text(position_of(device.fingerprint));
    text.set_algorithm(v1::Key::ED25519);
    text.set_form(v1::SignedText::OPENSSH);
    text.set_signature(how.sign(device.key, text.text()));
    return text;
}

void check_bad(const v1::SignedText& text, const v1::Key& key, const std::string& why) {
    const auto refusal = identity::verify_position(text, key, pages);
    REQUIRE(refusal);
    CHECK(refusal->code() == v1::Refusal::BAD_SIGNATURE);
    CHECK_THAT(refusal->why(), Contains(why));
}

} // namespace

TEST_CASE("a passkey of either kind signs a position", "[identity][position]") {
    for (const auto algorithm : {storage::KeyAlgorithm::es256, storage::KeyAlgorithm::ed25519}) {
        const Authenticator passkey(algorithm);
        const auto text = signed_by(passkey, position_of(passkey.fingerprint()));

        CHECK(!identity::verify_position(text, facts_of(passkey), pages));
        CHECK(identity::verify_position(text, facts_of(passkey), {})); // A server without pages.
    }
}

TEST_CASE("OpenSSH signs a position with a key or behind a security key", "[identity][position]") {
    const Device device(1);
    SshSignature touched;
    touched.security_key = true;

    CHECK(!identity::verify_position(by_openssh(device), device.facts(), pages));
    CHECK(!identity::verify_position(by_openssh(device, touched), device.facts(), pages));
}

TEST_CASE("fault 65: a position touched on another page does not count", "[identity][position]") {
    Authenticator passkey(storage::KeyAlgorithm::es256);
    const v1::Key key = facts_of(passkey);
    const std::string text = position_of(passkey.fingerprint());

    passkey.origin = "https://evil.test";
    check_bad(signed_by(passkey, text), key, "page that is not ours: https://evil.test");
    passkey.origin = "https://console.tocsin.example";
    check_bad(signed_by(passkey, text), key, "page that is not ours");
    CHECK(identity::verify_position(signed_by(passkey, text), key, {})); // Without pages.

    passkey = Authenticator(storage::KeyAlgorithm::es256);
    passkey.rp_id = "evil.test";
    check_bad(signed_by(passkey, text), key, "another site");
    passkey = Authenticator(storage::KeyAlgorithm::es256);
    passkey.flags = Authenticator::up;
    check_bad(signed_by(passkey, text), key, "UV is not set");
    passkey.flags = Authenticator::up | Authenticator::uv | Authenticator::bs;
    check_bad(signed_by(passkey, text), key, "BS without BE");
}

TEST_CASE("fault 76: a touch counts for the text that was touched", "[identity][position]") {
    const Authenticator passkey(storage::KeyAlgorithm::es256);
    const std::string text = position_of(passkey.fingerprint());
    const auto genuine = signed_by(passkey, text);
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"deadline 1795348800", "deadline 1795435200"},
             {"position sign", "position object"},
             {"member GH", "member KE"},
             {"version 1", "version 2"},
             {"log tocsin.example/log", "log tocsin.example/log2"}}) {
        auto changed = genuine;
        changed.set_text(std::string(text).replace(text.find(from), from.size(), to));
        check_bad(changed, facts_of(passkey), "another challenge");
    }
    // Nor does a log-in: its challenge is the server's.
    check_bad(
        as_message(passkey, text, passkey.get(std::string(32, 'n'))),
        facts_of(passkey),
        "another challenge"
    );
}

TEST_CASE("the registration of a passkey is no position", "[identity][position]") {
    const Authenticator passkey(storage::KeyAlgorithm::es256);
    const std::string text = position_of(passkey.fingerprint());
    const auto created = passkey.create(storage::sha256({text}).view());

    check_bad(as_message(passkey, text, created), facts_of(passkey), "nobody's signature");
}

TEST_CASE("a signature made for a log-in is no position", "[identity][position]") {
    const Device device(1);
    SshSignature log_in;
    log_in.name_space = "auth@tocsin.example";
    check_bad(by_openssh(device, log_in), device.facts(), "another purpose");
}

TEST_CASE("a key signs in its own form and algorithm only", "[identity][position]") {
    const Device device(1);
    const Authenticator passkey(storage::KeyAlgorithm::ed25519, 1);
    REQUIRE(passkey.fingerprint() == device.fingerprint); // the same secret
    const auto touched = signed_by(passkey, position_of(device.fingerprint));

    check_bad(touched, device.facts(), "is a device key");
    check_bad(by_openssh(device), facts_of(passkey), "is a passkey");
    auto other = by_openssh(device);
    other.set_algorithm(v1::Key::ES256);
    check_bad(other, device.facts(), "the algorithm");
    other = by_openssh(device);
    other.set_form(v1::SignedText::RAW);
    check_bad(other, device.facts(), "not a signature");
}

TEST_CASE("a form or algorithm of a later server is said to be unknown", "[identity][position]") {
    const Device device(1);
    auto text = by_openssh(device);
    text.set_form(static_cast<v1::SignedText::Form>(9));
    auto refusal = identity::verify_position(text, device.facts(), {});
    REQUIRE(refusal);
    CHECK(refusal->code() == v1::Refusal::UNSUPPORTED);
    CHECK(refusal->field() == "take_position.signed_text.form");

    text = by_openssh(device);
    text.set_algorithm(static_cast<v1::Key::Algorithm>(9));
    refusal = identity::verify_position(text, device.facts(), {});
    REQUIRE(refusal);
    CHECK(refusal->code() == v1::Refusal::UNSUPPORTED);
    CHECK(refusal->field() == "take_position.signed_text.algorithm");
}

TEST_CASE("a key that is none of its algorithm names nobody", "[identity][position]") {
    const Authenticator passkey(storage::KeyAlgorithm::es256);
    v1::Key key = facts_of(passkey);
    CHECK(wire::fingerprint_of(*wire::signer_of(key)) == passkey.fingerprint());

    key.set_algorithm(v1::Key::ED25519);
    CHECK(!wire::signer_of(key));
    key = facts_of(passkey);
    key.mutable_public_key()->pop_back();
    CHECK(!wire::signer_of(key));
    key.set_algorithm(v1::Key::ALGORITHM_UNSPECIFIED);
    CHECK(!wire::signer_of(key));
    check_bad(
        signed_by(passkey, position_of(passkey.fingerprint())), key, "the key is not the one"
    );
}

TEST_CASE("fault 65: the published passkey positions are judged alike", "[identity][position]") {
    const auto path = test::shared("vectors/webauthn/assertions.json");
    if (!std::filesystem::exists(path)) {
        WARN("the vectors are not here");
        return;
    }
    std::stringstream content;
    content << std::ifstream(path).rdbuf();
    const auto all = boost::json::parse(content.str()).as_object();
    const auto text_of = [](const boost::json::value& value) {
        return std::string(value.as_string());
    };
    const auto unpacked = [&text_of](const boost::json::value& value) {
        std::string text = text_of(value);
        std::replace(text.begin(), text.end(), '-', '+');
        std::replace(text.begin(), text.end(), '_', '/');
        text.append((4 - text.size() % 4) % 4, '=');
        return from_base64(text).value();
    };
    v1::Key key;
    key.set_algorithm(v1::Key::ES256);
    key.set_public_key(from_base64(text_of(all.at("public_key_spki_b64"))).value());
    key.set_rp_id(text_of(all.at("rp_id")));
    v1::SignedText text;
    text.set_algorithm(v1::Key::ES256);
    text.set_form(v1::SignedText::PASSKEY);
    text.set_text(text_of(all.at("message")));
    int good = 0;
    for (const auto& one : all.at("cases").as_array()) {
        text.set_signature(unpacked(one.at("signature_b64u")));
        text.set_authenticator_data(unpacked(one.at("authenticatorData_b64u")));
        text.set_client_data_json(unpacked(one.at("clientDataJSON_b64u")));
        const auto refusal = identity::verify_position(text, key, pages);
        INFO(text_of(one.at("desc")));
        CHECK(refusal.has_value() != one.at("valid").as_bool());
        if (refusal) CHECK(refusal->code() == v1::Refusal::BAD_SIGNATURE);
        good += !refusal;
    }
    CHECK(good == 3);
}
