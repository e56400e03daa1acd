// What a session is shown follows what was set beforehand at its instant, though no entry says so
// then. The edge's clock is moved; its waits are not, so that no look of every minute comes in.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

Instant in(std::chrono::hours wait) {
    return RealClock().wall() + wait;
}

// Drafted by that lead; the index it stands at.
std::uint64_t draft_alert(House& house, const Person& lead, const std::string& headline) {
    v1::Command raise;
    v1::AlertContent& content = *raise.mutable_raise_alert()->mutable_content();
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    content.add_countries("TD");
    content.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content.set_urgency(v1::AlertContent::IMMEDIATE);
    content.set_severity(v1::AlertContent::SEVERE);
    content.set_certainty(v1::AlertContent::OBSERVED);
    content.set_verification(v1::AlertContent::REPORTED);
    content.set_label(v1::GREEN);
    content.set_precedence(v1::AlertContent::ALERT);
    content.set_headline(headline);
    const auto verdict = house.does(lead, std::move(raise));
    REQUIRE(verdict.has_receipt());
    return verdict.receipt().index();
}

// Whether the entry at that index is shown before the patience ends.
bool is_shown(Client& client, std::uint64_t index, Patience patience) {
    while (const auto next = client.message(patience)) {
        for (const auto& item : next->items())
            if (item.index() == index) return true;
    }
    return false;
}

v1::Follow from_now() {
    v1::Follow follow;
    follow.set_from_now(true);
    return follow;
}

} // namespace

TEST_CASE(
    "who chairs from an instant set beforehand is shown drafts from that instant", "[net][follow]"
) {
    House house;
    const Person lead = house.seat("FR", {v1::LEAD});
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    v1::Command hand_over;
    hand_over.mutable_hand_over_chair()->set_chair("GH");
    hand_over.mutable_hand_over_chair()->set_from(to_ms(in(1h)));
    REQUIRE(house.server_does(std::move(hand_over)).has_receipt());
    Client client(house.port());
    client.log_in(house, ghana);
    client.follow(from_now());
    CHECK_FALSE(is_shown(client, draft_alert(house, lead, "Before"), 300ms));

    house.clock.move_ahead(2h);

    CHECK(is_shown(client, draft_alert(house, lead, "After"), 5s));
}

TEST_CASE(
    "who stood in for a colleague is shown nothing of his any more when that has ended",
    "[net][follow]"
) {
    House house;
    const Person lead = house.seat("FR", {v1::LEAD});
    const Person colleague = house.seat("FR", {v1::FOCAL_POINT});
    const Person other_lead = house.seat("NO", {v1::LEAD});
    v1::Command delegate;
    delegate.mutable_delegate()->set_to(colleague.id.str());
    delegate.mutable_delegate()->set_ends(to_ms(in(1h)));
    REQUIRE(house.does(lead, std::move(delegate)).has_receipt());
    Client client(house.port());
    client.log_in(house, colleague);
    client.follow(from_now());
    CHECK(is_shown(client, draft_alert(house, other_lead, "Before"), 5s));

    house.clock.move_ahead(2h);

    CHECK_FALSE(is_shown(client, draft_alert(house, other_lead, "After"), 500ms));
}

TEST_CASE("a session ends at the instant its party's membership does", "[net][session]") {
    House house;
    const Person norway = house.seat("NO", {v1::FOCAL_POINT});
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    v1::Command withdraw;
    withdraw.mutable_withdraw_party()->set_code("NO");
    withdraw.mutable_withdraw_party()->set_effective_at(to_ms(in(1h)));
    REQUIRE(house.server_does(std::move(withdraw)).has_receipt());
    Client leaving(house.port());
    leaving.log_in(house, norway);
    Client staying(house.port());
    staying.log_in(house, ghana);

    house.clock.move_ahead(2h);

    CHECK(leaving.close_code() == 4450);
    v1::Query query;
    query.mutable_inbox();
    CHECK(staying.ask(std::move(query)).has_inbox());
}
