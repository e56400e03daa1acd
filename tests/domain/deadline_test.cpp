// SPDX-License-Identifier: Apache-2.0
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// Nothing but closings falls due.
struct UnremindedWorld : StatementWorld {
    UnremindedWorld() {
        v1::Event event;
        v1::Policy& policy = *event.mutable_policy_set()->mutable_policy();
        policy = default_policy();
        policy.clear_remind_at_percent();
        policy.clear_remind_before_ms();
        record(std::move(event), {});
    }
};

void admit_named(World& world, const std::string& code, const std::string& name) {
    v1::Event event;
    v1::Party& party = *event.mutable_party_admitted()->mutable_party();
    party.set_code(code);
    party.set_kind(v1::Party::GOVERNMENT);
    party.set_name(name);
    world.record(event, {});
}

bool is_recorded_late(const Decision& decision) {
    return decision.events.size() == 1 && decision.events.front().has_position_received_late() &&
           decision.refusal && decision.refusal->code() == v1::Refusal::DEADLINE_PASSED;
}

} // namespace

TEST_CASE("a sign-on counts at the deadline and not a moment later", "[domain][deadline]") {
    StatementWorld world;
    world.open();
    const v1::Command in_time = world.taking(world.text(world.ghana));
    const v1::Command too_late = world.taking(world.text(world.norway));
    const Instant deadline = world.deadline();

    CHECK(!world.submit_at(deadline, in_time, world.ghana).refusal);
    const Decision late = world.submit_at(deadline + 1ms, too_late, world.norway);

    CHECK(is_recorded_late(late));
    CHECK(late.refusal->deadline() == to_ms(deadline));
    CHECK(late.refusal->received_at() == to_ms(deadline + 1ms));
    CHECK(!late.refusal->next().empty());
    CHECK(!late.refusal->has_index());
    const v1::PositionReceivedLate& record = late.events.front().position_received_late();
    CHECK(record.position().party() == "NO");
    CHECK(record.position().signed_text().signature() == "verified elsewhere");
    CHECK(record.deadline() == to_ms(deadline));
    CHECK(count(world.procedure()).signed_() == 1);
    CHECK(world.procedure().late == 1);
}

TEST_CASE(
    "an answer received in time and decided before the closing counts", "[domain][deadline]"
) {
    StatementWorld world;
    world.open(1);
    const v1::Command answer = world.taking(world.text(world.ghana));

    CHECK(!world.submit_at(world.deadline(), answer, world.ghana).refusal);
    const Decision closing = world.close();

    CHECK(closing.events.front().procedure_closed().outcome() == v1::ProcedureClosed::ADOPTED);
}

TEST_CASE("after the closing entry nothing counts whenever it came in", "[domain][deadline]") {
    StatementWorld world;
    world.open();
    const Instant deadline = world.deadline();
    const v1::Command answer = world.taking(world.text(world.ghana));
    REQUIRE(!world.close().refusal);

    const Decision decision = world.submit_at(deadline, answer, world.ghana);

    CHECK(is_recorded_late(decision));
    CHECK(decision.refusal->why().find("order") != std::string::npos);
    CHECK(world.procedure().positions.empty());
    CHECK(world.procedure().closed.tally().signed_() == 0);
}

TEST_CASE("a late replacement leaves the answer that stands", "[domain][deadline]") {
    StatementWorld world;
    world.open();
    REQUIRE(!world.answer(world.ghana).refusal);
    world.now = world.deadline() + 1ms;

    CHECK(is_recorded_late(world.replace(world.ghana_deputy, v1::Position::NOT_JOINING)));
    CHECK(is_recorded_late(world.answer(world.ghana)));
    CHECK(world.procedure().positions.at(PartyCode{"GH"}).stance == v1::Position::SIGN);
}

TEST_CASE("a late answer of somebody who may not answer is not recorded", "[domain][deadline]") {
    StatementWorld world;
    world.open();
    world.now = world.deadline() + 1ms;

    CHECK(is_refused(world.answer(world.adviser), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.answer(world.uganda), v1::Refusal::FORBIDDEN));
    CHECK(world.procedure().late == 0);
}

