// SPDX-License-Identifier: Apache-2.0
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

TEST_CASE("a government signs and its name counts", "[domain][position]") {
    StatementWorld world;
    world.open();

    const Decision decision = world.answer(world.ghana);

    REQUIRE(!decision.refusal);
    REQUIRE(decision.events.size() == 1);
    const v1::PositionTaken& position = decision.events.front().position_taken();
    CHECK(position.party() == "GH");
    CHECK(position.stance() == v1::Position::SIGN);
    CHECK(position.version() == 2);
    CHECK(position.person() == world.ghana.person.str());
    CHECK(position.key_fingerprint() == world.ghana.key.str());
    CHECK(position.signed_text().signature() == "verified elsewhere");
    CHECK(decision.subject == world.id);
    CHECK(count(world.procedure()).signed_() == 1);
}

TEST_CASE("a government answers in each way that opt-in knows", "[domain][position]") {
    for (const auto stance :
         {v1::Position::SIGN,
          v1::Position::SIGN_WITH_EXPLANATION,
          v1::Position::SIGN_AD_REFERENDUM,
          v1::Position::NOT_JOINING,
          v1::Position::ABSTAIN,
          v1::Position::AWAITING_INSTRUCTIONS}) {
        StatementWorld world;
        world.open();

        CHECK(!world.answer(world.norway, stance).refusal);
        CHECK(world.procedure().positions.at(PartyCode{"NO"}).stance == stance);
    }
}

TEST_CASE("what is not there and what is not for you are refused alike", "[domain][position]") {
    StatementWorld world;
    world.draft();
    SignOn of_a_draft = world.text(world.ghana);
    of_a_draft.version = 1;
    SignOn of_nothing = of_a_draft;
    of_nothing.procedure.text = "st-00000000";

    const Decision hidden = world.submit(world.taking(of_a_draft), world.ghana);
    const Decision absent = world.submit(world.taking(of_nothing), world.ghana);

    CHECK(is_refused(hidden, v1::Refusal::NOT_FOUND));
    CHECK(is_refused(absent, v1::Refusal::NOT_FOUND));
    CHECK(hidden.refusal->SerializeAsString() == absent.refusal->SerializeAsString());
}

TEST_CASE("the order of the checks betrays no procedure", "[domain][position]") {
    StatementWorld world;
    world.draft();
    SignOn wrong = world.text(world.ghana);
    wrong.party.text = "NO";
    wrong.realm = v1::EXERCISE;
    wrong.key = world.norway.key;

    CHECK(is_refused(world.submit(world.taking(wrong), world.ghana), v1::Refusal::NOT_FOUND));
}

TEST_CASE("nobody speaks for another government", "[domain][position]") {
    StatementWorld world;
    world.open();
    SignOn text = world.text(world.ghana);
    text.party.text = "NO";

    const Decision decision = world.submit(world.taking(text), world.ghana);

    CHECK(is_refused(decision, v1::Refusal::FORBIDDEN));
    CHECK(decision.refusal->field() == "member");
}

TEST_CASE("focal points and leads and penholders and the chair answer", "[domain][position]") {
    StatementWorld world;
    world.open();

    CHECK(!world.answer(world.penholder).refusal);
    CHECK(!world.answer(world.chair).refusal);
    CHECK(is_refused(world.answer(world.lead), v1::Refusal::ALREADY_ANSWERED));
    CHECK(!world.answer(world.ghana_deputy).refusal);
}

TEST_CASE("auditors and advisers and the secretariat never answer", "[domain][position]") {
    StatementWorld world;
    world.open();
    const Asker lone_support = world.person("KE", {v1::SUPPORT});

    CHECK(is_refused(world.answer(world.auditor), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.answer(world.adviser), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.answer(world.support), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.answer(lone_support), v1::Refusal::FORBIDDEN));
    CHECK(world.procedure().positions.empty());
}

TEST_CASE("each line that differs from the state is named", "[domain][position]") {
    StatementWorld world;
    world.open();
    const SignOn right = world.text(world.ghana);
    const auto sent = [&](const SignOn& text) {
        return world.submit(world.taking(text), world.ghana);
    };

    SignOn text = right;
    text.realm = v1::EXERCISE;
    CHECK(is_mismatch(sent(text), "context"));
    text = right;
    text.origin = "tocsin.example/log2";
    CHECK(is_mismatch(sent(text), "log"));
    text = right;
    text.version = 3;
    CHECK(is_mismatch(sent(text), "version"));
    text = right;
    text.text_sha256 = digest_of("text", 1);
    CHECK(is_mismatch(sent(text), "text-sha256"));
    text = right;
    text.deadline_seconds += 1;
    CHECK(is_mismatch(sent(text), "deadline"));
    text = right;
    text.key = world.ghana_deputy.key;
    CHECK(is_mismatch(sent(text), "key"));
    CHECK(world.procedure().positions.empty());
    CHECK(!sent(right).refusal);
}

