// How loudly an addressed alert arrives: never whether.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/loudness.hpp"

#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

constexpr std::uint32_t noon = 12 * 60;

struct Listening {
    SmallCoalition small;
    v1::Subscription subscription;
    v1::AlertContent content = shutdown_in("MM");

    Listening() {
        v1::Event event;
        v1::Party& party = *event.mutable_party_admitted()->mutable_party();
        party.set_code("KE");
        party.set_kind(v1::Party::GOVERNMENT);
        party.set_name("Kenya");
        party.set_region(v1::Party::AFG);
        small.world.record(event, {});
    }

    bool is_loud(std::uint32_t minute = noon) const {
        return loudness(small.world.state.coalition, subscription, content, minute) ==
               Loudness::loud;
    }
};

} // namespace

TEST_CASE("whoever subscribed to nothing hears everything", "[domain][loudness]") {
    Listening listening;

    CHECK(listening.is_loud());
}

TEST_CASE("a subscription is to countries or to regions", "[domain][loudness]") {
    Listening listening;
    listening.subscription.add_countries("UG");
    CHECK(!listening.is_loud());
    listening.subscription.add_countries("MM");
    CHECK(listening.is_loud());

    listening.subscription.clear_countries();
    listening.subscription.add_regions(v1::Party::AFG);
    CHECK(!listening.is_loud()); // No member: of no region that is known here.
    listening.content = shutdown_in("KE");
    CHECK(listening.is_loud());
    listening.content = shutdown_in("GH"); // A member whose region nobody recorded.
    CHECK(!listening.is_loud());
    listening.content.clear_countries();
    CHECK(listening.is_loud());
}

TEST_CASE("a subscription is to kinds and to a minimum precedence", "[domain][loudness]") {
    Listening listening;
    listening.subscription.add_kinds(v1::AlertContent::ARRESTS);
    CHECK(!listening.is_loud());
    listening.content.add_kinds(v1::AlertContent::ARRESTS);
    CHECK(listening.is_loud());

    listening.subscription.set_at_least(v1::AlertContent::ALERT);
    CHECK(listening.is_loud());
    listening.content.set_precedence(v1::AlertContent::NOTICE);
    CHECK(!listening.is_loud());
}

TEST_CASE("quiet hours pass midnight", "[domain][loudness]") {
    Listening listening;
    listening.subscription.set_quiet_from_minute(22 * 60);
    listening.subscription.set_quiet_until_minute(7 * 60);

    CHECK(listening.is_loud(22 * 60 - 1));
    CHECK(!listening.is_loud(22 * 60));
    CHECK(!listening.is_loud(0));
    CHECK(!listening.is_loud(7 * 60 - 1));
    CHECK(listening.is_loud(7 * 60));

    listening.subscription.set_quiet_from_minute(6 * 60);
    CHECK(!listening.is_loud(6 * 60));
    CHECK(listening.is_loud(7 * 60));
    CHECK(listening.is_loud(6 * 60 - 1));
}

TEST_CASE("a flash passes through quiet hours and subscriptions", "[domain][loudness]") {
    Listening listening;
    listening.subscription.add_countries("UG");
    listening.subscription.add_kinds(v1::AlertContent::ARRESTS);
    listening.subscription.set_quiet_until_minute(1439);
    REQUIRE(!listening.is_loud());

    listening.content.set_precedence(v1::AlertContent::FLASH);

    CHECK(listening.is_loud());
}

TEST_CASE("everybody subscribes for himself and the last choice stands", "[domain][loudness]") {
    SmallCoalition small;
    World& world = small.world;
    for (const char* country : {"MM", "UG"}) {
        v1::Command command = world.command();
        command.mutable_subscribe()->mutable_subscription()->add_countries(country);
        REQUIRE(!world.submit(command, small.observer).refusal);
    }

    const auto& subscriptions = world.state.coalition.subscriptions;
    REQUIRE(subscriptions.size() == 1);
    REQUIRE(subscriptions.at(small.observer.person).countries_size() == 1);
    CHECK(subscriptions.at(small.observer.person).countries(0) == "UG");
}
