// What a government knew at an instant. SPDX-License-Identifier: Apache-2.0
#include "server/domain/known.hpp"

#include "tests/report/reading.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

TEST_CASE("what a government knew is what was delivered to it by then", "[report][known]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("UG"));
    const Instant issued = small.world.now;
    small.world.now = issued + 1min;
    small.deliver(id, 1, small.ghana, v1::Delivery::DELIVERED);
    small.deliver(id, 1, small.norway, v1::Delivery::SEEN);
    small.world.now = issued + 5min;
    small.deliver(id, 1, small.ghana_deputy, v1::Delivery::SEEN);
    small.world.now = issued + 7min;
    REQUIRE(!small.acknowledge(id, small.ghana).refusal);
    const EventReading reading = reading_of(small.world);
    const PartyCode ghana{"GH"};

    CHECK(known_to(reading, ghana, issued + 1min - 1ms).facts.empty());
    const Knowledge first = known_to(reading, ghana, issued + 1min);
    REQUIRE(first.facts.size() == 1);
    CHECK(first.facts[0].how == KnownFact::How::delivered);
    CHECK(first.facts[0].message == 1);
    CHECK(first.is_complete);
    const Knowledge all = known_to(reading, ghana, issued + 7min);
    REQUIRE(all.facts.size() == 3);
    CHECK(all.facts[1].how == KnownFact::How::seen);
    CHECK(all.facts[1].at == issued + 5min);
    CHECK(all.facts[2].how == KnownFact::How::said);
    CHECK(known_to(reading, PartyCode{"CL"}, issued + 1h).facts.empty());
}

TEST_CASE("where receipts are withheld it is said that more may have been known", "[report][i8]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("UG"));
    small.deliver(id, 1, small.ghana, v1::Delivery::DELIVERED);
    const auto reading = reading_of(small.world, without({v1::Event::kDeliveryRecorded}));
    CHECK(!known_to(reading, PartyCode{"GH"}, small.world.now).is_complete);
    CHECK(known_to(reading, PartyCode{"GH"}, small.world.now - 1h).is_complete);
}
