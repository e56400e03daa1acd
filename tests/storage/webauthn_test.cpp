// Passkeys: what is taken, and every reason for which one is not.
// SPDX-License-Identifier: Apache-2.0
#include "storage/webauthn.hpp"

#include "storage/sha256.hpp"
#include "tests/storage/words.hpp"
#include "tests/support/authenticator.hpp"

namespace tocsin::test {

using namespace tocsin::storage;
using Catch::Contains;

namespace {

const std::string challenge(32, '\x5a');
constexpr KeyAlgorithm both[] = {KeyAlgorithm::es256, KeyAlgorithm::ed25519};

Ceremony ceremony() {
    return {challenge, "tocsin.example", {"https://tocsin.example"}};
}

std::string asserting(const Authenticator& passkey, const SignatureBytes& bytes) {
    return why(check_assertion(ceremony(), passkey.key(), bytes));
}

std::string asserting(const Authenticator& passkey) {
    return asserting(passkey, passkey.get(challenge));
}

std::string registering(const SignatureBytes& bytes) {
    return why(check_registration(ceremony(), bytes));
}

// An assertion whose client data is this JSON, well signed.
std::string saying(const std::string& json) {
    const Authenticator passkey(KeyAlgorithm::es256);
    return asserting(passkey, passkey.asserted(json, passkey.authenticator_data()));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

std::string honest_json() {
    return Authenticator(KeyAlgorithm::es256).client_data("webauthn.get", challenge);
}

// A registration whose authenticator data end in these bytes.
SignatureBytes created_with(const Authenticator& passkey, std::uint8_t flags, std::string tail) {
    return passkey.created(
        passkey.client_data("webauthn.create", challenge),
        passkey.authenticator_data(flags).append(tail)
    );
}

} // namespace

TEST_CASE("a passkey of either kind signs and says what it is", "[storage][webauthn]") {
    for (const auto algorithm : both) {
        Authenticator passkey(algorithm);
        passkey.counter = 0x01020304;
        passkey.flags |= Authenticator::be | Authenticator::bs;

        const auto outcome = check_assertion(ceremony(), passkey.key(), passkey.get(challenge));

        REQUIRE(why(outcome).empty());
        const auto& said = std::get<Assertion>(outcome);
        CHECK(said.sign_count == 0x01020304);
        CHECK(said.synced);
        CHECK(said.origin == "https://tocsin.example");
    }
}

TEST_CASE("a passkey of either kind registers", "[storage][webauthn]") {
    for (const auto algorithm : both) {
        const Authenticator passkey(algorithm);

        const auto outcome = check_registration(ceremony(), passkey.create(challenge));

        REQUIRE(why(outcome).empty());
        const auto& made = std::get<Registration>(outcome);
        CHECK(made.key.algorithm == algorithm);
        CHECK(made.key.public_key == passkey.key().public_key);
        CHECK(made.key.rp_id == "tocsin.example");
        CHECK(made.credential_id == passkey.credential_id);
        CHECK(!made.said.synced);
        // What was registered is what verifies afterwards.
        CHECK(why(check_assertion(ceremony(), made.key, passkey.get(challenge))).empty());
    }
}

TEST_CASE("fault 65: a passkey asked by a page of others is refused", "[storage][webauthn]") {
    for (const std::string origin :
         {"https://tocsin.example.evil.test",
          "https://evil.test",
          "http://tocsin.example",
          "https://tocsin.example:8443",
          "https://TOCSIN.example",
          "https://tocsin.example/",
          "https://sub.tocsin.example",
          "null",
          ""}) {
        Authenticator passkey(KeyAlgorithm::es256);
        passkey.origin = origin;
        INFO(origin);
        CHECK_THAT(asserting(passkey), Contains("page that is not ours"));
        CHECK_THAT(registering(passkey.create(challenge)), Contains("page that is not ours"));
    }
}

TEST_CASE(
    "fault 65: who does not know the server's pages takes those of its host and no other",
    "[storage][webauthn]"
) {
    const auto taken = [](const std::string& rp_id, const std::string& origin) {
        Authenticator passkey(KeyAlgorithm::es256);
        passkey.rp_id = rp_id;
        passkey.origin = origin;
        return why(check_assertion({challenge, rp_id, {}}, passkey.key(), passkey.get(challenge)))
            .empty();
    };

    CHECK(taken("tocsin.example", "https://tocsin.example"));
    CHECK(taken("tocsin.example", "https://tocsin.example:8443"));
    CHECK(taken("tocsin.example", "https://console.tocsin.example"));
    CHECK(taken("localhost", "http://localhost:8080"));
    CHECK(taken("localhost", "https://localhost"));

    for (const std::string origin :
         {"http://tocsin.example",
          "https://eviltocsin.example",
          "https://tocsin.example.evil.test",
          "https://.tocsin.example",
          "https://evil.test/.tocsin.example",
          "https://evil.test#.tocsin.example",
          "https://user@tocsin.example",
          "https://tocsin.example:",
          "https://tocsin.example:080",
          "https://tocsin.example:123456",
          "https://tocsin.example:80:80",
          "https://TOCSIN.example",
          "https://",
          "tocsin.example",
          "http://localhost"}) {
        INFO(origin);
        CHECK(!taken("tocsin.example", origin));
    }
    CHECK(!taken("", "https://tocsin.example"));
}

TEST_CASE("fault 65: an old or foreign challenge is refused", "[storage][webauthn]") {
    const Authenticator passkey(KeyAlgorithm::es256);
    for (const std::string& other : {std::string(32, 'x'), challenge.substr(1), challenge + "x"}) {
        CHECK_THAT(asserting(passkey, passkey.get(other)), Contains("another challenge"));
        CHECK_THAT(registering(passkey.create(other)), Contains("another challenge"));
    }
    // Nobody issues a challenge of another length: an empty one is not matched by an empty one.
    const Ceremony empty{"", "tocsin.example", {"https://tocsin.example"}};
    CHECK_THAT(
        why(check_assertion(empty, passkey.key(), passkey.get(""))), Contains("another challenge")
    );
}

TEST_CASE("fault 65: a passkey of another site is refused", "[storage][webauthn]") {
    Authenticator passkey(KeyAlgorithm::es256);
    const Signer ours = passkey.key();
    passkey.rp_id = "evil.test";

    CHECK_THAT(
        why(check_assertion(ceremony(), ours, passkey.get(challenge))), Contains("another site")
    );
    CHECK_THAT(asserting(passkey), Contains("another site"));
    CHECK_THAT(registering(passkey.create(challenge)), Contains("another site"));
}

TEST_CASE("fault 65: a touch without the person verified is refused", "[storage][webauthn]") {
    const auto flagged = [](int flags) {
        Authenticator passkey(KeyAlgorithm::es256);
        passkey.flags = static_cast<std::uint8_t>(flags);
        const std::string created = registering(passkey.create(challenge));
        const std::string asserted = asserting(passkey);
        CHECK(created == asserted);
        return asserted;
    };
    using A = Authenticator;

    CHECK_THAT(flagged(A::uv), Contains("UP is not set"));
    CHECK_THAT(flagged(A::up), Contains("UV is not set"));
    CHECK_THAT(flagged(A::up | A::uv | A::bs), Contains("BS without BE"));
    CHECK(flagged(A::up | A::uv | A::be).empty());
    CHECK(flagged(A::up | A::uv | A::be | A::bs).empty());
}

TEST_CASE("client data are read strictly and what is unknown is ignored", "[storage][webauthn]") {
    const std::string json = honest_json();
    const auto with = [&json](const std::string& more) {
        return saying(json.substr(0, json.size() - 1) + more + "}");
    };

    CHECK(saying(json).empty());
    CHECK(with(R"(,"other":{"type":"webauthn.create","a":[1,{"type":2},1.5e3,null]})").empty());
    CHECK(with(R"(,"other_keys_can_be_added_here":"do not compare")").empty());
    CHECK(saying(" " + json + "\n").empty());
    CHECK(saying(replaced(json, R"(,"crossOrigin":false)", "")).empty());
    CHECK(saying(replaced(json, "webauthn.get", R"(webauthn\u002eget)")).empty());

    for (const std::string value : {"true", "null", "\"false\"", "0", "{}"}) {
        const auto crossing = replaced(json, "\"crossOrigin\":false", "\"crossOrigin\":" + value);
        CHECK_THAT(saying(crossing), Contains("crossOrigin"));
    }
    CHECK_THAT(with(R"(,"topOrigin":"https://evil.test")"), Contains("topOrigin"));
    CHECK_THAT(with(R"(,"topOrigin":null)"), Contains("topOrigin"));
    CHECK_THAT(with(R"(,"type":"webauthn.get")"), Contains("twice"));
    CHECK_THAT(with(R"(,"typ\u0065":"webauthn.create")"), Contains("twice"));
    CHECK_THAT(with(R"(,"x":1,"x":1)"), Contains("twice"));
    CHECK_THAT(saying(replaced(json, "\"type\"", R"("type\u0000")")), Contains("something else"));
    CHECK_THAT(saying(replaced(json, "\"webauthn.get\"", "1")), Contains("something else"));
    CHECK_THAT(saying(replaced(json, ".get", ".create")), Contains("something else"));
    CHECK_THAT(saying(replaced(json, "\"challenge\"", "\"challenges\"")), Contains("challenge"));
    CHECK_THAT(saying(replaced(json, "\"origin\"", "\"origins\"")), Contains("on which page"));
}

TEST_CASE("client data that are no JSON object are refused", "[storage][webauthn]") {
    const std::string json = honest_json();
    const std::string nul(1, '\0');

    for (const std::string& text : std::vector<std::string>{
             std::string(),
             json + "x",
             json + nul,
             json + json,
             json.substr(0, json.size() - 1),
             "\xef\xbb\xbf" + json,
             "{'type':'webauthn.get'}",
             replaced(json, "}", ",}"),
             replaced(json, "{", "{/**/"),
             replaced(json, "webauthn.get", "webauthn" + nul + "get"),
             replaced(json, "webauthn.get", "\xc3\x28"),
             replaced(json, "webauthn.get", "\xed\xa0\x80"),
             replaced(json, "webauthn.get", R"(\ud800)"),
             replaced(
                 json, "{", R"({"deep":)" + std::string(40, '[') + std::string(40, ']') + ","
             )}) {
        INFO(text);
        CHECK_THAT(saying(text), Contains("cannot be read as JSON"));
    }
    for (const std::string text : {"[]", "\"webauthn.get\"", "1", "null", "true"})
        CHECK_THAT(saying(text), Contains("not a JSON object"));
    CHECK_THAT(saying(json + std::string(4096, ' ')), Contains("longer than 4 KiB"));
}

TEST_CASE("what is shown of a stranger's page is plain and short", "[storage][webauthn]") {
    Authenticator passkey(KeyAlgorithm::es256);
    passkey.origin = R"(\u001b[2J)";
    CHECK(asserting(passkey) == "it was made on a page that is not ours");
    passkey.origin = std::string(400, 'a');
    CHECK(asserting(passkey) == "it was made on a page that is not ours");
    passkey.origin = "https://evil.test";
    CHECK(asserting(passkey) == "it was made on a page that is not ours: https://evil.test");
}

TEST_CASE("an assertion brings no key and no extension", "[storage][webauthn]") {
    const Authenticator passkey(KeyAlgorithm::es256);
    const auto with = [&passkey](std::uint8_t flags, const std::string& tail) {
        const auto data = passkey.authenticator_data(flags).append(tail);
        return asserting(
            passkey, passkey.asserted(passkey.client_data("webauthn.get", challenge), data)
        );
    };

    CHECK(with(0, "").empty());
    CHECK_THAT(with(0, "x"), Contains("more than a signature needs"));
    CHECK_THAT(with(Authenticator::at, ""), Contains("more than a signature needs"));
    CHECK_THAT(with(Authenticator::ed, ""), Contains("more than a signature needs"));
    CHECK_THAT(with(Authenticator::ed, "\xa0"), Contains("more than a signature needs"));
    CHECK_THAT(
        with(Authenticator::at, passkey.attested(passkey.cose_key())),
        Contains("more than a signature needs")
    );
}

TEST_CASE("a signature by another passkey or over other bytes is refused", "[storage][webauthn]") {
    for (const auto algorithm : both) {
        const Authenticator passkey(algorithm, 1), other(algorithm, 2);
        const auto genuine = passkey.get(challenge);

        CHECK_THAT(asserting(other, genuine), Contains("not a signature of these bytes"));
        auto changed = genuine;
        changed.client_data_json += ' ';
        CHECK_THAT(asserting(passkey, changed), Contains("not a signature of these bytes"));
        changed = genuine;
        changed.authenticator_data[36] = '\x02';
        CHECK_THAT(asserting(passkey, changed), Contains("not a signature of these bytes"));
        changed = genuine;
        changed.signature.clear();
        CHECK_THAT(asserting(passkey, changed), Contains("not a signature of these bytes"));
        changed = genuine;
        changed.signature += '\0';
        CHECK_THAT(asserting(passkey, changed), Contains("not a signature of these bytes"));
    }
    // The algorithm is the stored one, whatever the other would say.
    Authenticator es256(KeyAlgorithm::es256), eddsa(KeyAlgorithm::ed25519);
    CHECK_THAT(asserting(es256, eddsa.get(challenge)), Contains("not a signature"));
    CHECK_THAT(asserting(eddsa, es256.get(challenge)), Contains("not a signature"));
}

TEST_CASE("one ceremony is not taken for the other", "[storage][webauthn]") {
    const Authenticator passkey(KeyAlgorithm::es256);
    CHECK_THAT(asserting(passkey, passkey.create(challenge)), Contains("no assertion"));
    CHECK_THAT(registering(passkey.get(challenge)), Contains("no registration"));

    auto renamed = passkey.create(challenge);
    renamed.form = SignatureForm::passkey;
    CHECK_THAT(asserting(passkey, renamed), Contains("something else"));
    renamed = passkey.get(challenge);
    renamed.form = SignatureForm::passkey_created;
    CHECK_THAT(registering(renamed), Contains("something else"));
}

TEST_CASE("a registration has the key and nothing that was not asked for", "[storage][webauthn]") {
    const Authenticator passkey(KeyAlgorithm::es256);
    constexpr auto at = Authenticator::at, ed = Authenticator::ed;
    const auto with = [&passkey](int flags, const std::string& tail) {
        return registering(created_with(passkey, static_cast<std::uint8_t>(flags), tail));
    };
    const std::string whole = passkey.attested(passkey.cose_key());

    CHECK(with(at, whole).empty());
    CHECK_THAT(with(0, whole), Contains("AT is not set"));
    CHECK_THAT(with(at, whole + "x"), Contains("something follows"));
    CHECK_THAT(with(at | ed, whole), Contains("something follows"));
    CHECK_THAT(with(at | ed, whole + "\xa0"), Contains("something follows"));

    // What browsers ask of security keys by themselves.
    const std::string protect = *from_hex("a16b") + "credProtect";
    for (const char level : {'\1', '\2', '\3'})
        CHECK(with(at | ed, whole + protect + level).empty());
    CHECK_THAT(with(at, whole + protect + '\2'), Contains("something follows"));
    CHECK_THAT(with(at | ed, whole + protect + '\4'), Contains("something follows"));
    CHECK_THAT(with(at | ed, whole + protect), Contains("something follows"));
    CHECK_THAT(with(at | ed, whole + protect + "\2x"), Contains("something follows"));
}

TEST_CASE("a credential id is one to 1023 bytes", "[storage][webauthn]") {
    const auto sized = [](std::size_t size) {
        Authenticator passkey(KeyAlgorithm::es256);
        passkey.credential_id.assign(size, 'c');
        return registering(passkey.create(challenge));
    };
    CHECK(sized(1).empty());
    CHECK(sized(1023).empty());
    CHECK_THAT(sized(0), Contains("credential id"));
    CHECK_THAT(sized(1024), Contains("credential id"));
    CHECK_THAT(sized(65'535), Contains("credential id"));
}

TEST_CASE("fault 64: a registration with a key that is none is refused", "[storage][webauthn]") {
    const Authenticator passkey(KeyAlgorithm::es256);
    const auto bringing = [&passkey](const std::string& cose) {
        return registering(created_with(passkey, Authenticator::at, passkey.attested(cose)));
    };
    const std::string zeros(64, '0');
    const auto hex = [](const std::string& text) { return *from_hex(text); };
    const std::string eddsa = "a4010103272006215820";

    CHECK_THAT(
        bringing(hex("a5010203262001215820" + zeros + "225820" + zeros)), Contains("no point")
    );
    for (const std::string& key :
         {zeros,
          "01" + zeros.substr(2),
          std::string("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          std::string("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
          std::string("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
          std::string(64, 'f')}) {
        CHECK_THAT(bringing(hex(eddsa + key)), Contains("no sound Ed25519 key"));
    }
    // RS256, another order of the same members, a longer form of the same numbers.
    CHECK_THAT(bringing(hex("a401030339010020590100")), Contains("neither ES256 nor Ed25519"));
    CHECK_THAT(
        bringing(replaced(passkey.cose_key(), hex("01020326"), hex("03260102"))),
        Contains("neither ES256 nor Ed25519")
    );
    CHECK_THAT(
        bringing(replaced(passkey.cose_key(), hex("0102"), hex("011802"))),
        Contains("neither ES256 nor Ed25519")
    );
    CHECK_THAT(bringing(passkey.cose_key().substr(0, 50)), Contains("cut short"));
    CHECK_THAT(bringing(""), Contains("neither ES256 nor Ed25519"));
}

TEST_CASE("no cut and no flipped bit of an assertion is taken", "[storage][webauthn]") {
    for (const auto algorithm : both) {
        const Authenticator passkey(algorithm);
        const auto genuine = passkey.get(challenge);
        REQUIRE(asserting(passkey, genuine).empty());
        using Part = std::string SignatureBytes::*;
        for (const Part part :
             {&SignatureBytes::signature,
              &SignatureBytes::authenticator_data,
              &SignatureBytes::client_data_json}) {
            const std::string& whole = genuine.*part;
            for (std::size_t size = 0; size < whole.size(); ++size) {
                auto cut = genuine;
                (cut.*part).resize(size);
                CHECK(!asserting(passkey, cut).empty());
            }
            for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
                auto flipped = genuine;
                (flipped.*part)[bit / 8] ^= static_cast<char>(1 << bit % 8);
                CHECK(!asserting(passkey, flipped).empty());
            }
        }
    }
}

TEST_CASE(
    "no cut of a registration is taken and a flipped bit never makes another's key of it",
    "[storage][webauthn]"
) {
    for (const auto algorithm : both) {
        const Authenticator passkey(algorithm);
        const auto genuine = passkey.create(challenge);
        const auto& data = genuine.authenticator_data;
        for (std::size_t size = 0; size < data.size(); ++size) {
            auto cut = genuine;
            cut.authenticator_data.resize(size);
            CHECK(!registering(cut).empty());
        }
        // Nobody signed it: what is taken may differ in what it says of itself (counter, AAGUID,
        // credential id, BE) or be the key of nobody, but it verifies nothing that this passkey
        // signed.
        for (std::size_t bit = 0; bit < data.size() * 8; ++bit) {
            auto flipped = genuine;
            flipped.authenticator_data[bit / 8] ^= static_cast<char>(1 << bit % 8);
            const auto outcome = check_registration(ceremony(), flipped);
            const auto* made = std::get_if<Registration>(&outcome);
            if (!made || made->key.public_key == passkey.key().public_key) continue;
            CHECK(!why(check_assertion(ceremony(), made->key, passkey.get(challenge))).empty());
        }
        for (std::size_t bit = 0; bit < genuine.client_data_json.size() * 8; ++bit) {
            auto flipped = genuine;
            flipped.client_data_json[bit / 8] ^= static_cast<char>(1 << bit % 8);
            const auto outcome = check_registration(ceremony(), flipped);
            if (const auto* made = std::get_if<Registration>(&outcome))
                CHECK(made->key.public_key == passkey.key().public_key);
        }
    }
}

} // namespace tocsin::test
