// One place that verifies: who may sign in which form, and the published vectors.
// SPDX-License-Identifier: Apache-2.0
#include "storage/signed.hpp"

#include "storage/es256.hpp"
#include "storage/sha256.hpp"
#include "tests/storage/vectors.hpp"
#include "tests/storage/words.hpp"
#include "tests/support/authenticator.hpp"
#include "tests/support/openssh.hpp"

#include <openssl/err.h>

namespace tocsin::test {

using namespace tocsin::storage;
using Catch::Contains;

namespace {

const std::string said = "tocsin.example/key/v1\nand what follows\n";
const std::vector<std::string> pages = {"https://tocsin.example"};

Signer device(std::uint8_t number) {
    SigningKey::Seed seed;
    seed.octets.fill(number);
    return {KeyAlgorithm::ed25519, SigningKey::from_seed(seed).public_key().str(), ""};
}

SigningKey secret(std::uint8_t number) {
    SigningKey::Seed seed;
    seed.octets.fill(number);
    return SigningKey::from_seed(seed);
}

SignatureBytes raw(const SigningKey& key, std::string_view text) {
    SignatureBytes bytes;
    bytes.signature = key.sign(text).str();
    return bytes;
}

SignatureBytes openssh(const SigningKey& key, std::string_view text, const std::string& purpose) {
    SshSignature signature;
    signature.name_space = purpose + "@tocsin.example";
    SignatureBytes bytes;
    bytes.form = SignatureForm::openssh;
    bytes.signature = signature.sign(key, text);
    return bytes;
}

std::string verifying(const Signer& signer, const SignatureBytes& bytes) {
    return why(verify_signed(signer, said, bytes, "key", pages));
}

// Base64url without padding.
std::string unpacked(std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return from_base64(text).value();
}

} // namespace

TEST_CASE("each kind of key signs in its own forms and in no other", "[storage][signed]") {
    const SigningKey key = secret(1);
    const Authenticator passkey(KeyAlgorithm::es256);

    CHECK(verifying(device(1), raw(key, said)).empty());
    CHECK(verifying(device(1), openssh(key, said, "key")).empty());
    CHECK(verifying(passkey.key(), passkey.sign(said)).empty());

    CHECK_THAT(verifying(device(1), passkey.sign(said)), Contains("is a device key"));
    CHECK_THAT(verifying(device(1), passkey.create(said)), Contains("is a device key"));
    CHECK_THAT(verifying(passkey.key(), raw(key, said)), Contains("is a passkey"));
    CHECK_THAT(verifying(passkey.key(), openssh(key, said, "key")), Contains("is a passkey"));
}

TEST_CASE(
    "an Ed25519 passkey's bytes do not sign as a device key nor the other way round",
    "[storage][signed]"
) {
    // The same secret in both: only what is known of the key tells them apart.
    const Authenticator passkey(KeyAlgorithm::ed25519, 1);
    REQUIRE(passkey.key().public_key == device(1).public_key);

    CHECK_THAT(verifying(passkey.key(), raw(secret(1), said)), Contains("is a passkey"));
    CHECK_THAT(verifying(device(1), passkey.sign(said)), Contains("is a device key"));
}

TEST_CASE("a signature covers all that is kept beside it", "[storage][signed]") {
    auto bytes = raw(secret(1), said);
    bytes.client_data_json = "{}";
    CHECK_THAT(verifying(device(1), bytes), Contains("more was sent"));
    bytes = openssh(secret(1), said, "key");
    bytes.authenticator_data = "x";
    CHECK_THAT(verifying(device(1), bytes), Contains("more was sent"));
}

TEST_CASE("a signature for one purpose is none for another", "[storage][signed]") {
    for (const std::string purpose : {"auth", "sign-on"}) {
        const auto bytes = openssh(secret(1), said, purpose);
        CHECK(why(verify_signed(device(1), said, bytes, purpose, pages)).empty());
        CHECK_THAT(verifying(device(1), bytes), Contains("another purpose"));
    }
}

TEST_CASE("a key that is none of its kind verifies nothing", "[storage][signed]") {
    Signer signer = device(1);
    signer.public_key.pop_back();
    CHECK_THAT(verifying(signer, raw(secret(1), said)), Contains("Ed25519 key of 32 bytes"));
    signer = device(1);
    signer.algorithm = KeyAlgorithm::es256;
    CHECK_THAT(verifying(signer, raw(secret(1), said)), Contains("Ed25519 key of 32 bytes"));

    const Authenticator passkey(KeyAlgorithm::es256);
    signer = passkey.key();
    signer.algorithm = KeyAlgorithm::ed25519;
    CHECK_THAT(verifying(signer, passkey.sign(said)), Contains("not a signature"));
    for (const std::size_t octet : {0, 10, 26, 27, 90}) {
        signer = passkey.key();
        signer.public_key[octet] ^= 1;
        CHECK_THAT(verifying(signer, passkey.sign(said)), Contains("not a signature"));
    }
    CHECK_THAT(verifying(device(2), raw(secret(1), said)), Contains("not a signature"));
}

TEST_CASE("a registration signs for nothing", "[storage][signed]") {
    const Authenticator passkey(KeyAlgorithm::es256, 1);
    const auto created = passkey.create(sha256({said}).str());

    // Whoever knows a public key can write its registration: it never stands in for a signature.
    for (const std::string purpose : {"auth", "sign-on", "key"})
        CHECK_THAT(
            why(verify_signed(passkey.key(), said, created, purpose, pages)),
            Contains("nobody's signature")
        );
}

TEST_CASE("fault 65: the published assertions get the published answer", "[storage][signed]") {
    if (!have_vectors("webauthn/assertions.json")) return;
    const json::value all = vectors("webauthn/assertions.json");
    const Signer signer{
        KeyAlgorithm::es256,
        from_base64(text(all.at("public_key_spki_b64"))).value(),
        text(all.at("rp_id"))};
    const std::string message = text(all.at("message"));
    std::vector<std::string> origins;
    for (const auto& origin : all.at("allowed_origins").as_array())
        origins.push_back(text(origin));
    CHECK(fingerprint("es256", signer.public_key).hex() == text(all.at("key_fingerprint")));
    CHECK(sha256({message}).view() == unpacked(text(all.at("expected_challenge_b64u"))));
    int judged = 0, good = 0;

    for (const auto& item : all.at("cases").as_array()) {
        const auto& test = item.as_object();
        SignatureBytes bytes;
        bytes.form = SignatureForm::passkey;
        bytes.signature = unpacked(text(test, "signature_b64u"));
        bytes.authenticator_data = unpacked(text(test, "authenticatorData_b64u"));
        bytes.client_data_json = unpacked(text(test, "clientDataJSON_b64u"));
        const std::string trouble = why(verify_signed(signer, message, bytes, "sign-on", origins));
        INFO(text(test, "desc") << ": " << trouble);
        CHECK(trouble.empty() == test.at("valid").as_bool());
        // Without the list of pages the rp id decides; there only the port may differ.
        const bool elsewhere = text(test, "desc") == "origin with port not on the list";
        const std::string offline = why(verify_signed(signer, message, bytes, "sign-on", {}));
        CHECK(offline.empty() == (test.at("valid").as_bool() || elsewhere));
        ++judged;
        good += trouble.empty();
    }
    CHECK(judged == 17);
    CHECK(good == 3);
}

TEST_CASE("fault 76: the published position and its changes are judged here", "[storage][signed]") {
    if (!have_vectors("signon/signon.json")) return;
    const json::value all = vectors("signon/signon.json");
    const auto judged = [](const std::string& key, const std::string& message, const auto& hex) {
        SignatureBytes bytes;
        bytes.signature = from_hex(text(hex)).value();
        const Signer signer{KeyAlgorithm::ed25519, from_hex(key).value(), ""};
        return why(verify_signed(signer, message, bytes, "sign-on", {}));
    };
    const std::string key = text(all.at("public_key_hex"));

    CHECK(judged(key, text(all.at("message")), all.at("signature_hex")).empty());
    const auto& log_in = all.at("auth_challenge");
    CHECK(judged(key, text(log_in.at("message")), log_in.at("signature_hex")).empty());
    CHECK(all.at("negative").as_array().size() == 10);
    for (const auto& item : all.at("negative").as_array()) {
        INFO(text(item.at("desc")));
        const std::string message = from_base64(text(item.at("message_b64"))).value();
        CHECK(!judged(text(item.at("public_key_hex")), message, item.at("signature_hex")).empty());
    }
}

TEST_CASE("fault 64: the edge cases of Ed25519 are judged alike here", "[storage][signed]") {
    if (!have_vectors("ed25519-cctv/ed25519vectors.json")) return;
    const json::value cases = vectors("ed25519-cctv/ed25519vectors.json");
    const json::value measured = vectors("ed25519-cctv/measured-behaviour.json");
    int accepted = 0;

    for (std::size_t i = 0; i < cases.as_array().size(); ++i) {
        const auto& test = cases.as_array()[i].as_object();
        const auto& expected = measured.at("results").as_array()[i].as_object();
        const Signer signer{KeyAlgorithm::ed25519, from_hex(text(test, "key")).value(), ""};
        SignatureBytes bytes;
        bytes.signature = from_hex(text(test, "sig")).value();
        const bool good =
            why(verify_signed(signer, text(test, "msg"), bytes, "sign-on", {})).empty();
        CHECK(good == expected.at("libsodium_1_0_18").as_bool());
        accepted += good;
    }
    CHECK(cases.as_array().size() == 914);
    CHECK(accepted == 43);
}

TEST_CASE("fault 64: Wycheproof's signatures are judged as published", "[storage][signed]") {
    if (!have_vectors("wycheproof/ecdsa_secp256r1_sha256_test.json")) return;
    int judged = 0, good = 0;
    ERR_clear_error();
    const json::value es256 = vectors("wycheproof/ecdsa_secp256r1_sha256_test.json");
    for (const auto& group : es256.at("testGroups").as_array()) {
        const std::string key = from_hex(text(group.at("publicKeyDer"))).value();
        REQUIRE(is_es256_key(key));
        for (const auto& item : group.at("tests").as_array()) {
            const auto& test = item.as_object();
            const bool valid = verify_es256(
                key, from_hex(text(test, "msg")).value(), from_hex(text(test, "sig")).value()
            );
            INFO("test " << number(test, "tcId"));
            CHECK(valid == (text(test, "result") == "valid"));
            ++judged;
            good += valid;
        }
    }
    CHECK(judged == 484);
    CHECK(good == 174);
    CHECK(ERR_peek_error() == 0); // the TLS of this thread would read it

    judged = 0;
    const json::value ed25519 = vectors("wycheproof/ed25519_test.json");
    for (const auto& group : ed25519.at("testGroups").as_array()) {
        const Signer signer{
            KeyAlgorithm::ed25519, from_hex(text(group.at("publicKey").at("pk"))).value(), ""};
        for (const auto& item : group.at("tests").as_array()) {
            const auto& test = item.as_object();
            SignatureBytes bytes;
            bytes.signature = from_hex(text(test, "sig")).value();
            const std::string message = from_hex(text(test, "msg")).value();
            const bool valid = why(verify_signed(signer, message, bytes, "auth", {})).empty();
            CHECK(valid == (text(test, "result") == "valid"));
            ++judged;
        }
    }
    CHECK(judged == 151);
}

TEST_CASE("an ES256 key has one encoding and its point is on the curve", "[storage][signed]") {
    const std::string key = Authenticator(KeyAlgorithm::es256).key().public_key;
    CHECK(is_es256_key(key));
    CHECK(key.size() == es256_key_bytes);
    ERR_clear_error();

    for (std::size_t size = 0; size < key.size(); ++size)
        CHECK(!is_es256_key(key.substr(0, size)));
    CHECK(!is_es256_key(key + '\0'));
    for (std::size_t bit = 0; bit < 27 * 8; ++bit) {
        std::string flipped = key;
        flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
        CHECK(!is_es256_key(flipped));
    }
    CHECK(!is_es256_key(es256_key(std::string(32, '\0'), std::string(32, '\0'))));
    CHECK(!is_es256_key(es256_key(std::string(32, '\xff'), std::string(32, '\xff'))));
    std::string off_curve = key;
    off_curve.back() ^= 1;
    CHECK(!is_es256_key(off_curve));
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("no cut and no flipped bit of a raw signature is taken", "[storage][signed]") {
    const auto genuine = raw(secret(1), said);
    for (std::size_t size = 0; size < genuine.signature.size(); ++size) {
        auto cut = genuine;
        cut.signature.resize(size);
        CHECK(!verifying(device(1), cut).empty());
    }
    for (std::size_t bit = 0; bit < genuine.signature.size() * 8; ++bit) {
        auto flipped = genuine;
        flipped.signature[bit / 8] ^= static_cast<char>(1 << bit % 8);
        CHECK(!verifying(device(1), flipped).empty());
    }
}

} // namespace tocsin::test
