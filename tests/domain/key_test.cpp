// A person's own keys: one brings the next, and "this was not me".
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/keys.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

Decision report_misuse(World& world, const Asker& by, const Digest& key) {
    v1::Command command = world.command();
    command.mutable_report_misuse()->set_fingerprint(key.str());
    command.mutable_report_misuse()->set_words("I was asleep.");
    return world.submit(command, by);
}

} // namespace

TEST_CASE("a new key signed for by an old one acts at once", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string alert = small.issued(shutdown_in("MM"));

    const Decision added = world.submit(rotation(world, small.ghana, 1), small.ghana);

    REQUIRE(added.events.size() == 1);
    CHECK(added.events.front().key_added().cosigned_by() == small.ghana.key.str());
    CHECK(added.events.front().key_added().has_cosignature());
    CHECK(added.events.front().key_added().has_possession());
    CHECK(added.events.front().key_added().approvals().empty());
    CHECK(!small.acknowledge(alert, {small.ghana.person, digest_of("key", 1001)}).refusal);
}

TEST_CASE("every line of a new key's text is held against what the log says", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    revoke(world, small.ghana_deputy.key, small.support);
    const auto field = [&](auto change) {
        KeyText text = key_text(world, small.ghana, 1);
        change(text);
        const Decision decision = world.decide(rotation(world, text, 1), small.ghana);
        REQUIRE(decision.refusal);
        CHECK(decision.refusal->code() == v1::Refusal::TEXT_MISMATCH);
        return decision.refusal->field();
    };

    CHECK(field([](KeyText& text) { text.origin = "tocsin.example/other"; }) == "log");
    CHECK(field([&](KeyText& text) { text.person = small.norway.person; }) == "person");
    CHECK(field([](KeyText& text) { text.new_key = digest_of("key", 1002); }) == "new-key");
    CHECK(field([&](KeyText& text) { text.key = small.norway.key; }) == "key");
    CHECK(field([](KeyText& text) { text.key = digest_of("key", 1001); }) == "key");
    CHECK(field([](KeyText& text) { text.key = digest_of("key", 4711); }) == "key");
}

TEST_CASE("a revoked key signs for no other", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    REQUIRE(!world.submit(rotation(world, small.ghana, 1), small.ghana).refusal);
    const Asker rotated{small.ghana.person, digest_of("key", 1001)};
    revoke(world, small.ghana.key, rotated);

    const Decision decision = world.decide(rotation(world, small.ghana, 2), rotated);

    CHECK(code_of(decision) == v1::Refusal::TEXT_MISMATCH);
    CHECK(decision.refusal->field() == "key");
}

TEST_CASE("both keys sign the same bytes in the way that each of them signs", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    const v1::Command honest = rotation(world, small.ghana, 1);
    const auto field = [&](auto change) {
        v1::Command command = honest;
        change(*command.mutable_add_own_key());
        const Decision decision = world.decide(command, small.ghana);
        REQUIRE(decision.refusal);
        return decision.refusal->field();
    };
    using Add = v1::AddOwnKey;

    CHECK(field([](Add& add) { add.mutable_possession()->set_text("x"); }) == "possession.text");
    CHECK(field([](Add& add) {
              add.mutable_possession()->set_form(v1::SignedText::PASSKEY);
          }) == "possession.form");
    CHECK(field([](Add& add) {
              add.mutable_cosignature()->set_form(v1::SignedText::PASSKEY);
          }) == "cosignature.form");
    CHECK(field([](Add& add) {
              add.mutable_cosignature()->set_algorithm(v1::Key::ES256);
          }) == "cosignature.algorithm");
    CHECK(field([](Add& add) {
              add.mutable_possession()->set_algorithm(v1::Key::ES256);
          }) == "possession.algorithm");
    v1::Command broken = honest;
    broken.mutable_add_own_key()->mutable_cosignature()->set_text("not the seven lines");
    CHECK(code_of(world.decide(broken, small.ghana)) == v1::Refusal::MALFORMED);
    CHECK(!world.decide(honest, small.ghana).refusal);
}

TEST_CASE("a new passkey signs for itself as it signs ever after", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command first = rotation(world, small.ghana, 1);
    v1::AddOwnKey& add = *first.mutable_add_own_key();
    *add.mutable_key() = passkey(1);
    add.mutable_possession()->set_algorithm(v1::Key::ES256);

    CHECK(world.decide(first, small.ghana).refusal->field() == "possession.form");
    // A registration's challenge cannot be the hash of a text that names the key it makes.
    add.mutable_possession()->set_form(v1::SignedText::PASSKEY_CREATED);
    CHECK(world.decide(first, small.ghana).refusal->field() == "possession.form");
    add.mutable_possession()->set_form(v1::SignedText::PASSKEY);
    REQUIRE(!world.submit(first, small.ghana).refusal);
    CHECK(world.state.coalition.key_of_credential("credential 1"));

    const Asker by_passkey{small.ghana.person, digest_of("key", 1001)};
    v1::Command second = rotation(world, by_passkey, 2);
    v1::SignedText& cosignature = *second.mutable_add_own_key()->mutable_cosignature();
    cosignature.set_algorithm(v1::Key::ES256);
    cosignature.set_form(v1::SignedText::PASSKEY_CREATED); // Of a registration nobody asked for.
    CHECK(world.decide(second, by_passkey).refusal->field() == "cosignature.form");
    cosignature.set_form(v1::SignedText::PASSKEY);
    CHECK(!world.decide(second, by_passkey).refusal);
}

