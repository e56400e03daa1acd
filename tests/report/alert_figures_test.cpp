// Figures of an alert, against what was counted by hand (docs/REPORTS.md 2).
// SPDX-License-Identifier: Apache-2.0
#include "tests/report/reading.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// Five governments are asked; what happens then is told in minutes since the issue.
struct Crisis : SmallCoalition {
    std::string id;
    Instant issued_at{};

    Crisis() {
        id = issued(shutdown_in("UG"));
        issued_at = world.now;
    }

    void at(std::chrono::milliseconds after) { world.now = issued_at + after; }

    void reach(const Asker& whom, v1::Delivery::Rung rung, std::chrono::milliseconds after) {
        at(after);
        REQUIRE(!deliver(id, 1, whom, rung).events.empty());
    }

    void answer(
        const Asker& who,
        std::chrono::milliseconds after,
        v1::AlertAcknowledged::Answer given = v1::AlertAcknowledged::INFORMED
    ) {
        at(after);
        REQUIRE(!acknowledge(id, who, given).refusal);
    }

    // So that the reading reaches that far.
    void pass(std::chrono::milliseconds after) {
        at(after);
        REQUIRE(!note(id, support).refusal);
    }

    AlertFigures figures() const { return alert_in(reading_of(world)); }
};

} // namespace

TEST_CASE("median and p90 are values that were measured: the nearest rank", "[report][metrics]") {
    CHECK(!percentile({}, 50));
    CHECK(percentile({7}, 50) == 7);
    CHECK(percentile({7}, 90) == 7);
    CHECK(percentile({4, 1, 3, 2}, 50) == 2);
    CHECK(percentile({5, 1, 4, 2, 3}, 50) == 3);
    CHECK(percentile({10, 1, 9, 2, 8, 3, 7, 4, 6, 5}, 90) == 9);
    CHECK(percentile({11, 10, 1, 9, 2, 8, 3, 7, 4, 6, 5}, 90) == 10);
}

TEST_CASE("delivered, seen and acknowledged are three figures", "[report][metrics]") {
    Crisis crisis;
    crisis.reach(crisis.ghana, v1::Delivery::DELIVERED, 1min);
    crisis.reach(crisis.norway, v1::Delivery::SEEN, 3min);
    crisis.reach(crisis.ghana, v1::Delivery::SEEN, 4min);
    crisis.reach(crisis.chile, v1::Delivery::DELIVERED, 10min);
    crisis.answer(crisis.ghana, 12min);
    crisis.answer(crisis.chair, 20min); // EE, whose client never sent a receipt

    const AlertFigures figures = crisis.figures();
    REQUIRE(figures.governments.size() == 5);
    CHECK(figures.delivered()->count == 3);
    CHECK(figures.delivered()->median_ms == ms(3min)); // of 1, 3, 10
    CHECK(figures.delivered()->p90_ms == ms(10min));
    CHECK(figures.seen()->count == 2);
    CHECK(figures.seen()->median_ms == ms(3min)); // of 3, 4
    CHECK(figures.seen()->p90_ms == ms(4min));
    CHECK(figures.acknowledged()->count == 2);
    CHECK(figures.acknowledged()->median_ms == ms(12min));
    CHECK(figures.acknowledged()->p90_ms == ms(20min));
    CHECK(figures.reached()->count == 4);
    CHECK(figures.reached()->median_ms == ms(3min)); // of 1, 3, 10, 20
    CHECK(figures.reached()->p90_ms == ms(20min));
    CHECK(figures.never_reached() == std::vector{PartyCode{"NL"}});
}

TEST_CASE("of an alert that reached nobody nothing is invented", "[report][metrics]") {
    Crisis crisis;
    crisis.pass(25h);

    const AlertFigures figures = crisis.figures();
    CHECK(figures.reached()->count == 0);
    CHECK(!figures.reached()->median_ms);
    CHECK(!figures.reached()->p90_ms);
    CHECK(figures.never_reached().size() == 5);
    REQUIRE(figures.coverage.size() == 3);
    for (const Coverage& coverage : figures.coverage) {
        CHECK(coverage.is_due);
        CHECK(coverage.of == 5);
        CHECK(coverage.reached == 0u);
        CHECK(coverage.acknowledged == 0u);
    }
}

TEST_CASE("coverage is of those who are members at that very time", "[report][metrics]") {
    Crisis crisis;
    crisis.answer(crisis.ghana, 15min);
    crisis.answer(crisis.norway, 15min + 1ms);
    crisis.at(30min);
    crisis.world.withdraw("NO", crisis.issued_at + 60min);
    crisis.pass(2h);

    const AlertFigures figures = crisis.figures();
    const Coverage& quarter = figures.coverage.at(0);
    CHECK(quarter.of == 5);
    CHECK(quarter.acknowledged == 1u); // at the instant itself counts, a millisecond later not
    const Coverage& hour = figures.coverage.at(1);
    CHECK(hour.of == 4); // Norway has left
    CHECK(hour.acknowledged == 1u);
    CHECK(!figures.coverage.at(2).is_due); // the reading does not go so far
}

