// Texts: versions, one authentic language, what a change does to answers already given.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Command changing(StatementWorld& world, std::uint64_t text, bool editorial) {
    v1::Command command = world.adding(digest_of("text", text));
    command.mutable_add_text()->set_editorial(editorial);
    command.mutable_add_text()->set_change("The second paragraph names the order.");
    return command;
}

void set_contest(StatementWorld& world, std::chrono::milliseconds window) {
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = default_policy();
    policy.mutable_policy_set()->mutable_policy()->set_contest_ms(window.count());
    world.record(std::move(policy), {});
}

v1::Command contesting(StatementWorld& world) {
    v1::Command command = world.command();
    command.mutable_contest_edit()->set_procedure_id(world.id);
    command.mutable_contest_edit()->set_version(world.procedure().version);
    command.mutable_contest_edit()->set_reason("It changes the sense of paragraph two.");
    return command;
}

} // namespace

TEST_CASE("a substantive change asks every government again", "[domain][text]") {
    StatementWorld world;
    world.open();
    REQUIRE(!world.answer(world.ghana).refusal);
    REQUIRE(!world.answer(world.norway).refusal);

    REQUIRE(!world.submit(changing(world, 3, false), world.penholder).refusal);

    CHECK(world.procedure().version == 3);
    CHECK(count(world.procedure()).signed_() == 0);
    CHECK(count(world.procedure()).silent() == 5);
    CHECK(owing(world.procedure()).size() == 5);
    // The answer still stands in the log; signing the new text replaces it.
    REQUIRE(!world.replace(world.ghana, v1::Position::SIGN).refusal);
    CHECK(count(world.procedure()).signed_() == 1);
}

TEST_CASE("answers on an older text do not count at the close", "[domain][text]") {
    StatementWorld world;
    world.open(2);
    REQUIRE(!world.answer(world.ghana).refusal);
    REQUIRE(!world.answer(world.norway).refusal);
    REQUIRE(!world.submit(changing(world, 3, false), world.penholder).refusal);
    REQUIRE(!world.replace(world.ghana, v1::Position::SIGN).refusal);

    const v1::ProcedureClosed closed = world.close().events.front().procedure_closed();

    CHECK(closed.outcome() == v1::ProcedureClosed::LAPSED);
    REQUIRE(closed.signatories_size() == 1);
    CHECK(closed.signatories(0) == "GH");
}

TEST_CASE(
    "an editorial change carries answers over unless a signatory contests", "[domain][text]"
) {
    StatementWorld world;
    set_contest(world, 2h);
    world.open();
    REQUIRE(!world.answer(world.ghana).refusal);
    const Decision edited = world.submit(changing(world, 3, true), world.penholder);
    REQUIRE(!edited.refusal);
    CHECK(edited.events.front().text_added().contest_until() == to_ms(world.now + 2h));
    CHECK(count(world.procedure()).signed_() == 1);

    CHECK(is_refused(world.submit(contesting(world), world.norway), v1::Refusal::FORBIDDEN));
    REQUIRE(!world.submit(contesting(world), world.ghana).refusal);

    CHECK(count(world.procedure()).signed_() == 0);
    CHECK(is_refused(world.submit(contesting(world), world.ghana), v1::Refusal::FORBIDDEN));
}

TEST_CASE("an editorial change can be contested for the policy's time only", "[domain][text]") {
    StatementWorld world;
    set_contest(world, 2h);
    world.open();
    REQUIRE(!world.answer(world.ghana).refusal);
    REQUIRE(!world.submit(changing(world, 3, true), world.penholder).refusal);

    world.now += 2h + 1ms;
    const Decision late = world.submit(contesting(world), world.ghana);

    CHECK(is_refused(late, v1::Refusal::WRONG_STATE));
    CHECK(count(world.procedure()).signed_() == 1);
}

TEST_CASE("a change too near the deadline must be preceded by an extension", "[domain][text]") {
    StatementWorld world;
    world.open();
    world.now = world.deadline() - 1min;

    const Decision late = world.submit(changing(world, 3, false), world.penholder);
    REQUIRE(!world.submit(world.extending(world.deadline() + 24h), world.penholder).refusal);
    const Decision extended = world.submit(changing(world, 3, false), world.penholder);

    CHECK(is_refused(late, v1::Refusal::WRONG_STATE));
    CHECK(late.refusal->next() == "Extend the deadline first.");
    CHECK(!extended.refusal);
}

TEST_CASE("a change while governments sign says what changed", "[domain][text]") {
    StatementWorld world;
    world.open();
    v1::Command silent = changing(world, 3, false);
    silent.mutable_add_text()->clear_change();

    const Decision decision = world.submit(silent, world.penholder);

    CHECK(is_refused(decision, v1::Refusal::INVALID_FIELD));
    CHECK(decision.refusal->field() == "change");
}

TEST_CASE("a text has one authentic language, others are translations", "[domain][text]") {
    StatementWorld world;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    v1::Command french = world.adding(digest_of("text", 2));
    french.mutable_add_text()->set_language("fr");
    v1::Command translation = world.command();
    auto& translate = *translation.mutable_add_translation();
    translate.set_procedure_id(world.id);
    translate.set_version(1);
    translate.set_language("fr");
    translate.set_text_sha256(digest_of("text", 2).str());

    const Decision as_text = world.submit(french, world.penholder);
    const Decision as_translation = world.submit(translation, world.penholder);

    CHECK(is_refused(as_text, v1::Refusal::INVALID_FIELD));
    CHECK(as_text.refusal->field() == "language");
    REQUIRE(!as_translation.refusal);
    CHECK(world.procedure().texts.front().translations.at("fr") == digest_of("text", 2));
}

TEST_CASE("alignment takes the text as it is final elsewhere", "[domain][text]") {
    StatementWorld world;
    world.mode = v1::ProcedureDrafted::ALIGNMENT;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);

    const Decision second = world.submit(world.adding(digest_of("text", 2)), world.penholder);

    CHECK(is_refused(second, v1::Refusal::WRONG_STATE));
}

TEST_CASE(
    "in the consultation members and advisers comment, and all they are for may read it",
    "[domain][text]"
) {
    StatementWorld world;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    v1::Command comment = world.command();
    comment.mutable_add_comment()->set_procedure_id(world.id);
    comment.mutable_add_comment()->set_text("Name the operators.");
    CHECK(is_refused(world.submit(comment, world.observer), v1::Refusal::NOT_FOUND));
    v1::Command consult = world.command();
    consult.mutable_open_consultation()->set_procedure_id(world.id);
    REQUIRE(!world.submit(consult, world.penholder).refusal);

    const Decision advice = world.submit(comment, world.adviser);
    comment.set_command_id(world.command().command_id());
    const Decision ghana = world.submit(comment, world.ghana);

    REQUIRE(!advice.refusal);
    REQUIRE(!ghana.refusal);
    CHECK(world.procedure().comments.size() == 2);
    CHECK(may_see(visibility_of(world.state, advice.events[0]), world.reader(world.norway)));
    CHECK(!may_see(visibility_of(world.state, ghana.events[0]), world.reader(world.adviser)));
    CHECK(is_refused(world.submit(comment, world.auditor), v1::Refusal::FORBIDDEN));
}
