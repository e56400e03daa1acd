// When an opt-in text is adopted: a count, a count per regional group, names that must be there;
// reminders to those who owe; two persons of one government; the shutdown that ends meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

void require_two_persons(StatementWorld& world, const char* party) {
    world.state.coalition.two_persons[PartyCode{party}] = PersonId{};
}

v1::Policy with_reminders() {
    v1::Policy policy = default_policy();
    policy.clear_remind_at_percent();
    policy.clear_remind_before_ms();
    policy.add_remind_at_percent(50);
    policy.add_remind_before_ms(4 * 3'600'000);
    return policy;
}

} // namespace

TEST_CASE("a text lapses when a name it must have is missing", "[domain][threshold]") {
    StatementWorld world;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    v1::Command open = world.opening(1);
    open.mutable_open_procedure()->add_must_haves("NO");
    REQUIRE(!world.submit(open, world.penholder).refusal);
    REQUIRE(!world.answer(world.ghana).refusal);

    const v1::ProcedureClosed closed = world.close().events.front().procedure_closed();

    CHECK(closed.outcome() == v1::ProcedureClosed::LAPSED);
    REQUIRE(closed.missing_size() == 1);
    CHECK(closed.missing(0) == "NO");
}

TEST_CASE("a minimum nobody could meet is refused at the opening", "[domain][threshold]") {
    StatementWorld world;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    v1::Command region = world.opening(1);
    auto& minimum = *region.mutable_open_procedure()->add_per_region();
    minimum.set_region(v1::Party::GRULAC);
    minimum.set_count(1);
    v1::Command subject = world.opening(1);
    subject.mutable_open_procedure()->add_must_haves("UG");

    CHECK(world.submit(region, world.penholder).refusal->field() == "per_region");
    CHECK(world.submit(subject, world.penholder).refusal->field() == "must_haves");
}

TEST_CASE(
    "reminders go to those who still owe an answer, in order and once", "[domain][threshold]"
) {
    StatementWorld world;
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = with_reminders();
    world.record(std::move(policy), {});
    world.open();
    const Instant opened = world.now;
    REQUIRE(!world.answer(world.ghana).refusal);
    CHECK(next_due(world.state) == opened + 12h);

    const Decision first = world.pass_to(opened + 12h);
    CHECK(next_due(world.state) == opened + 20h);
    const Decision second = world.pass_to(opened + 20h);

    REQUIRE(first.events.size() == 1);
    CHECK(first.events.front().answers_reminded().mark() == 1);
    CHECK(first.events.front().answers_reminded().owing_size() == 4);
    CHECK(second.events.front().answers_reminded().mark() == 2);
    CHECK(next_due(world.state) == world.deadline() + 1ms);
}

TEST_CASE("while positions are hidden nobody learns who else owes one", "[domain][threshold]") {
    StatementWorld world;
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = with_reminders();
    world.record(std::move(policy), {});
    world.open(2, v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE);

    const Decision reminded = world.pass_to(world.now + 12h);

    REQUIRE(reminded.events.size() == 5);
    for (const v1::Event& event : reminded.events) {
        const bool to_ghana = event.answers_reminded().owing(0) == "GH";
        const Visibility visibility = visibility_of(world.state, event);
        CHECK(may_see(visibility, world.reader(world.ghana)) == to_ghana);
        CHECK(may_see(visibility, world.reader(world.penholder)));
    }
    CHECK(world.procedure().reminders == 1);
}

namespace {

v1::Command reminding(StatementWorld& world, std::initializer_list<const char*> parties = {}) {
    v1::Command command = world.command();
    command.mutable_remind()->set_procedure_id(world.id);
    for (const char* party : parties)
        command.mutable_remind()->add_parties(party);
    return command;
}

} // namespace

TEST_CASE(
    "who still owes is reminded by hand beside the marks of the policy", "[domain][threshold]"
) {
    StatementWorld world;
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = with_reminders();
    world.record(std::move(policy), {});
    world.open();
    REQUIRE(!world.answer(world.ghana).refusal);
    const auto next = next_due(world.state);

    const Decision all = world.submit(reminding(world), world.penholder);
    world.now += 5min;
    const Decision one = world.submit(reminding(world, {"NO"}), world.lead);

    REQUIRE(all.events.size() == 1);
    CHECK(all.events.front().answers_reminded().mark() == 0);
    CHECK(all.events.front().answers_reminded().owing_size() == 4);
    REQUIRE(one.events.size() == 1);
    CHECK(one.events.front().answers_reminded().owing_size() == 1);
    CHECK(one.events.front().answers_reminded().owing(0) == "NO");
    CHECK(next_due(world.state) == next);
    CHECK(world.procedure().reminders == 0);
}

