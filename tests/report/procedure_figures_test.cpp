// Figures of a procedure, against what was counted by hand (docs/REPORTS.md 3).
// SPDX-License-Identifier: Apache-2.0
#include "tests/report/reading.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// Open for a day; what happens is told in hours since the opening.
struct Statement : StatementWorld {
    Instant opened_at{};

    explicit Statement(std::uint32_t threshold = 2) {
        StatementWorld::open(threshold);
        opened_at = now;
    }

    void sign(const Asker& who, std::chrono::milliseconds after) {
        now = opened_at + after;
        REQUIRE(!answer(who).refusal);
    }

    ProcedureFigures figures() const { return procedure_in(reading_of(*this)); }
};

} // namespace

TEST_CASE(
    "first signature, threshold and adoption are told from the opening", "[report][metrics]"
) {
    Statement statement;
    statement.sign(statement.ghana, 2h);
    statement.sign(statement.norway, 5h);
    CHECK(statement.figures().outcome.empty());
    CHECK(!statement.figures().last_tenth()); // while it is open there is no share
    statement.close();

    const ProcedureFigures figures = statement.figures();
    REQUIRE(figures.has_names());
    CHECK(*figures.round->first_name - statement.opened_at == 2h);
    CHECK(*figures.round->threshold_met - statement.opened_at == 5h);
    CHECK(figures.outcome == "ADOPTED");
    CHECK(*figures.adopted - statement.opened_at == 24h + 1ms);
    CHECK(figures.round->names.size() == 2);
    CHECK(figures.last_tenth()->count == 0);
    CHECK(figures.last_tenth()->of == 2);
    CHECK(!figures.silent_consent());
    CHECK(figures.late_positions == 0u);
}

TEST_CASE("an extension moves the last tenth of the window", "[report][metrics]") {
    Statement statement;
    const Asker kenya = statement.person("KE", {v1::FOCAL_POINT});
    statement.sign(statement.ghana, 22h); // in the last tenth of 24 h, not of 30 h
    REQUIRE(!statement.submit(statement.extending(statement.opened_at + 30h), statement.penholder)
                 .refusal);
    statement.sign(kenya, 27h - 1ms);
    statement.sign(statement.norway, 27h); // at the very start of the last tenth of 30 h
    statement.close();

    const ProcedureFigures figures = statement.figures();
    REQUIRE(figures.extensions.size() == 1);
    CHECK(figures.extensions.front().to - figures.extensions.front().from == 6h);
    CHECK(figures.round->deadline == statement.opened_at + 30h);
    CHECK(figures.last_tenth()->count == 1);
    CHECK(figures.last_tenth()->of == 3);
}

TEST_CASE("a signature on an older text is none once the text changed", "[report][metrics]") {
    Statement statement(1);
    statement.sign(statement.ghana, 1h);
    statement.now = statement.opened_at + 2h;
    v1::Command changed = statement.adding(digest_of("text", 3));
    changed.mutable_add_text()->set_change("The second paragraph.");
    REQUIRE(!statement.submit(changed, statement.penholder).refusal);
    CHECK(statement.figures().round->names.empty());
    statement.sign(statement.norway, 3h);

    const ProcedureFigures figures = statement.figures();
    CHECK(*figures.round->first_name - statement.opened_at == 1h);
    REQUIRE(figures.round->names.size() == 1);
    CHECK(figures.round->names.begin()->first.text == "NO");
    REQUIRE(figures.round->positions.size() == 2);
    CHECK(!figures.round->positions[0].is_standing);
    CHECK(figures.round->positions[1].is_standing);
}

TEST_CASE("a name that is signed again stands since it first stood", "[report][metrics]") {
    Statement statement(1);
    statement.sign(statement.ghana, 1h);
    statement.now = statement.opened_at + 23h;
    REQUIRE(!statement.replace(statement.ghana, v1::Position::SIGN_WITH_EXPLANATION).refusal);
    statement.close();
    CHECK(statement.figures().last_tenth()->count == 0);
}

TEST_CASE("who gives its name back and signs late is of the last tenth", "[report][metrics]") {
    Statement statement(1);
    statement.sign(statement.ghana, 1h);
    statement.now = statement.opened_at + 2h;
    REQUIRE(!statement.replace(statement.ghana, v1::Position::NOT_JOINING).refusal);
    CHECK(statement.figures().round->names.empty());
    statement.now = statement.opened_at + 23h;
    REQUIRE(!statement.replace(statement.ghana, v1::Position::SIGN).refusal);
    statement.close();
    CHECK(statement.figures().last_tenth()->count == 1);
}

