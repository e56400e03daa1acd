// The silence procedure: consent of all, by nobody objecting, proven to have reached everybody.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

struct SilenceWorld : StatementWorld {
    SilenceWorld() {
        mode = v1::ProcedureDrafted::SILENCE;
        label = v1::AMBER_STRICT;
    }

    void reach_all() { reach({"CA", "EE", "GH", "KE", "NO"}); }

    Decision amend(const Asker& asker) {
        v1::Command command = taking(text(asker, v1::Position::OBJECT));
        command.mutable_take_position()->set_amendment(true);
        return submit(command, asker);
    }

    Decision proceed(const Asker& asker) {
        v1::Command command = this->command();
        command.mutable_proceed_unreached()->set_procedure_id(id);
        command.mutable_proceed_unreached()->set_reason("Its mission confirmed by telephone.");
        return submit(command, asker);
    }
};

} // namespace

TEST_CASE("silence that reached everybody adopts in the name of all", "[domain][silence]") {
    SilenceWorld world;
    world.open();
    world.reach_all();

    const Decision closed = world.close();

    REQUIRE(closed.events.size() == 1);
    const v1::ProcedureClosed& outcome = closed.events.front().procedure_closed();
    CHECK(outcome.outcome() == v1::ProcedureClosed::ADOPTED);
    CHECK(outcome.signatories_size() == 5); // all but the government concerned
    CHECK(outcome.tally().silent() == 5);
    CHECK(world.procedure().state == Procedure::State::adopted);
}

TEST_CASE("an objection breaks the silence at once and everybody is told", "[domain][silence]") {
    SilenceWorld world;
    world.open();
    world.reach_all();

    const Decision objection = world.answer(world.ghana, v1::Position::OBJECT);

    REQUIRE(objection.events.size() == 2);
    CHECK(objection.events[0].position_taken().stance() == v1::Position::OBJECT);
    CHECK(objection.events[1].has_procedure_broken());
    CHECK(!objection.events[1].procedure_broken().amendment());
    CHECK(world.procedure().state == Procedure::State::broken);
    CHECK(!next_due(world.state));
}

TEST_CASE("an objection without a reason or an amendment is refused", "[domain][silence]") {
    SilenceWorld world;
    world.open();
    SignOn bare = world.text(world.ghana, v1::Position::OBJECT);
    bare.reservation_sha256.reset();

    const Decision decision = world.submit(world.taking(bare), world.ghana);

    CHECK(is_refused(decision, v1::Refusal::INVALID_FIELD));
    CHECK(decision.refusal->field() == "reservation-sha256");
    CHECK(world.procedure().state == Procedure::State::open);
}

TEST_CASE("broken silence is revised and opened anew with a full period", "[domain][silence]") {
    SilenceWorld world;
    world.open();
    REQUIRE(!world.amend(world.ghana).refusal);
    CHECK(world.procedure().state == Procedure::State::broken);

    const Decision same_text = world.submit(world.opening(), world.penholder);
    REQUIRE(!world.submit(world.adding(digest_of("text", 3)), world.penholder).refusal);
    const Decision again = world.submit(world.opening(), world.penholder);

    CHECK(is_refused(same_text, v1::Refusal::WRONG_STATE));
    CHECK(same_text.refusal->state() == "BROKEN");
    REQUIRE(!again.refusal);
    CHECK(world.procedure().version == 3);
    CHECK(world.procedure().positions.empty());
    CHECK(world.procedure().reached.empty());
}

TEST_CASE("a silence period shorter than the policy's is refused", "[domain][silence]") {
    SilenceWorld world;
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = default_policy();
    policy.mutable_policy_set()->mutable_policy()->set_silence_ms_min(72 * 3'600'000);
    world.record(std::move(policy), {});
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);

    const Decision decision = world.submit(world.opening(), world.penholder);

    CHECK(is_refused(decision, v1::Refusal::INVALID_FIELD));
    CHECK(decision.refusal->field() == "deadline");
}

TEST_CASE("silence of a government that was not reached is no consent", "[domain][silence]") {
    SilenceWorld world;
    world.open();
    world.reach({"CA", "EE", "GH", "KE"});

    const Decision closed = world.close();

    const v1::ProcedureClosed& outcome = closed.events.front().procedure_closed();
    CHECK(outcome.outcome() == v1::ProcedureClosed::UNREACHED);
    REQUIRE(outcome.unreached_size() == 1);
    CHECK(outcome.unreached(0) == "NO");
    CHECK(outcome.signatories_size() == 0);
    CHECK(world.procedure().state == Procedure::State::lapsed);
}