TEST_CASE("what was anybody's key before is nobody's new key", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    REQUIRE(!world.submit(rotation(world, small.ghana, 1), small.ghana).refusal);

    CHECK(
        code_of(world.decide(rotation(world, small.ghana, 1), small.ghana)) ==
        v1::Refusal::WRONG_STATE
    );
    CHECK(
        code_of(world.decide(rotation(world, small.norway, 1), small.norway)) ==
        v1::Refusal::WRONG_STATE
    );
}

TEST_CASE("a person holds sixteen keys and no more", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    for (std::uint64_t number = 1; number < 16; ++number)
        REQUIRE(!world.submit(rotation(world, small.ghana, number), small.ghana).refusal);

    const Decision one_more = world.decide(rotation(world, small.ghana, 16), small.ghana);
    CHECK(code_of(one_more) == v1::Refusal::WRONG_STATE);
    revoke(world, digest_of("key", 1001), small.ghana);
    CHECK(!world.decide(rotation(world, small.ghana, 16), small.ghana).refusal);
}

TEST_CASE("whoever was not there says so and the key is revoked", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string alert = small.issued(shutdown_in("MM"));
    v1::Command mint = world.command();
    mint.mutable_mint_token()->set_token_sha256(digest_of("token", 1).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(world.now + 24h));
    world.submit(mint, small.ghana);

    CHECK(code_of(report_misuse(world, small.ghana, small.norway.key)) == v1::Refusal::NOT_FOUND);
    const Decision reported = report_misuse(world, small.ghana, small.ghana.key);

    REQUIRE(reported.events.size() == 3);
    CHECK(reported.events[0].has_key_revoked());
    CHECK(reported.events[1].misuse_reported().words() == "I was asleep.");
    CHECK(reported.events[2].has_token_revoked()); // Whoever had the key may have minted it.
    CHECK(code_of(small.acknowledge(alert, small.ghana)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("its own keys are everybody's to keep", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command delegate = world.command();
    delegate.mutable_delegate()->set_to(small.ghana_deputy.person.str());
    delegate.mutable_delegate()->set_ends(to_ms(world.now + 1h));
    REQUIRE(!world.submit(delegate, small.ghana).refusal);

    std::uint64_t number = 0;
    for (const Asker& asker : {small.auditor, small.machine, small.ghana, small.adviser}) {
        CHECK(!world.submit(rotation(world, asker, ++number), asker).refusal);
        CHECK(!report_misuse(world, asker, asker.key).refusal);
    }
}

TEST_CASE("a key that is revoked takes its person's feed tokens along", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    const auto mint = [&](std::uint64_t number, const Asker& by) {
        v1::Command command = world.command();
        command.mutable_mint_token()->set_token_sha256(digest_of("token", number).str());
        command.mutable_mint_token()->set_expires_at(to_ms(world.now + 24h));
        REQUIRE(!world.submit(command, by).refusal);
    };
    const auto reads = [&](std::uint64_t number) {
        return !world.state.coalition.tokens.at(digest_of("token", number)).revoked;
    };
    REQUIRE(!world.submit(rotation(world, small.ghana, 1), small.ghana).refusal);
    mint(1, small.ghana);
    mint(2, small.ghana);
    mint(3, small.norway);

    // Also while another key is left: the one that is lost may have minted them.
    const Decision revoked = revoke(world, small.ghana.key, small.support);

    REQUIRE(revoked.events.size() == 3);
    CHECK(revoked.events[0].has_key_revoked());
    CHECK(!reads(1));
    CHECK(!reads(2));
    CHECK(reads(3));
}

TEST_CASE("a key that was never let in takes nothing along", "[domain][key]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command mint = world.command();
    mint.mutable_mint_token()->set_token_sha256(digest_of("token", 1).str());
    mint.mutable_mint_token()->set_expires_at(to_ms(world.now + 24h));
    world.submit(mint, small.ghana);
    recover(world, small.support, small.ghana, 1);
    enrol(world, 1, 1);

    CHECK(revoke(world, digest_of("key", 1001), small.ghana).events.size() == 1);
}