TEST_CASE(
    "late positions, late associations and dissociations are told apart", "[report][metrics]"
) {
    Statement statement(1);
    const Asker kenya = statement.person("KE", {v1::FOCAL_POINT});
    statement.sign(statement.ghana, 1h);
    statement.now = statement.deadline() + 1ms;
    CHECK(statement.answer(statement.norway).refusal); // late: recorded without effect
    statement.close();
    REQUIRE(!statement.submit(statement.publishing(), statement.penholder).refusal);
    statement.now += 1h;
    REQUIRE(!statement.answer(kenya, v1::Position::LATE_ASSOCIATION).refusal);
    statement.now += 1h;
    REQUIRE(!statement.replace(statement.ghana, v1::Position::DISSOCIATION).refusal);

    const ProcedureFigures figures = statement.figures();
    CHECK(figures.late_positions == 1u);
    REQUIRE(figures.late_associations.size() == 1);
    CHECK(figures.late_associations.front().party.text == "KE");
    REQUIRE(figures.dissociations.size() == 1);
    CHECK(figures.dissociations.front().party.text == "GH");
    CHECK(figures.round->names.size() == 1); // the names at the closing stay what they were
    CHECK(*figures.published - *figures.adopted == 0ms);
}

TEST_CASE("silence that nobody broke is consent, and counted as silent", "[report][metrics]") {
    StatementWorld world;
    world.mode = v1::ProcedureDrafted::SILENCE;
    world.label = v1::AMBER_STRICT;
    world.open(0);
    world.reach({"CA", "EE", "GH", "KE", "NO"});
    world.close();

    const ProcedureFigures figures = procedure_in(reading_of(world));
    CHECK(figures.outcome == "ADOPTED");
    REQUIRE(figures.silent_consent());
    CHECK(figures.silent_consent()->count == figures.silent_consent()->of);
    CHECK(figures.silent_consent()->of == figures.round->entitled.size());
    CHECK(!figures.has_names());
    CHECK(!figures.last_tenth());
}

TEST_CASE("a silence that is broken is counted, and ends its round", "[report][metrics]") {
    StatementWorld world;
    world.mode = v1::ProcedureDrafted::SILENCE;
    world.label = v1::AMBER_STRICT;
    world.open(0);
    world.now += 1h;
    REQUIRE(!world.answer(world.ghana, v1::Position::OBJECT).refusal);

    const ProcedureFigures figures = procedure_in(reading_of(world));
    CHECK(figures.broken_silences == 1);
    CHECK(figures.outcome == "BROKEN");
    CHECK(figures.closed == world.now);
    CHECK(!figures.silent_consent());
}

TEST_CASE("withheld positions leave names and shares unsaid", "[report][i8]") {
    Statement statement(1);
    statement.sign(statement.ghana, 23h);
    statement.close();
    const auto reading = reading_of(statement, without({v1::Event::kPositionTaken}));
    const ProcedureFigures figures = procedure_in(reading);
    CHECK(!figures.has_names());
    CHECK(!figures.last_tenth());
    CHECK(!figures.round->positions_known);
    CHECK(figures.outcome == "ADOPTED");
}

TEST_CASE("whether a statement came before the crisis ended", "[report][metrics]") {
    ProcedureFigures figures;
    figures.published = from_ms(86'400'000 * 10);
    CHECK(!figures.published_before_end()); // of which alert?
    figures.has_alert = true;
    CHECK(figures.published_before_end() == true); // it has not ended
    figures.crisis_end = CrisisEnd{*figures.published, false};
    CHECK(figures.published_before_end() == false);
    figures.crisis_end = CrisisEnd{*figures.published + 1ms, false};
    CHECK(figures.published_before_end() == true);
    figures.crisis_end = CrisisEnd{*figures.published - 1h, true};
    CHECK(!figures.published_before_end()); // some time on that day: nobody can tell
    figures.crisis_end = CrisisEnd{*figures.published - 24h, true};
    CHECK(figures.published_before_end() == false);
}

TEST_CASE("participation is told by month, and of the government that was named", "[report]") {
    Statement statement;
    statement.sign(statement.ghana, 1h);
    statement.now = statement.opened_at + 2h;
    REQUIRE(!statement.answer(statement.norway, v1::Position::AWAITING_INSTRUCTIONS).refusal);
    statement.now = statement.opened_at + 40 * 24h;
    statement.open();
    report::Wanted wanted;
    const report::Report all = report_of(reading_of(statement), wanted);
    REQUIRE(all.participation);
    const GovernmentPart& ghana = all.participation->at(PartyCode{"GH"});
    CHECK(ghana.total.procedures_entitled == 2);
    CHECK(ghana.total.answered == 1);
    CHECK(ghana.total.signed_names == 1);
    REQUIRE(ghana.months.size() == 2);
    CHECK(ghana.months.at(print_date(statement.opened_at).substr(0, 7)).signed_names == 1);
    CHECK(all.participation->at(PartyCode{"NO"}).total.answered == 0); // a promise is no answer

    wanted.government = PartyCode{"NO"};
    wanted.until = statement.opened_at; // excluded
    const report::Report none = report_of(reading_of(statement), wanted);
    REQUIRE(none.participation->size() == 1);
    CHECK(none.participation->at(PartyCode{"NO"}).total.procedures_entitled == 0);
}