TEST_CASE("an extension moves the deadline and leaves what was given", "[domain][deadline]") {
    UnremindedWorld world;
    world.open(2);
    REQUIRE(!world.answer(world.ghana).refusal);
    const SignOn of_the_old_deadline = world.text(world.norway);
    const Instant old_deadline = world.deadline();

    const Decision decision =
        world.submit_at(old_deadline, world.extending(old_deadline + 24h), world.chair);

    REQUIRE(!decision.refusal);
    CHECK(decision.events.front().deadline_extended().old_deadline() == to_ms(old_deadline));
    CHECK(world.deadline() == old_deadline + 24h);
    CHECK(next_due(world.state) == old_deadline + 24h + 1ms);
    CHECK(due(world.state, old_deadline + 1ms).empty());

    const Decision stale = world.submit(world.taking(of_the_old_deadline), world.norway);
    CHECK(is_mismatch(stale, "deadline"));
    CHECK(stale.refusal->deadline() == to_ms(old_deadline + 24h));
    CHECK(!world.answer(world.norway).refusal);
    CHECK(world.close().events.front().procedure_closed().tally().signed_() == 2);
}

TEST_CASE("a deadline is never extended after it has passed", "[domain][deadline]") {
    StatementWorld world;
    world.open();
    const Instant deadline = world.deadline();
    const v1::Command command = world.extending(deadline + 24h);

    CHECK(is_refused(
        world.submit_at(deadline + 1ms, command, world.chair), v1::Refusal::DEADLINE_PASSED
    ));
    REQUIRE(!world.close().refusal);
    CHECK(is_refused(world.submit(command, world.chair), v1::Refusal::DEADLINE_PASSED));
    CHECK(is_refused(world.submit_at(deadline, command, world.chair), v1::Refusal::DEADLINE_PASSED)
    );
}

TEST_CASE("a deadline is never shortened and moves within the policy", "[domain][deadline]") {
    StatementWorld world;
    world.open();
    const Instant deadline = world.deadline();
    const auto extended_to = [&](Instant until) {
        return world.submit(world.extending(until), world.penholder);
    };

    for (const Instant bad : {deadline, deadline - 1s, deadline + 1ms, deadline + 7 * 24h + 1s}) {
        const Decision decision = extended_to(bad);
        CHECK(is_refused(decision, v1::Refusal::INVALID_FIELD));
        CHECK(decision.refusal->field() == "new_deadline");
    }
    CHECK(!extended_to(deadline + 7 * 24h).refusal);
    CHECK(!extended_to(world.deadline() + 1h).refusal);
    CHECK(!extended_to(world.deadline() + 1h).refusal);
    const Decision fourth = extended_to(world.deadline() + 1h);
    CHECK(is_refused(fourth, v1::Refusal::WRONG_STATE));
    CHECK(world.procedure().extensions == 3);
}

TEST_CASE("a deadline is moved by few and with a reason", "[domain][deadline]") {
    StatementWorld world;
    world.open();
    v1::Command silent = world.extending(world.deadline() + 1h);
    silent.mutable_extend_deadline()->clear_reason();
    const v1::Command command = world.extending(world.deadline() + 1h);

    CHECK(is_refused(world.submit(silent, world.lead), v1::Refusal::INVALID_FIELD));
    CHECK(is_refused(world.submit(command, world.ghana), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.submit(command, world.adviser), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.submit(command, world.support), v1::Refusal::FORBIDDEN));
}

TEST_CASE("a closing falls due at the first instant after the deadline", "[domain][deadline]") {
    UnremindedWorld world;
    world.open();
    const Instant deadline = world.deadline();

    CHECK(next_due(world.state) == deadline + 1ms);
    CHECK(due(world.state, deadline).empty());
    const std::vector<v1::Command> closings = due(world.state, deadline + 1ms);
    REQUIRE(closings.size() == 1);
    CHECK(closings.front().command_id().empty());
    CHECK(closings.front().close_procedure().procedure_id() == world.id);
    CHECK(
        due_preimage(closings.front()) ==
        "tocsin.example/close/v1\n" + world.id + "\n" + std::to_string(to_ms(deadline)) + "\n"
    );
}

TEST_CASE("several nodes let the deadline settle before they close", "[domain][deadline]") {
    UnremindedWorld world;
    v1::Event slow;
    *slow.mutable_policy_set()->mutable_policy() = world.state.coalition.policy;
    slow.mutable_policy_set()->mutable_policy()->set_closing_settle_ms(2000);
    world.record(slow, {});
    world.open();
    const Instant deadline = world.deadline();

    CHECK(next_due(world.state) == deadline + 2001ms);
    CHECK(due(world.state, deadline + 2000ms).empty());
    CHECK(due(world.state, deadline + 2001ms).size() == 1);
}

TEST_CASE("closings fall due in order of their deadlines", "[domain][deadline]") {
    UnremindedWorld world;
    world.open();
    const std::string later = world.id;
    world.now -= 1h;
    world.open();

    const std::vector<v1::Command> closings = due(world.state, world.now + 48h);

    REQUIRE(closings.size() == 2);
    CHECK(closings[0].close_procedure().procedure_id() == world.id);
    CHECK(closings[1].close_procedure().procedure_id() == later);
}

