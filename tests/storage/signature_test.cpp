// SPDX-License-Identifier: Apache-2.0
#include "storage/signature.hpp"

#include "storage/sha256.hpp"
#include "tests/storage/vectors.hpp"

namespace tocsin::test {

using namespace tocsin::storage;

TEST_CASE("the edge cases of Ed25519 get the answer the house has fixed", "[storage][signature]") {
    if (!have_vectors("ed25519-cctv/ed25519vectors.json")) return;
    const json::value cases = vectors("ed25519-cctv/ed25519vectors.json");
    const json::value measured = vectors("ed25519-cctv/measured-behaviour.json");
    int accepted = 0;

    for (std::size_t i = 0; i < cases.as_array().size(); ++i) {
        const auto& test = cases.as_array()[i].as_object();
        const auto& expected = measured.at("results").as_array()[i].as_object();
        REQUIRE(number(test, "number") == number(expected, "number"));
        const auto key = PublicKey::from(*from_hex(text(test, "key")));
        const bool good = key && verify(*key, text(test, "msg"), *from_hex(text(test, "sig")));
        CHECK(good == expected.at("libsodium_1_0_18").as_bool());
        accepted += good;
    }

    CHECK(cases.as_array().size() == 914);
    CHECK(accepted == 43);
}

TEST_CASE("the Wycheproof signatures are judged as published", "[storage][signature]") {
    if (!have_vectors("wycheproof/ed25519_test.json")) return;
    int judged = 0;
    const json::value file = vectors("wycheproof/ed25519_test.json");
    for (const auto& group : file.at("testGroups").as_array()) {
        const auto key = PublicKey::from(*from_hex(text(group.at("publicKey").at("pk"))));
        REQUIRE(key.has_value());
        for (const auto& item : group.at("tests").as_array()) {
            const auto& test = item.as_object();
            INFO("test " << number(test, "tcId"));
            const bool good =
                verify(*key, *from_hex(text(test, "msg")), *from_hex(text(test, "sig")));
            CHECK(good == (text(test, "result") == "valid"));
            ++judged;
        }
    }
    CHECK(judged == 151);
}

TEST_CASE("what a key signed verifies and nothing else does", "[storage][signature]") {
    SeededRng rng(1);
    const SigningKey key = SigningKey::generate(rng);
    const std::string message = "what was said";
    const std::string signature = key.sign(message).str();

    CHECK(verify(key.public_key(), message, signature));
    CHECK(!verify(key.public_key(), "what was saie", signature));
    CHECK(!verify(key.public_key(), message, signature.substr(1)));
    CHECK(!verify(key.public_key(), message, signature + '\0'));
    CHECK(!verify(PublicKey(), message, signature));
    CHECK(!verify(SigningKey::generate(rng).public_key(), message, signature));
}

TEST_CASE("a moved key still signs", "[storage][signature]") {
    SeededRng rng(1);
    SigningKey first = SigningKey::generate(rng);
    const PublicKey name = first.public_key();

    SigningKey second = std::move(first);
    SigningKey third = SigningKey::generate(rng);
    third = std::move(second);

    CHECK(third.public_key() == name);
    CHECK(verify(name, "m", third.sign("m").view()));
}

TEST_CASE(
    "a key file is for its owner alone and gives the same key again", "[storage][signature]"
) {
    const Folder folder;
    const auto file = folder.path() / "log.key";
    SeededRng rng(1);
    const SigningKey key = SigningKey::generate(rng);

    REQUIRE(key.save(file).has_value());

    CHECK((fs::status(file).permissions() & fs::perms::all) == fs::perms(0600));
    const auto again = SigningKey::load(file);
    REQUIRE(again.has_value());
    CHECK(again->public_key() == key.public_key());
    CHECK(content_of(file).size() == 65);
}

TEST_CASE("a key file is never written over", "[storage][signature]") {
    const Folder folder;
    const auto file = folder.path() / "log.key";
    SeededRng rng(1);
    REQUIRE(SigningKey::generate(rng).save(file).has_value());
    const std::string before = content_of(file);

    CHECK(!SigningKey::generate(rng).save(file).has_value());

    CHECK(content_of(file) == before);
}

TEST_CASE(
    "a crash while a key is written leaves no half of it in its place", "[storage][signature]"
) {
    const Folder folder;
    const auto file = folder.path() / "log.key";
    std::ofstream(file.string() + ".tmp") << "0123"; // all that the crash left
    SeededRng rng(1);
    const SigningKey key = SigningKey::generate(rng);

    REQUIRE(key.save(file).has_value());

    CHECK(SigningKey::load(file)->public_key() == key.public_key());
    CHECK(!fs::exists(file.string() + ".tmp"));
}

TEST_CASE(
    "fault 128: a key file that is missing or empty or torn or open to others is refused with 77",
    "[storage][signature]"
) {
    const Folder folder;
    const auto file = folder.path() / "log.key";
    std::string good(65, 'a');
    good.back() = '\n';
    const auto exit_code = [&] {
        const auto key = SigningKey::load(file);
        return key ? 0 : key.error().exit_code;
    };

    CHECK(exit_code() == 77);
    write_file(file, "");
    CHECK(exit_code() == 77);
    write_file(file, good.substr(0, 40));
    CHECK(exit_code() == 77);
    write_file(file, good + good);
    CHECK(exit_code() == 77);
    write_file(file, std::string(64, 'g'));
    CHECK(exit_code() == 77);
    write_file(file, good, 0640);
    CHECK(exit_code() == 77);
    write_file(file, good, 0604);
    CHECK(exit_code() == 77);
    write_file(file, good, 0600);
    CHECK(exit_code() == 0);
    if (::geteuid() == 0) {
        REQUIRE(::chown(file.c_str(), 65534, 65534) == 0);
        CHECK(exit_code() == 77);
    }
}

TEST_CASE("the fingerprint of a key tells its algorithm apart", "[storage][signature]") {
    const std::string key(32, 'k');

    CHECK(fingerprint("ed25519", key) == sha256({"tocsin.example/member-key/v1\ned25519\n", key}));
    CHECK(fingerprint("ed25519", key) != fingerprint("es256", key));
}

} // namespace tocsin::test