TEST_CASE("an older text is refused and the current one named", "[domain][position]") {
    StatementWorld world;
    world.open();
    SignOn text = world.text(world.ghana);
    text.version = 1;
    text.text_sha256 = digest_of("text", 1);

    const Decision decision = world.submit(world.taking(text), world.ghana);

    CHECK(is_refused(decision, v1::Refusal::STALE_VERSION));
    CHECK(decision.refusal->version() == 2);
    CHECK(decision.refusal->text_sha256() == digest_of("text", 2).str());
}

TEST_CASE("a text that breaks the grammar is malformed", "[domain][position]") {
    StatementWorld world;
    world.open();
    v1::Command command = world.taking(world.text(world.ghana));
    command.mutable_take_position()->mutable_signed_text()->mutable_text()->append("x\n");

    CHECK(is_refused(world.submit(command, world.ghana), v1::Refusal::MALFORMED));
}

TEST_CASE("another active key of the same person may sign", "[domain][position]") {
    StatementWorld world;
    world.open();
    v1::Event added;
    added.mutable_key_added()->set_person(world.ghana.person.str());
    *added.mutable_key_added()->mutable_key() = World::key_of(99);
    added.mutable_key_added()->set_fingerprint(digest_of("key", 99).str());
    world.record(added, {});
    SignOn text = world.text(world.ghana);
    text.key = digest_of("key", 99);

    CHECK(!world.submit(world.taking(text), world.ghana).refusal);
}

TEST_CASE("a key signs before its revocation and not after it", "[domain][position]") {
    StatementWorld world;
    world.open();
    const v1::Command before = world.taking(world.text(world.norway));
    const v1::Command after = world.taking(world.text(world.ghana));
    CHECK(!world.submit(before, world.norway).refusal);

    for (const Asker& asker : {world.ghana, world.norway}) {
        v1::Event revoked;
        revoked.mutable_key_revoked()->set_person(asker.person.str());
        revoked.mutable_key_revoked()->set_fingerprint(asker.key.str());
        world.record(revoked, {});
    }

    CHECK(is_refused(world.submit(after, world.ghana), v1::Refusal::FORBIDDEN));
    CHECK(count(world.procedure()).signed_() == 1);
}

TEST_CASE("a text signed by a revoked key is refused to its own person", "[domain][position]") {
    StatementWorld world;
    world.open();
    v1::Event added;
    added.mutable_key_added()->set_person(world.ghana.person.str());
    *added.mutable_key_added()->mutable_key() = World::key_of(99);
    added.mutable_key_added()->set_fingerprint(digest_of("key", 99).str());
    world.record(added, {});
    v1::Event revoked;
    revoked.mutable_key_revoked()->set_person(world.ghana.person.str());
    revoked.mutable_key_revoked()->set_fingerprint(digest_of("key", 99).str());
    world.record(revoked, {});
    SignOn text = world.text(world.ghana);
    text.key = digest_of("key", 99);

    CHECK(is_mismatch(world.submit(world.taking(text), world.ghana), "key"));
}

TEST_CASE(
    "a second focal point is told who answered and must replace openly", "[domain][position]"
) {
    StatementWorld world;
    world.open();
    REQUIRE(!world.answer(world.ghana, v1::Position::NOT_JOINING).refusal);
    const StandingPosition first = world.procedure().positions.at(PartyCode{"GH"});
    world.now += 1min;

    const Decision blind = world.answer(world.ghana_deputy);

    CHECK(is_refused(blind, v1::Refusal::ALREADY_ANSWERED));
    CHECK(blind.refusal->person() == world.ghana.person.str());
    CHECK(blind.refusal->at() == to_ms(first.received));
    CHECK(blind.refusal->leaf_hash() == first.leaf_hash.str());
    CHECK(blind.refusal->has_index());
    CHECK(blind.refusal->index() == first.index);

    CHECK(!world.replace(world.ghana_deputy, v1::Position::SIGN).refusal);
    CHECK(count(world.procedure()).signed_() == 1);
    CHECK(count(world.procedure()).not_joining() == 0);
}

