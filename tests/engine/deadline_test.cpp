// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/engine/support.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine::test {
namespace {

using State = domain::Procedure::State;

// A statement that closes in an hour, on a whole second.
struct Statement {
    Statement() {
        REQUIRE(!world.start());
        coalition = std::make_unique<Coalition>(world);
        deadline = world.clock.wall() + 1h;
        id = open_statement(world, *coalition, deadline);
    }

    const domain::Procedure& procedure() {
        return world.engine().shown().procedures.at(domain::ProcedureId{id});
    }

    bool is_open() { return procedure().state == State::open; }

    World world;
    std::unique_ptr<Coalition> coalition;
    Instant deadline{};
    std::string id;
};

TEST_CASE(
    "fault 79: a sign-on received at the deadline counts and one a moment later is only recorded",
    "[engine][deadline]"
) {
    Statement statement;
    World& world = statement.world;
    const auto in_time = sign(world, statement.coalition->ghana, statement.id);
    const auto too_late = sign(world, statement.coalition->norway, statement.id);
    world.clock.pass(1h);
    const auto counted = world.does(statement.coalition->ghana, in_time);

    world.clock.pass(1ms);
    const auto late = world.submission(too_late, statement.coalition->norway.asker());
    const auto refused = world.submit(late);
    const auto again = world.submit(late);

    CHECK(counted.has_receipt());
    REQUIRE(refused.has_refusal());
    CHECK(refused.refusal().code() == v1::Refusal::DEADLINE_PASSED);
    CHECK(refused.refusal().has_index());
    CHECK(refused.refusal().deadline() == to_ms(statement.deadline));
    CHECK(again.repeated());
    CHECK(again.refusal().SerializeAsString() == refused.refusal().SerializeAsString());
    CHECK(statement.procedure().positions.size() == 1);
}

TEST_CASE(
    "fault 80: a sign-on received in time is decided before the closing in the same batch",
    "[engine][deadline]"
) {
    Statement statement;
    World& world = statement.world;
    world.clock.pass(1h);
    const auto command = sign(world, statement.coalition->ghana, statement.id);
    std::optional<v1::Verdict> verdict;
    world.engine().submit(
        world.submission(command, statement.coalition->ghana.asker()),
        [&](v1::Verdict given) { verdict = std::move(given); }
    );
    world.clock.pass(5ms);
    world.engine().beat();
    REQUIRE(world.run_until([&] { return !statement.is_open(); }));

    REQUIRE(verdict);
    REQUIRE(verdict->has_receipt());
    CHECK(statement.procedure().state == State::adopted);
    CHECK(statement.procedure().closed.signatories_size() == 1);
    CHECK(statement.procedure().trail.back() == verdict->receipt().index() + 1);
}

TEST_CASE(
    "fault 80: the closing waits for a sign-on that came in time and is still being verified",
    "[engine][deadline]"
) {
    Statement statement;
    World& world = statement.world;
    const auto command = sign(world, statement.coalition->ghana, statement.id);
    world.clock.pass(1h);
    auto ticket = world.engine().coming(world.clock.wall());
    const auto in_time = world.submission(command, statement.coalition->ghana.asker());
    world.clock.pass(40ms);
    world.engine().beat();
    world.run_rounds(50);
    CHECK(statement.is_open());

    const auto verdict = world.submit(in_time);
    ticket.reset();
    REQUIRE(world.run_until([&] { return !statement.is_open(); }));

    CHECK(verdict.has_receipt());
    CHECK(statement.procedure().state == State::adopted);
}

TEST_CASE("the closing does not wait for ever for what never comes", "[engine][deadline]") {
    Statement statement;
    World& world = statement.world;
    const auto ticket = world.engine().coming(world.clock.wall());

    world.clock.pass(1h + 10s);
    world.engine().beat();

    CHECK(world.run_until([&] { return !statement.is_open(); }));
}

TEST_CASE("a deadline closes by itself when its time has come", "[engine][deadline]") {
    Statement statement;
    World& world = statement.world;
    world.clock.pass(1h);
    world.run_rounds(20);
    CHECK(statement.is_open());

    world.clock.pass(1ms);

    REQUIRE(world.run_until([&] { return !statement.is_open(); }));
    CHECK(statement.procedure().state == State::lapsed);
    CHECK(statement.procedure().closed_at == statement.deadline + 1ms);
}

TEST_CASE(
    "a closing stands in the log once and under the id that follows from what it closes",
    "[engine][deadline]"
) {
    Statement statement;
    World& world = statement.world;
    world.clock.pass(2h);
    for (int i = 0; i < 5; ++i)
        world.engine().beat();
    REQUIRE(world.run_until([&] { return !statement.is_open(); }));
    world.engine().beat();
    world.run_rounds(50);

    const auto index = statement.procedure().trail.back();
    CHECK(world.engine().shown().size == index + 1);
    const auto header = storage::decode_header(world.entry(index).header);
    REQUIRE(header);
    CHECK(header->actor.is_zero());
    const std::string preimage = "tocsin.example/close/v1\n" + statement.id + "\n" +
                                 std::to_string(to_ms(statement.deadline)) + "\n";
    CHECK(header->command_id.str() == storage::sha256({preimage}).str().substr(0, 16));
}

TEST_CASE(
    "fault 86: a deadline that passed while the server was down closes before anything else",
    "[engine][deadline]"
) {
    Statement statement;
    World& world = statement.world;
    const auto command = sign(world, statement.coalition->ghana, statement.id);
    world.stop();
    world.clock.pass(3h);

    REQUIRE(!world.start());

    CHECK(!statement.is_open());
    const auto closing = statement.procedure().trail.back();
    CHECK(world.engine().shown().size == closing + 1);
    const auto refused = world.does(statement.coalition->ghana, command);
    CHECK(refused.refusal().code() == v1::Refusal::DEADLINE_PASSED);
    CHECK(refused.refusal().index() == closing + 1);
}

TEST_CASE(
    "fault 81: a clock that jumps ahead closes nothing until an operator confirms it",
    "[engine][deadline]"
) {
    Statement statement;
    World& world = statement.world;
    const auto command = sign(world, statement.coalition->ghana, statement.id);
    world.clock.jump(24h);
    world.engine().beat();
    world.run_rounds(50);

    const auto refused = world.does(statement.coalition->ghana, command);

    CHECK(statement.is_open());
    CHECK(refused.refusal().code() == v1::Refusal::CLOCK_FAULT);
    CHECK(refused.refusal().retry_after_ms() > 0);
    CHECK(!world.engine().health().clock_sane);
    CHECK(!world.engine().health().because.empty());

    SECTION("the operator says it is right") {
        world.engine().clock_confirmed();
        CHECK(world.run_until([&] { return !statement.is_open(); }));
        CHECK(world.engine().health().clock_sane);
    }
    SECTION("the clock is set right again") {
        world.clock.jump(-24h);
        CHECK(world.does(statement.coalition->ghana, command).has_receipt());
        CHECK(statement.is_open());
        CHECK(world.engine().health().clock_sane);
    }
}

TEST_CASE(
    "fault 82: a clock that jumps back does not take the time of the log with it",
    "[engine][deadline]"
) {
    Statement statement;
    World& world = statement.world;
    const std::string subject = statement.id;
    world.clock.pass(50min);
    (void)world.does(statement.coalition->ghana, note(subject, "Nearly there."));
    const auto before = world.engine().shown().recorded_at;
    world.clock.jump(-45min);

    const auto noted = world.does(statement.coalition->ghana, note(subject, "What time is it?"));

    REQUIRE(noted.has_receipt());
    CHECK(noted.receipt().recorded_at() == to_ms(before));
    CHECK(noted.receipt().received_at() == to_ms(world.clock.wall()));
    CHECK(!world.engine().health().clock_sane);
}

TEST_CASE(
    "small corrections of the clock are no fault however many years they add up",
    "[engine][deadline]"
) {
    World world;
    REQUIRE(!world.start());
    for (int second = 0; second < 20; ++second) {
        world.clock.pass(2h);
        world.clock.jump(-1s);
        world.engine().beat();
        CHECK(world.engine().health().clock_sane);
    }
}

TEST_CASE(
    "fault 108: a server that slept wakes without a storm and closes what fell due",
    "[engine][deadline]"
) {
    Statement statement;
    World& world = statement.world;
    const auto entries = world.engine().shown().size;

    world.clock.pass(10h); // Both clocks count the sleep.
    REQUIRE(world.run_until([&] { return !statement.is_open(); }));
    world.run_rounds(100);

    CHECK(world.engine().shown().size == entries + 1);
    CHECK(world.engine().health().clock_sane);
}

} // namespace
} // namespace tocsin::engine::test
