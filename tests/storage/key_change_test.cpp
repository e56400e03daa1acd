// One key of the log gives way to another. SPDX-License-Identifier: Apache-2.0
#include "storage/key_change.hpp"

#include "server/base/rng.hpp"
#include "storage/sha256.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace tocsin;
using namespace tocsin::storage;

namespace {

struct Change {
    std::string old_key, new_key, text, old_signature, new_signature;

    SignedKeyChange view() const { return {old_key, new_key, text, old_signature, new_signature}; }
};

Change change(const std::string& origin, const SigningKey& from, const SigningKey& to) {
    Change made;
    made.old_key = from.public_key().str();
    made.new_key = to.public_key().str();
    made.text = render({origin, from.public_key(), to.public_key(), 1'790'000'000});
    made.old_signature = from.sign(made.text).str();
    made.new_signature = to.sign(made.text).str();
    return made;
}

struct Keys {
    SeededRng rng{5};
    SigningKey first = SigningKey::generate(rng), second = SigningKey::generate(rng),
               third = SigningKey::generate(rng), strangers = SigningKey::generate(rng);
    std::string origin = "example.com/log";

    VerifierKey named(const SigningKey& key) const { return {origin, key.public_key()}; }
};

} // namespace

TEST_CASE("who trusts an old key of the log is led to the one in force", "[storage][key]") {
    const Keys keys;
    const Change one = change(keys.origin, keys.first, keys.second);
    const Change two = change(keys.origin, keys.second, keys.third);
    const std::vector<SignedKeyChange> changes{one.view(), two.view()};

    CHECK(why_wrong(one.view(), keys.origin).empty());
    CHECK(key_after(keys.named(keys.first), changes)->key == keys.third.public_key());
    CHECK(key_after(keys.named(keys.second), changes)->key == keys.third.public_key());
    CHECK(key_after(keys.named(keys.strangers), changes)->key == keys.strangers.public_key());
}

TEST_CASE("a key that the old one did not sign for leads nobody anywhere", "[storage][key]") {
    const Keys keys;
    Change forged = change(keys.origin, keys.first, keys.strangers);
    forged.old_signature = keys.strangers.sign(forged.text).str();
    const std::vector<SignedKeyChange> changes{forged.view()};

    CHECK(why_wrong(forged.view(), keys.origin) == "the old key did not sign it");
    CHECK_FALSE(key_after(keys.named(keys.first), changes));
    Change unproven = change(keys.origin, keys.first, keys.second);
    unproven.new_signature = unproven.old_signature;
    CHECK(why_wrong(unproven.view(), keys.origin) == "the new key did not sign it");
    CHECK(
        why_wrong(change("other.example/log", keys.first, keys.second).view(), keys.origin) ==
        "it is of another log"
    );
    Change other = change(keys.origin, keys.first, keys.second);
    other.new_key = keys.third.public_key().str();
    CHECK(why_wrong(other.view(), keys.origin) == "its text names other keys");
}

TEST_CASE("a change of keys has one spelling", "[storage][key]") {
    const Keys keys;
    const std::string text = change(keys.origin, keys.first, keys.second).text;

    REQUIRE(parse_key_change(text));
    CHECK(render(*parse_key_change(text)) == text);
    CHECK_FALSE(parse_key_change(text + "\n"));
    CHECK_FALSE(parse_key_change(text.substr(0, text.size() - 1)));
    CHECK_FALSE(parse_key_change("x" + text));
    std::string padded = text;
    padded.insert(padded.rfind(' ') + 1, "0");
    CHECK_FALSE(parse_key_change(padded));
}

TEST_CASE("for a time both keys of the log sign its checkpoint", "[storage][key]") {
    const Keys keys;
    const Checkpoint checkpoint{keys.origin, {1, sha256({"root"})}};

    const std::string note =
        add_signature(sign_checkpoint(checkpoint, keys.second), keys.origin, keys.first);

    CHECK(open_checkpoint(note, keys.named(keys.first))->head.size == 1);
    CHECK(open_checkpoint(note, keys.named(keys.second))->head.size == 1);
    CHECK_FALSE(open_checkpoint(note, keys.named(keys.third)));
    const std::vector<VerifierKey> known{keys.named(keys.third), keys.named(keys.first)};
    CHECK(open_checkpoint(note, known));
}

TEST_CASE("while two keys sign, who trusts the first is led to both", "[storage][key]") {
    const Keys keys;
    const Change one = change(keys.origin, keys.first, keys.second);
    const std::vector<SignedKeyChange> changes{one.view()};

    CHECK(leads_to(keys.named(keys.first), changes, keys.named(keys.first)));
    CHECK(leads_to(keys.named(keys.first), changes, keys.named(keys.second)));
    CHECK_FALSE(leads_to(keys.named(keys.second), changes, keys.named(keys.first)));
    CHECK_FALSE(leads_to(keys.named(keys.first), changes, keys.named(keys.third)));
}