TEST_CASE(
    "nobody is reminded who answered and nobody twice in five minutes", "[domain][threshold]"
) {
    StatementWorld world;
    world.open();
    REQUIRE(!world.answer(world.ghana).refusal);

    const Decision answered = world.submit(reminding(world, {"NO", "GH"}), world.penholder);
    REQUIRE(answered.refusal);
    CHECK(answered.refusal->code() == v1::Refusal::INVALID_FIELD);
    CHECK(answered.refusal->given() == "GH");
    REQUIRE(!world.submit(reminding(world), world.penholder).refusal);
    world.now += 5min - 1ms;
    const Decision again = world.submit(reminding(world), world.lead);
    REQUIRE(again.refusal);
    CHECK(again.refusal->code() == v1::Refusal::WRONG_STATE);
    const Decision by_ghana = world.submit(reminding(world), world.ghana);
    REQUIRE(by_ghana.refusal);
    CHECK(by_ghana.refusal->code() == v1::Refusal::FORBIDDEN);
}

TEST_CASE(
    "while positions are hidden all that owe are reminded, or none, by hand too",
    "[domain][threshold]"
) {
    StatementWorld world;
    world.open(2, v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE);

    const Decision named = world.submit(reminding(world, {"NO"}), world.penholder);
    const Decision all = world.submit(reminding(world), world.penholder);

    REQUIRE(named.refusal);
    CHECK(named.refusal->field() == "parties");
    REQUIRE(all.events.size() == 5); // one to each
    CHECK(all.events.front().answers_reminded().owing_size() == 1);
}

TEST_CASE(
    "a government that wants two persons is counted when the second signs", "[domain][threshold]"
) {
    StatementWorld world;
    world.open();
    require_two_persons(world, "GH");

    const Decision prepared = world.answer(world.ghana);
    CHECK(prepared.events.front().has_position_prepared());
    CHECK(count(world.procedure()).signed_() == 0);
    const Decision again = world.answer(world.ghana);
    const Decision confirmed = world.answer(world.ghana_deputy);

    CHECK(is_refused(again, v1::Refusal::APPROVAL_REQUIRED));
    REQUIRE(!confirmed.refusal);
    const v1::PositionTaken& taken = confirmed.events.front().position_taken();
    CHECK(taken.prepared_by() == world.ghana.person.str());
    CHECK(!taken.prepared_hash().empty());
    CHECK(count(world.procedure()).signed_() == 1);
}

TEST_CASE(
    "what was prepared and not confirmed counts as none at the close", "[domain][threshold]"
) {
    StatementWorld world;
    world.open(1);
    require_two_persons(world, "GH");
    REQUIRE(!world.answer(world.ghana).refusal);

    const v1::ProcedureClosed closed = world.close().events.front().procedure_closed();

    CHECK(closed.outcome() == v1::ProcedureClosed::LAPSED);
    CHECK(closed.signatories_size() == 0);
}

TEST_CASE("a second person who says otherwise prepares anew", "[domain][threshold]") {
    StatementWorld world;
    world.open();
    require_two_persons(world, "GH");
    REQUIRE(!world.answer(world.ghana).refusal);

    const Decision other = world.answer(world.ghana_deputy, v1::Position::NOT_JOINING);
    const Decision agreed = world.answer(world.ghana, v1::Position::NOT_JOINING);

    CHECK(other.events.front().has_position_prepared());
    REQUIRE(agreed.events.front().has_position_taken());
    CHECK(count(world.procedure()).not_joining() == 1);
}

TEST_CASE("what was put in question goes on when its penholder says so", "[domain][threshold]") {
    StatementWorld world;
    world.open();
    v1::Command go_on = world.command();
    go_on.mutable_continue_procedure()->set_procedure_id(world.id);
    go_on.mutable_continue_procedure()->set_reason("Accountability remains due.");
    CHECK(is_refused(world.submit(go_on, world.penholder), v1::Refusal::WRONG_STATE));
    v1::Event questioned;
    questioned.mutable_procedure_questioned()->set_procedure_id(world.id);
    world.record(std::move(questioned), {});
    CHECK(world.procedure().questioned);

    REQUIRE(!world.submit(go_on, world.penholder).refusal);

    CHECK(!world.procedure().questioned);
}

TEST_CASE(
    "a procedure follows another of the same realm that its drafter may read", "[domain][threshold]"
) {
    StatementWorld world;
    world.open();
    v1::Command next = world.drafting();
    next.mutable_draft_procedure()->set_linked_to(world.id);
    const Decision linked = world.submit(next, world.lead);
    v1::Command lost = world.drafting();
    lost.mutable_draft_procedure()->set_linked_to("st-nowhere");

    CHECK(linked.events.front().procedure_drafted().linked_to() == world.id);
    CHECK(is_refused(world.submit(lost, world.lead), v1::Refusal::NOT_FOUND));
}
