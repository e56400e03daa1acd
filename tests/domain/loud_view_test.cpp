// Whether an alert rings for who reads it, now: told with the alert, by the reader's own
// subscription. SPDX-License-Identifier: Apache-2.0
#include "server/base/zone.hpp"
#include "server/domain/views.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

void subscribe(SmallCoalition& small, const Asker& who, const v1::Subscription& wanted) {
    v1::Command command = small.world.command();
    *command.mutable_subscribe()->mutable_subscription() = wanted;
    REQUIRE(!small.world.submit(command, who).refusal);
}

bool is_loud(const SmallCoalition& small, const std::string& id, const Asker& who, Instant at) {
    const auto view = show_alert(small.world.state, small.reader(who), id, at, zone_offset);
    REQUIRE(view);
    return view->loud();
}

bool is_loud(const SmallCoalition& small, const std::string& id, const Asker& who) {
    return is_loud(small, id, who, small.world.now);
}

v1::Subscription nights_in(const char* zone) {
    v1::Subscription wanted;
    wanted.set_quiet_from_minute(22 * 60);
    wanted.set_quiet_until_minute(7 * 60);
    wanted.set_zone(zone);
    return wanted;
}

const Instant winter_noon = *parse_utc("2026-01-20T12:00:00Z");

} // namespace

TEST_CASE("a live alert rings for everybody who subscribed to nothing", "[domain][loudness]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(is_loud(small, id, small.ghana));
    CHECK(is_loud(small, id, small.norway));
}

TEST_CASE("a subscription is its person's own, not its government's", "[domain][loudness]") {
    SmallCoalition small;
    v1::Subscription elsewhere;
    elsewhere.add_countries("UG");
    subscribe(small, small.ghana, elsewhere);
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(!is_loud(small, id, small.ghana));
    CHECK(is_loud(small, id, small.ghana_deputy));
}

TEST_CASE("quiet hours are those of the zone named, at the instant asked", "[domain][loudness]") {
    SmallCoalition small;
    subscribe(small, small.ghana, nights_in("Asia/Tokyo"));
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(is_loud(small, id, small.ghana, winter_noon));       // 21:00 in Tokyo
    CHECK(!is_loud(small, id, small.ghana, winter_noon + 1h)); // 22:00
    CHECK(!is_loud(small, id, small.ghana, winter_noon + 9h)); // 06:00
    CHECK(is_loud(small, id, small.ghana, winter_noon + 10h)); // 07:00
}

TEST_CASE("quiet hours without a zone are those of the capital", "[domain][loudness]") {
    SmallCoalition small;
    small.world.state.coalition.parties.at(PartyCode{"CL"}).facts.set_zone("America/Santiago");
    subscribe(small, small.chile, nights_in(""));
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(is_loud(small, id, small.chile, winter_noon));
    CHECK(!is_loud(small, id, small.chile, winter_noon + 15h)); // Midnight in Santiago.
}

TEST_CASE(
    "where nobody knows the zone an alert is never quiet for the hour", "[domain][loudness]"
) {
    SmallCoalition small;
    subscribe(small, small.ghana, nights_in(""));
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(is_loud(small, id, small.ghana, winter_noon));
    CHECK(is_loud(small, id, small.ghana, winter_noon + 12h));
}

TEST_CASE("a flash rings through quiet hours and subscriptions", "[domain][loudness]") {
    SmallCoalition small;
    v1::Subscription wanted = nights_in("Africa/Accra");
    wanted.add_countries("UG");
    subscribe(small, small.ghana, wanted);
    v1::AlertContent flash = shutdown_in("MM");
    flash.set_precedence(v1::AlertContent::FLASH);
    add_source(flash, "one.example");
    add_source(flash, "two.example");
    const std::string id = small.issued(flash);

    CHECK(is_loud(small, id, small.ghana, winter_noon + 12h));
}

TEST_CASE("nothing rings before it is issued nor after it has ended", "[domain][loudness]") {
    SmallCoalition small;
    const std::string id = small.raise(shutdown_in("MM"), small.lead).subject;
    CHECK(!is_loud(small, id, small.lead));

    REQUIRE(!small.approve(id, small.support).refusal);
    CHECK(is_loud(small, id, small.lead));
    v1::Command command = small.world.command();
    command.mutable_cancel_alert()->set_alert_id(id);
    command.mutable_cancel_alert()->set_predecessor(1);
    command.mutable_cancel_alert()->set_reason("A fault of our own line.");
    REQUIRE(!small.world.submit(command, small.lead).refusal);
    CHECK(!is_loud(small, id, small.lead));
}

TEST_CASE("what is read and not addressed rings for nobody", "[domain][loudness]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::AMBER_STRICT));

    CHECK(!is_loud(small, id, small.auditor));
}