TEST_CASE("of two replacements in flight the second is refused", "[domain][position]") {
    StatementWorld world;
    world.open();
    REQUIRE(!world.answer(world.ghana).refusal);
    SignOn mine = world.text(world.ghana, v1::Position::ABSTAIN);
    mine.supersedes = world.procedure().positions.at(PartyCode{"GH"}).leaf_hash;
    SignOn theirs = mine;
    theirs.key = world.ghana_deputy.key;

    CHECK(!world.submit(world.taking(mine), world.ghana).refusal);
    const Decision second = world.submit(world.taking(theirs), world.ghana_deputy);
    CHECK(is_refused(second, v1::Refusal::ALREADY_ANSWERED));
    CHECK(second.refusal->index() == world.state.size - 1);
}

TEST_CASE("an answer that replaces nothing is told that there is nothing", "[domain][position]") {
    StatementWorld world;
    world.open();
    SignOn text = world.text(world.ghana);
    text.supersedes = digest_of("leaf", 1);

    CHECK(is_refused(world.submit(world.taking(text), world.ghana), v1::Refusal::CHANGED));
}

TEST_CASE("opt-in has no veto", "[domain][position]") {
    StatementWorld world;
    world.open();

    const Decision decision = world.answer(world.ghana, v1::Position::OBJECT);

    CHECK(is_refused(decision, v1::Refusal::WRONG_STATE));
    CHECK(decision.refusal->rule().find("no veto") != std::string::npos);
}

TEST_CASE("the government concerned is recused", "[domain][position]") {
    StatementWorld world;
    world.open();

    CHECK(is_refused(world.answer(world.uganda), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.answer(world.uganda, v1::Position::OBJECT), v1::Refusal::FORBIDDEN));
}

TEST_CASE("an observer associates and never signs", "[domain][position]") {
    StatementWorld world;
    world.open();

    CHECK(is_refused(world.answer(world.observer), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.answer(world.ghana, v1::Position::ASSOCIATE), v1::Refusal::FORBIDDEN));
    CHECK(!world.answer(world.observer, v1::Position::ASSOCIATE).refusal);
    CHECK(count(world.procedure()).associated() == 1);
    CHECK(count(world.procedure()).entitled() == 5);
}

TEST_CASE("a government that joined after the opening is not entitled", "[domain][position]") {
    StatementWorld world;
    world.label = v1::CLEAR;
    world.open();
    world.admit("CZ");
    const Asker czechia = world.person("CZ", {v1::FOCAL_POINT});

    CHECK(is_refused(world.answer(czechia), v1::Refusal::FORBIDDEN));
    CHECK(count(world.procedure()).entitled() == 5);
}

TEST_CASE("an explanation goes with its stance and with no other", "[domain][position]") {
    StatementWorld world;
    world.open();
    SignOn without = world.text(world.ghana, v1::Position::SIGN_WITH_EXPLANATION);
    without.reservation_sha256.reset();
    SignOn with = world.text(world.ghana, v1::Position::SIGN);
    with.reservation_sha256 = digest_of("explanation", 1);

    const Decision missing = world.submit(world.taking(without), world.ghana);
    CHECK(is_refused(missing, v1::Refusal::INVALID_FIELD));
    CHECK(missing.refusal->field() == "reservation-sha256");
    CHECK(is_refused(world.submit(world.taking(with), world.ghana), v1::Refusal::INVALID_FIELD));
}

TEST_CASE("awaiting instructions says until when", "[domain][position]") {
    StatementWorld world;
    world.open();
    v1::Command command =
        world.taking(world.text(world.ghana, v1::Position::AWAITING_INSTRUCTIONS));
    command.mutable_take_position()->set_answer_by(to_ms(world.now));
    v1::Command other = world.taking(world.text(world.ghana));
    other.mutable_take_position()->set_answer_by(to_ms(world.now + 1h));

    const Decision decision = world.submit(command, world.ghana);

    CHECK(is_refused(decision, v1::Refusal::INVALID_FIELD));
    CHECK(decision.refusal->field() == "answer_by");
    CHECK(is_refused(world.submit(other, world.ghana), v1::Refusal::INVALID_FIELD));
    CHECK(!world.answer(world.ghana, v1::Position::AWAITING_INSTRUCTIONS).refusal);
    CHECK(count(world.procedure()).awaiting() == 1);
}

TEST_CASE("a draft and a withdrawn statement take no answers", "[domain][position]") {
    StatementWorld world;
    world.draft();
    CHECK(is_refused(world.answer(world.lead), v1::Refusal::WRONG_STATE));
    world.open();
    const v1::Command on_its_way = world.taking(world.text(world.ghana));
    REQUIRE(!world.submit(world.withdrawing(), world.penholder).refusal);

    const Decision decision = world.submit(on_its_way, world.ghana);

    CHECK(is_refused(decision, v1::Refusal::WRONG_STATE));
    CHECK(decision.refusal->state() == "WITHDRAWN");
}
