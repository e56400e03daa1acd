// SPDX-License-Identifier: Apache-2.0
#include "server/base/utc.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace tocsin;

namespace {

constexpr std::int64_t noon_ms = 1'795'286'449'120; // 2026-11-21T18:40:49.120Z

} // namespace

TEST_CASE("an instant is printed in UTC whatever the zone of the machine", "[base]") {
    setenv("TZ", "America/New_York", 1);
    tzset();
    CHECK(print_utc(from_ms(noon_ms)) == "2026-11-21T18:40:49.120Z");
    CHECK(print_utc_seconds(from_ms(noon_ms)) == "2026-11-21T18:40:49Z");
    CHECK(print_date(from_ms(noon_ms)) == "2026-11-21");
    unsetenv("TZ");
    tzset();
}

TEST_CASE("instants at the edges are printed", "[base]") {
    CHECK(print_utc(from_ms(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(print_utc(from_ms(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(print_utc(from_ms(253'370'764'799'999)) == "9998-12-31T23:59:59.999Z");
    CHECK(print_utc(from_ms(951'782'400'007)) == "2000-02-29T00:00:00.007Z");
}

TEST_CASE("an instant is read with Z or with an offset", "[base]") {
    CHECK(parse_utc("2026-11-21T18:40:49.120Z") == from_ms(noon_ms));
    CHECK(parse_utc("2026-11-21t18:40:49.12z") == from_ms(noon_ms));
    CHECK(parse_utc("2026-11-22T00:10:49.120+05:30") == from_ms(noon_ms));
    CHECK(parse_utc("2026-11-21T13:40:49.120-05:00") == from_ms(noon_ms));
    CHECK(parse_utc("2026-11-21 18:40Z") == from_ms(noon_ms - 49'120));
    CHECK(parse_utc("2026-11-21T18:40:49Z") == from_ms(noon_ms - 120));
    CHECK(parse_utc("2026-11-21T18:40:49.1209999Z") == from_ms(noon_ms));
    CHECK(parse_utc("2026-11-21T00:00:00+00:00") == parse_date("2026-11-21"));
}

TEST_CASE("what is no instant is not read", "[base]") {
    for (const char* text :
         {"",
          "2026-11-21",
          "2026-11-21T18:40",
          "2026-11-21T18:40:49",
          "2026-11-21T24:00:00Z",
          "2026-11-21T18:60:00Z",
          "2026-11-21T18:40:60Z",
          "2026-02-29T00:00:00Z",
          "2026-13-01T00:00:00Z",
          "2026-00-01T00:00:00Z",
          "2026-11-21T18:40:49.Z",
          "2026-11-21T18:40:49,5Z",
          "2026-11-21T18:40:49+0530",
          "2026-11-21T18:40:49+24:00",
          "2026-11-21T18:40:49+05:60",
          "2026-11-21T18:40:49Zjunk",
          "2026-11-21T18:40:49 Z",
          "26-11-21T18:40:49Z",
          "2026/11/21T18:40:49Z",
          "2026-11-21X18:40:49Z",
          "2026-11-21T18.40.49Z",
          "-026-11-21T18:40:49Z",
          "1795286449"}) {
        INFO(text);
        CHECK(!parse_utc(text));
    }
    for (const char* text :
         {"", "2026-11", "2026-11-21Z", "2026-11-31", "2025-02-29", "20261121"}) {
        CHECK(!parse_date(text));
    }
    CHECK(parse_date("2024-02-29"));
}

TEST_CASE("printing and reading agree", "[base]") {
    for (std::int64_t ms = 0; ms < 253'370'764'800'000; ms += 1'234'567'890'123) {
        CHECK(parse_utc(print_utc(from_ms(ms))) == from_ms(ms));
    }
}