TEST_CASE("an answer that was taken back is none until the next one", "[report][metrics]") {
    Crisis crisis;
    crisis.answer(crisis.ghana, 1min);
    crisis.at(20min);
    REQUIRE(!crisis.retract(crisis.id, crisis.ghana).refusal);
    crisis.answer(crisis.ghana, 50min, v1::AlertAcknowledged::ACTING);
    crisis.pass(2h);

    const AlertFigures figures = crisis.figures();
    CHECK(figures.acknowledged()->median_ms == ms(50min));
    CHECK(figures.coverage.at(0).acknowledged == 1u); // at 15 min it stood
    CHECK(figures.coverage.at(1).acknowledged == 1u);
    CHECK(figures.reached()->median_ms == ms(1min)); // it had been reached all the same
}

TEST_CASE("a government that cannot respond was reached and has not acknowledged", "[report]") {
    Crisis crisis;
    crisis.answer(crisis.ghana, 2min, v1::AlertAcknowledged::CANNOT_RESPOND);

    const AlertFigures figures = crisis.figures();
    CHECK(figures.reached()->count == 1);
    CHECK(figures.acknowledged()->count == 0);
    const auto ghana =
        std::find_if(figures.governments.begin(), figures.governments.end(), [](const auto& one) {
            return one.party.text == "GH";
        });
    REQUIRE(ghana != figures.governments.end());
    CHECK(ghana->answer == v1::AlertAcknowledged::CANNOT_RESPOND);
    REQUIRE(figures.rungs.size() == 1); // its deputies and missions are rung out of turn
    CHECK(figures.rungs.front().rung == 0);
    CHECK(figures.rungs.front().owing == 1);
}

TEST_CASE("what comes after the end of an alert is not counted", "[report][metrics]") {
    Crisis crisis;
    crisis.reach(crisis.ghana, v1::Delivery::DELIVERED, 1min);
    crisis.at(5min);
    REQUIRE(!crisis.close(crisis.id, 1, crisis.lead).refusal);
    v1::Event late;
    v1::Delivery& delivery = *late.mutable_delivery_recorded()->add_deliveries();
    delivery.set_alert_id(crisis.id);
    delivery.set_message(1);
    delivery.set_person(crisis.norway.person.str());
    delivery.set_rung(v1::Delivery::DELIVERED);
    delivery.set_at(to_ms(crisis.issued_at + 6min));
    crisis.at(6min);
    crisis.world.record(std::move(late), {});

    const AlertFigures figures = crisis.figures();
    CHECK(figures.state == AlertFigures::State::closed);
    CHECK(figures.delivered()->count == 1);
    CHECK(figures.crisis_end->at == crisis.issued_at + 5min); // reported restored with the closing
}

TEST_CASE("withheld deliveries leave the reach unsaid and the answers said", "[report][i8]") {
    Crisis crisis;
    crisis.reach(crisis.ghana, v1::Delivery::DELIVERED, 1min);
    crisis.answer(crisis.ghana, 2min);
    crisis.pass(16min);

    const auto reading = reading_of(crisis.world, without({v1::Event::kDeliveryRecorded}));
    const AlertFigures figures = alert_in(reading);
    CHECK(!figures.delivered());
    CHECK(!figures.seen());
    CHECK(!figures.reached());
    CHECK(!figures.coverage.at(0).delivered);
    CHECK(figures.coverage.at(0).acknowledged == 1u);
    CHECK(figures.acknowledged()->count == 1);
}

TEST_CASE(
    "a receipt of a person nobody may tell the party of leaves the reach unsaid", "[report][i8]"
) {
    Crisis crisis;
    crisis.reach(crisis.ghana, v1::Delivery::DELIVERED, 1min);
    const auto reading = reading_of(crisis.world, without({v1::Event::kPersonInvited}));
    CHECK(!alert_in(reading).delivered());
    CHECK(alert_in(reading).acknowledged()->count == 0);
}

TEST_CASE("an exercise stands apart and is in no participation", "[report][exercise]") {
    SmallCoalition small(Founding::exercise_only);
    v1::AlertContent content = shutdown_in("UG");
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    const std::string id = small.issued(content);
    REQUIRE(!small.acknowledge(id, small.ghana).refusal);

    const report::Report report = report_of(reading_of(small.world));
    CHECK(report.actual.alerts.empty());
    REQUIRE(report.exercises.alerts.size() == 1);
    REQUIRE(report.participation);
    CHECK(report.participation->empty());
}
