// What a deadline means in a capital.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/working_hours.hpp"

#include "server/base/zone.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace std::chrono_literals;

namespace {

Instant at(const char* text) {
    return *parse_utc(text);
}

WorkingTime
working(const v1::Calendar& calendar, const char* zone, const char* from, const char* to) {
    return working_time(calendar, zone, at(from), at(to), zone_offset);
}

} // namespace

TEST_CASE("a working day in Accra is eight hours", "[domain][hours]") {
    // A Tuesday.
    const auto time = working({}, "Africa/Accra", "2026-11-24T00:00Z", "2026-11-24T23:00Z");

    CHECK(time.working == 8h);
    CHECK(!time.at_work);
    CHECK(time.why_not == "night");
    CHECK(time.local == "2026-11-24 23:00 (UTC)");
}

TEST_CASE("the weekend is not working time, and is not the same everywhere", "[domain][hours]") {
    v1::Calendar friday_saturday;
    friday_saturday.add_weekend(5);
    friday_saturday.add_weekend(6);
    // From Friday morning to Monday morning.
    const char* from = "2026-11-20T06:00Z";
    const char* to = "2026-11-23T06:00Z";

    CHECK(working({}, "Europe/Tallinn", from, to).working == 8h);
    CHECK(working(friday_saturday, "Asia/Baghdad", from, to).working == 8h);
    CHECK(working(friday_saturday, "Asia/Baghdad", from, "2026-11-21T09:00Z").why_not == "weekend");
}

TEST_CASE("holidays are data and no working time", "[domain][hours]") {
    v1::Calendar calendar;
    calendar.add_holidays("2026-12-25");
    const auto time = working(calendar, "Europe/Berlin", "2026-12-24T23:00Z", "2026-12-25T11:00Z");

    CHECK(time.working == 0h);
    CHECK(time.why_not == "holiday");
}

TEST_CASE("summer time moves a capital's office hours", "[domain][hours]") {
    const char* from = "2026-07-01T00:00Z";
    const auto time = working({}, "America/New_York", from, "2026-07-01T14:00Z");

    CHECK(time.working == 1h); // 09:00 to 10:00 there
    CHECK(time.at_work);
    CHECK(time.local == "2026-07-01 10:00 (UTC-4)");
}

TEST_CASE("own office hours are counted as they are", "[domain][hours]") {
    v1::Calendar calendar;
    calendar.set_opens_minute(8 * 60);
    calendar.set_closes_minute(14 * 60);
    const auto time = working(calendar, "Africa/Tunis", "2026-11-24T00:00Z", "2026-11-24T22:00Z");

    CHECK(time.working == 6h);
}

TEST_CASE("a capital whose zone nobody knows is said to be so", "[domain][hours]") {
    CHECK(working({}, "", "2026-11-24T00:00Z", "2026-11-24T22:00Z").why_not == "no zone is known");
    CHECK(
        working({}, "Atlantis/Capital", "2026-11-24T00:00Z", "2026-11-24T22:00Z").why_not ==
        "no zone is known"
    );
}
