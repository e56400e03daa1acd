// Faults 79 to 83 and 86: the deadline itself, and the clock that tells it. Real sockets, a real
// engine; time passes when the test says so.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/statement.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <ctime>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

using State = domain::Procedure::State;

v1::Command note(const std::string& subject, const std::string& text) {
    v1::Command command;
    command.mutable_add_note()->set_subject(subject);
    command.mutable_add_note()->set_text(text);
    return command;
}

// The clock stands still, for everybody at once.
void hold_at(House& house, Instant instant) {
    house.inside([&] { house.time.hold_at(instant); });
}

bool closes(Statement& statement) {
    return statement.house.comes_true([&] { return statement.procedure().state != State::open; });
}

// A zone of the machine, as long as it lives.
class Zone {
public:
    explicit Zone(const char* name) {
        ::setenv("TZ", name, 1);
        ::tzset();
    }

    ~Zone() {
        ::unsetenv("TZ");
        ::tzset();
    }

    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;
};

} // namespace

TEST_CASE(
    "fault 79: at the deadline a signature counts and a millisecond later not", "[net][deadline]"
) {
    Statement statement;
    Client norway(statement.house.port());
    norway.log_in(statement.house, statement.norway);
    domain::SignOn theirs = statement.text;
    theirs.party.text = "NO";
    theirs.key = statement.norway.fingerprint;

    hold_at(statement.house, statement.deadline());
    const auto in_time = statement.signer.command(taking(statement.text, *statement.ghana.key));
    hold_at(statement.house, statement.deadline() + 1ms);
    const auto late = norway.command(taking(theirs, *statement.norway.key));

    REQUIRE(in_time.has_receipt());
    CHECK(in_time.receipt().received_at() == to_ms(statement.deadline()));
    REQUIRE(late.refusal().code() == v1::Refusal::DEADLINE_PASSED);
    CHECK(late.refusal().deadline() == to_ms(statement.deadline()));
    CHECK(late.refusal().received_at() == to_ms(statement.deadline()) + 1);
    CHECK(late.refusal().index() > in_time.receipt().index()); // Recorded, without effect.
    CHECK(statement.positions() == 1);
    CHECK(closes(statement));
    CHECK(statement.state() == State::adopted);
}

TEST_CASE("fault 80: what came in time is decided before the closing", "[net][deadline]") {
    Statement statement;
    const auto before = statement.house.counters().messages_in;
    hold_at(statement.house, statement.deadline());
    v1::ClientFrame frame;
    *frame.mutable_command() = taking(statement.text, *statement.ghana.key);
    frame.mutable_command()->set_command_id(std::string(16, 's'));

    // The moment the server has it the deadline passes; the signature is still being verified.
    statement.signer.send(frame);
    bool closed_at_once = false;
    REQUIRE(statement.house.comes_true([&] {
        if (statement.house.listener().counters().messages_in == before) return false;
        statement.house.time.hold_at(statement.deadline() + 1ms);
        statement.house.engine().beat();
        closed_at_once = statement.procedure().state != State::open;
        return true;
    }));
    const auto verdict = statement.signer.verdict();

    CHECK_FALSE(closed_at_once);
    REQUIRE(verdict);
    REQUIRE(verdict->has_receipt());
    REQUIRE(closes(statement));
    CHECK(statement.state() == State::adopted);
    const auto closing =
        statement.house.ask<std::uint64_t>([&] { return statement.procedure().trail.back(); });
    CHECK(verdict->receipt().index() < closing);
    CHECK(statement.positions() == 1);
}

TEST_CASE(
    "fault 81: a clock that jumps a day ahead closes nothing and is told", "[net][deadline]"
) {
    Statement statement;
    const std::string subject = statement.text.procedure.text;
    statement.house.inside([&] { statement.house.time.jump(25h); });
    std::this_thread::sleep_for(1200ms); // Two beats of the engine.

    CHECK(statement.state() == State::open);
    const auto binding = statement.signer.command(taking(statement.text, *statement.ghana.key));
    CHECK(binding.refusal().code() == v1::Refusal::CLOCK_FAULT);
    CHECK(binding.refusal().retry_after_ms() > 0);
    CHECK(statement.signer.command(note(subject, "Which time is it?")).has_receipt());
    const Http ready = get(statement.house.port(), "/readyz?verbose");
    CHECK(ready.status == 503);
    CHECK(ready.body.find("[-]clock-sane") != std::string::npos);

    SECTION("the clock is set right again and nothing was lost") {
        statement.house.inside([&] { statement.house.time.jump(-25h); });
        CHECK(statement.signer.command(taking(statement.text, *statement.ghana.key)).has_receipt());
        CHECK(statement.state() == State::open);
        CHECK(get(statement.house.port(), "/readyz").status == 200);
    }
    SECTION("an operator confirms it and the deadline closes") {
        statement.house.inside([&] { statement.house.engine().clock_confirmed(); });
        CHECK(closes(statement));
        CHECK(get(statement.house.port(), "/readyz").status == 200);
    }
}