TEST_CASE("nobody closes early or twice or after an extension", "[domain][deadline]") {
    UnremindedWorld world;
    world.open();
    const Instant deadline = world.deadline();
    const v1::Command closing = due(world.state, deadline + 1ms).front();

    CHECK(is_refused(world.submit(closing, world.chair), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.submit_at(deadline, closing, server), v1::Refusal::WRONG_STATE));
    REQUIRE(!world.submit(world.extending(deadline + 1h), world.lead).refusal);
    CHECK(is_refused(world.submit_at(deadline + 1ms, closing, server), v1::Refusal::WRONG_STATE));
    REQUIRE(!world.close().refusal);
    const v1::Event& closed = world.entries.back().event;
    CHECK(closed.received_at() == to_ms(deadline + 1h + 1ms));
    CHECK(is_refused(world.submit(closing, server), v1::Refusal::WRONG_STATE));
    CHECK(!next_due(world.state));
}

TEST_CASE("a statement is adopted at its threshold and lapses below it", "[domain][deadline]") {
    for (const std::uint32_t threshold : {1u, 2u}) {
        StatementWorld world;
        world.open(threshold);
        REQUIRE(!world.answer(world.ghana, v1::Position::SIGN_WITH_EXPLANATION).refusal);
        REQUIRE(!world.answer(world.norway, v1::Position::ABSTAIN).refusal);
        REQUIRE(!world.answer(world.observer, v1::Position::ASSOCIATE).refusal);

        const Decision closing = world.close();
        const v1::ProcedureClosed& closed = closing.events.front().procedure_closed();

        CHECK(
            closed.outcome() ==
            (threshold == 1 ? v1::ProcedureClosed::ADOPTED : v1::ProcedureClosed::LAPSED)
        );
        CHECK(closed.tally().entitled() == 5);
        CHECK(closed.tally().signed_() == 1);
        CHECK(closed.tally().abstained() == 1);
        CHECK(closed.tally().silent() == 3);
        CHECK(closed.tally().recused() == 1);
        CHECK(closed.tally().associated() == 1);
        CHECK(closed.associated_size() == 1);
    }
}

TEST_CASE("ad referendum counts as none until it is confirmed", "[domain][deadline]") {
    StatementWorld world;
    world.open(1);
    REQUIRE(!world.answer(world.ghana, v1::Position::SIGN_AD_REFERENDUM).refusal);
    REQUIRE(!world.answer(world.norway, v1::Position::SIGN_AD_REFERENDUM).refusal);
    REQUIRE(!world.replace(world.norway, v1::Position::SIGN).refusal);

    const Decision closing = world.close();
    const v1::ProcedureClosed& closed = closing.events.front().procedure_closed();

    CHECK(closed.tally().signed_() == 1);
    CHECK(closed.tally().silent() == 4);
    REQUIRE(closed.signatories_size() == 1);
    CHECK(closed.signatories(0) == "NO");
}

TEST_CASE("signatories stand in the order of their registered names", "[domain][deadline]") {
    StatementWorld world;
    std::vector<Asker> governments;
    const std::vector<std::pair<std::string, std::string>> names = {
        {"TR", "Türkiye"},
        {"TN", "Tunisia"},
        {"SN", "Senegal"},
        {"ST", "São Tomé and Príncipe"},
        {"AX", "Åland"},
        {"AR", "Argentina"},
        {"DE", "germany"},
        {"ZA", "Örtlich"}};
    for (const auto& [code, name] : names) {
        admit_named(world, code, name);
        governments.push_back(world.person(code, {v1::FOCAL_POINT}));
    }
    world.open(1);
    for (const Asker& government : governments)
        REQUIRE(!world.answer(government).refusal);

    const Decision closing = world.close();
    const auto& listed = closing.events.front().procedure_closed().signatories();

    const std::vector<std::string> expected = {"AX", "AR", "DE", "ZA", "ST", "SN", "TN", "TR"};
    CHECK(std::vector<std::string>(listed.begin(), listed.end()) == expected);
}

TEST_CASE(
    "a reminder that was missed is not sent while the closing settles", "[domain][deadline]"
) {
    StatementWorld world;
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = default_policy();
    policy.mutable_policy_set()->mutable_policy()->set_closing_settle_ms(500);
    world.record(std::move(policy), {});
    world.open();

    CHECK(due(world.state, world.deadline()).size() == 1);
    CHECK(due(world.state, world.deadline()).front().has_remind_answers());
    CHECK(due(world.state, world.deadline() + 1ms).empty());
    REQUIRE(due(world.state, world.deadline() + 501ms).size() == 1);
    CHECK(due(world.state, world.deadline() + 501ms).front().has_close_procedure());
}
