// Told by a channel beside the open console: once of each channel, of alerts and of procedures, for
// those who watch the reach; and it proves nothing. SPDX-License-Identifier: Apache-2.0
#include "server/base/zone.hpp"
#include "server/domain/views.hpp"
#include "tests/support/alerts.hpp"
#include "tests/support/instrument.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Rung = v1::Delivery;

v1::Delivery by(const char* channel, Rung::Rung rung, const char* why = "") {
    v1::Delivery delivery;
    delivery.set_channel(channel);
    delivery.set_rung(rung);
    delivery.set_reason(why);
    return delivery;
}

struct Told : SmallCoalition {
    // All of them about one alert and Ghana's focal point, in one batch.
    Decision record(const std::string& alert, std::vector<v1::Delivery> deliveries) {
        v1::Command command = world.command();
        for (v1::Delivery& delivery : deliveries) {
            delivery.set_alert_id(alert);
            delivery.set_message(1);
            delivery.set_person(ghana.person.str());
            delivery.set_at(to_ms(world.now));
            *command.mutable_record_delivery()->add_deliveries() = delivery;
        }
        return world.submit(command, server);
    }

    const Rungs& rungs(const std::string& id) const { return alert(id).reach.at(ghana.person); }
};

std::set<std::string> told_by(const v1::AlertView& view, const char* party) {
    for (const v1::Reach& line : view.reach())
        if (line.party() == party) return {line.told_by().begin(), line.told_by().end()};
    return {};
}

} // namespace

TEST_CASE("each channel that took an alert is told once, also after the socket", "[domain][told]") {
    Told small;
    const std::string id = small.issued(shutdown_in("MM"));
    REQUIRE(small.record(id, {by("socket", Rung::SENT)}).events.size() == 1);
    const Instant first = small.world.now;
    small.world.now += 15s;

    const Decision both = small.record(id, {by("push", Rung::SENT), by("email", Rung::SENT)});
    REQUIRE(both.events.size() == 1);
    CHECK(both.events[0].delivery_recorded().deliveries_size() == 2);
    CHECK(small.rungs(id).told_by == std::set<std::string>{"email", "push"});
    CHECK(small.rungs(id).sent == first); // the first time counts
    CHECK(small.record(id, {by("push", Rung::SENT)}).events.empty());
    CHECK(small.record(id, {by("push", Rung::FAILED, "410")}).events.empty());
}

TEST_CASE("that one channel failed is told beside the other that took it", "[domain][told]") {
    Told small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Decision both =
        small.record(id, {by("push", Rung::SENT), by("email", Rung::FAILED, "550")});
    REQUIRE(both.events.size() == 1);
    CHECK(both.events[0].delivery_recorded().deliveries_size() == 2);
    CHECK(small.rungs(id).failed_because == "email: 550");
    CHECK(small.record(id, {by("email", Rung::FAILED, "550")}).events.empty());
    CHECK(small.rungs(id).delivered == Instant{});
}

TEST_CASE("who watches the reach reads by what a government was told", "[domain][told]") {
    Told small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.record(id, {by("push", Rung::SENT), by("email", Rung::SENT), by("socket", Rung::SENT)});
    const auto seen_by = [&](const Asker& reader) {
        return *show_alert(
            small.world.state, small.reader(reader), id, small.world.now, zone_offset
        );
    };
    CHECK(told_by(seen_by(small.lead), "GH") == std::set<std::string>{"email", "push"});
    CHECK(told_by(seen_by(small.norway), "GH").empty()); // I8
}

TEST_CASE("a new ask is told anew by each channel", "[domain][told]") {
    Told small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.record(id, {by("push", Rung::SENT)});
    REQUIRE(!small.rungs(id).told_by.empty());
    small.update(id, 1, shutdown_in("MM"), true, small.lead);
    CHECK(small.rungs(id).told_by.empty());
}

TEST_CASE("that a procedure waits is told once of each person and channel", "[domain][told]") {
    InstrumentWorld world(v1::ProcedureDrafted::STATEMENT);
    world.launch();
    const auto told = [&](const Asker& person, const char* channel, Rung::Rung rung) {
        v1::Command command = world.receiving(person, rung);
        command.mutable_record_delivery()->mutable_deliveries(0)->set_channel(channel);
        return world.submit(command, server).events.size();
    };
    CHECK(told(world.ghana, "push", Rung::FAILED) == 1);
    CHECK(told(world.ghana, "push", Rung::SENT) == 1);
    CHECK(told(world.ghana, "push", Rung::SENT) == 0);
    CHECK(told(world.ghana, "email", Rung::SENT) == 1);
    CHECK(told(world.ghana_deputy, "push", Rung::SENT) == 1);
    CHECK(told(world.ghana, "pigeon", Rung::SENT) == 0);
    CHECK(world.procedure().reached.empty()); // It proves nothing.
    for (const Asker& asker : {world.uganda, world.observer, world.support, world.auditor})
        CHECK(told(asker, "push", Rung::SENT) == 0);

    world.close();
    CHECK(told(world.norway, "push", Rung::SENT) == 0);
}

TEST_CASE(
    "before an alert goes out its raiser sees who is told by an open console alone", "[domain]"
) {
    SmallCoalition small;
    small.world.admit("SE");
    v1::Preview query;
    *query.mutable_content() = shutdown_in("MM");
    const auto has_channel = [&](const PersonId& person) { return person != small.norway.person; };

    const auto view =
        preview(small.world.state, small.reader(small.lead), query, small.world.now, has_channel);
    REQUIRE(view);
    const std::set<std::string> unproven(view->unproven().begin(), view->unproven().end());
    CHECK(unproven.contains("NO"));
    CHECK(!unproven.contains("GH"));
    CHECK(!unproven.contains("SE")); // It has nobody at all, and is named as that.
    CHECK(preview(small.world.state, small.reader(small.lead), query, small.world.now)
              ->unproven()
              .empty());
}