TEST_CASE("fault 82: a clock that jumps back takes no order with it", "[net][deadline]") {
    Statement statement;
    const std::string subject = statement.text.procedure.text;
    // Everybody here is a member for less than the hour that is taken back: who is in stays in.
    const auto first = statement.signer.command(note(subject, "Before."));
    statement.house.inside([&] { statement.house.time.jump(-1h); });

    const auto second = statement.signer.command(note(subject, "After."));

    REQUIRE(second.has_receipt());
    CHECK(second.receipt().index() > first.receipt().index());
    CHECK(second.receipt().recorded_at() >= first.receipt().recorded_at());
    CHECK(second.receipt().received_at() < first.receipt().received_at());
    Client again(statement.house.port()); // Nor is anybody kept from logging in.
    CHECK(again.log_in(statement.house, statement.norway).person() == statement.norway.id.view());
    CHECK(
        get(statement.house.port(), "/readyz?verbose").body.find("[-]clock-sane") !=
        std::string::npos
    );
}

TEST_CASE("fault 83: no zone and no summer time moves a deadline", "[net][deadline]") {
    for (const char* name : {"UTC", "America/New_York", "Pacific/Kiritimati", "right/UTC"}) {
        CAPTURE(name);
        const Zone zone(name);
        Statement statement;
        hold_at(statement.house, statement.deadline());
        const auto in_time = statement.signer.command(taking(statement.text, *statement.ghana.key));

        REQUIRE(in_time.has_receipt());
        // Instants of receipt are UTC milliseconds, deadlines whole UTC seconds.
        CHECK(in_time.receipt().received_at() == statement.text.deadline_seconds * 1000);
        CHECK(statement.state() == State::open);
        hold_at(statement.house, statement.deadline() + 1ms);
        CHECK(closes(statement));
    }
    // A leap second has no name of its own in UTC as computers count it: nothing is due at :60.
    CHECK_FALSE(parse_utc("2016-12-31T23:59:60Z"));
    const auto before = parse_utc("2016-12-31T23:59:59Z");
    const auto after = parse_utc("2017-01-01T00:00:00Z");
    REQUIRE(before);
    REQUIRE(after);
    CHECK(*after - *before == 1s);
}

TEST_CASE(
    "fault 86: a deadline that passes in an outage closes before anybody is heard",
    "[net][deadline]"
) {
    Statement statement;
    statement.house.reopen(25h);

    // Closed by the server itself, first of all that came after.
    CHECK(statement.state() == State::lapsed);
    const auto closing =
        statement.house.ask<std::uint64_t>([&] { return statement.procedure().trail.back(); });
    CHECK(statement.log_size() == closing + 1);
    Client pen(statement.house.port());
    pen.log_in(statement.house, statement.penholder);
    v1::Follow from_now;
    from_now.set_from_now(true);
    pen.follow(from_now);
    Client signer(statement.house.port());
    signer.log_in(statement.house, statement.ghana);
    const auto refused = signer.command(taking(statement.text, *statement.ghana.key));

    CHECK(refused.refusal().code() == v1::Refusal::DEADLINE_PASSED);
    CHECK(refused.refusal().index() > closing);
    // The penholder is told who tried; the way on is late association, not a reopening.
    const auto told = pen.message();
    REQUIRE(told);
    REQUIRE(told->items_size() == 1);
    REQUIRE(told->items(0).event().has_position_received_late());
    CHECK(told->items(0).event().position_received_late().position().party() == "GH");
    domain::SignOn associating = statement.text;
    associating.stance = v1::Position::LATE_ASSOCIATION;
    const auto associated = signer.command(taking(associating, *statement.ghana.key));
    CHECK(associated.refusal().code() != v1::Refusal::DEADLINE_PASSED);
}