TEST_CASE(
    "the Chair may take the silence of the unreached for consent, on the record",
    "[domain][silence]"
) {
    SilenceWorld world;
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = default_policy();
    policy.mutable_policy_set()->mutable_policy()->set_chair_may_proceed(true);
    world.record(std::move(policy), {});
    world.open();
    world.reach({"CA", "EE", "GH", "KE"});
    (void)world.close();

    const auto asked = show_procedure(world.state, world.reader(world.chair), world.id, world.now);
    REQUIRE(asked->unreached_size() == 1); // The Chair reads whose silence it would take.
    CHECK(asked->unreached(0) == "NO");
    CHECK(is_refused(world.proceed(world.penholder), v1::Refusal::FORBIDDEN));
    const Decision proceeded = world.proceed(world.chair);

    REQUIRE(!proceeded.refusal);
    CHECK(proceeded.events.front().procedure_proceeded().unreached(0) == "NO");
    CHECK(world.procedure().state == Procedure::State::adopted);
    CHECK(world.procedure().closed.signatories_size() == 5);
}

TEST_CASE("where policy says no, the Chair does not proceed", "[domain][silence]") {
    SilenceWorld world;
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = default_policy();
    policy.mutable_policy_set()->mutable_policy()->set_chair_may_proceed(false);
    world.record(std::move(policy), {});
    world.open();
    (void)world.close();

    CHECK(is_refused(world.proceed(world.chair), v1::Refusal::WRONG_STATE));
}

TEST_CASE("an answer proves that the question arrived", "[domain][silence]") {
    SilenceWorld world;
    world.open();
    world.reach({"CA", "EE", "KE", "NO"});
    REQUIRE(!world.answer(world.ghana).refusal);

    const Decision closed = world.close();

    CHECK(closed.events.front().procedure_closed().outcome() == v1::ProcedureClosed::ADOPTED);
}

TEST_CASE(
    "a late objection is recorded without effect and told to the Chair", "[domain][silence]"
) {
    SilenceWorld world;
    world.open();
    world.reach_all();
    SignOn objection = world.text(world.ghana, v1::Position::OBJECT);
    (void)world.close();

    const Decision late = world.submit(world.taking(objection), world.ghana);

    REQUIRE(late.refusal);
    CHECK(late.refusal->code() == v1::Refusal::DEADLINE_PASSED);
    REQUIRE(late.events.size() == 1);
    CHECK(late.events.front().has_position_received_late());
    CHECK(world.procedure().state == Procedure::State::adopted);
}

TEST_CASE("in a silence procedure nobody abstains or stays outside", "[domain][silence]") {
    SilenceWorld world;
    world.open();

    for (const auto stance : {v1::Position::ABSTAIN, v1::Position::NOT_JOINING}) {
        const Decision decision = world.answer(world.ghana, stance);
        CHECK(is_refused(decision, v1::Refusal::WRONG_STATE));
    }
    CHECK(is_refused(world.answer(world.observer, v1::Position::ASSOCIATE), v1::Refusal::NOT_FOUND)
    );
}

TEST_CASE("the text is frozen while its silence period runs", "[domain][silence]") {
    SilenceWorld world;
    world.open();

    const Decision decision = world.submit(world.adding(digest_of("text", 9)), world.penholder);

    CHECK(is_refused(decision, v1::Refusal::WRONG_STATE));
    CHECK(decision.refusal->state() == "OPEN");
}

TEST_CASE("who objected is told to members, and to guests never", "[domain][silence]") {
    SilenceWorld world;
    world.label = v1::GREEN;
    world.open();
    const Decision objection = world.answer(world.ghana, v1::Position::OBJECT);
    REQUIRE(objection.events.size() == 2);

    const Visibility who = visibility_of(world.state, objection.events[0]);
    const Visibility that = visibility_of(world.state, objection.events[1]);

    CHECK(may_see(who, world.reader(world.norway)));
    CHECK(!may_see(who, world.reader(world.observer)));
    CHECK(!may_see(who, world.reader(world.adviser)));
    CHECK(may_see(that, world.reader(world.observer)));
}
