// Whom an alert reached: rungs only rise, and nothing is recorded twice or after the end.
// SPDX-License-Identifier: Apache-2.0
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

const Rungs& rungs(const SmallCoalition& small, const std::string& id, const Asker& person) {
    return small.alert(id).reach.at(person.person);
}

} // namespace

TEST_CASE("from its issue everybody addressed with a key stands queued", "[domain][reach]") {
    SmallCoalition small;
    const Asker keyless = small.world.person("GH", {v1::FOCAL_POINT}, true);
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(rungs(small, id, small.ghana).queued == small.world.now);
    CHECK(small.alert(id).reach.size() == 7); // The governments' persons.
    CHECK(!small.alert(id).reach.contains(keyless.person));
    CHECK(!small.alert(id).reach.contains(small.adviser.person));
}

TEST_CASE("machines and auditors are nobody to be reached", "[domain][reach]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::CLEAR));

    CHECK(small.alert(id).reach.contains(small.adviser.person));
    CHECK(small.alert(id).reach.contains(small.support.person));
    CHECK(!small.alert(id).reach.contains(small.machine.person));
    CHECK(!small.alert(id).reach.contains(small.auditor.person));
}

TEST_CASE("a rung known already or a lower one is no news", "[domain][reach]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(small.deliver(id, 1, small.ghana, Rung::QUEUED).events.empty());
    CHECK(small.deliver(id, 1, small.ghana, Rung::SENT).events.size() == 1);
    CHECK(small.deliver(id, 1, small.ghana, Rung::SENT).events.empty());
    CHECK(small.deliver(id, 1, small.ghana, Rung::SEEN).events.size() == 1);
    CHECK(small.deliver(id, 1, small.ghana, Rung::DELIVERED).events.empty());
    CHECK(rungs(small, id, small.ghana).seen == small.world.now);
    CHECK(rungs(small, id, small.ghana).delivered == Instant{});
}

TEST_CASE("a delivery to somebody who is not addressed leaves nothing behind", "[domain][reach]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Index size = small.world.state.size;

    const Decision decision = small.deliver(id, 1, small.adviser, Rung::SEEN);

    CHECK(decision.events.empty());
    CHECK(!decision.refusal);
    CHECK(small.deliver("al-nothing", 1, small.ghana, Rung::SEEN).events.empty());
    CHECK(small.deliver(id, 2, small.ghana, Rung::SEEN).events.empty());
    CHECK(small.world.state.size == size);
}

TEST_CASE("no delivery is recorded after the alert ended", "[domain][reach]") {
    SmallCoalition small;
    const std::string closed = small.issued(shutdown_in("MM"));
    const std::string cancelled = small.issued(shutdown_in("TD"));
    small.close(closed, 1, small.lead);
    small.cancel(cancelled, 1, small.lead);

    for (const std::string& id : {closed, cancelled})
        for (const auto rung : {Rung::SENT, Rung::DELIVERED, Rung::SEEN, Rung::FAILED})
            CHECK(small.deliver(id, 1, small.ghana, rung, "timeout").events.empty());
}

TEST_CASE("fault 133: why somebody was not reached is told until he is", "[domain][reach]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(small.deliver(id, 1, small.ghana, Rung::FAILED, "connection reset").events.size() == 1);
    CHECK(small.deliver(id, 1, small.ghana, Rung::FAILED, "connection reset").events.empty());
    CHECK(rungs(small, id, small.ghana).failed_because == "connection reset");

    small.deliver(id, 1, small.ghana, Rung::DELIVERED);
    CHECK(rungs(small, id, small.ghana).failed_because.empty());
    CHECK(small.deliver(id, 1, small.ghana, Rung::FAILED, "late reset").events.empty());
}

TEST_CASE("a receipt of an older ask says nothing about the new one", "[domain][reach]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.update(id, 1, shutdown_in("MM"), true, small.lead);

    CHECK(small.deliver(id, 1, small.ghana, Rung::SEEN).events.empty());
    CHECK(small.deliver(id, 2, small.ghana, Rung::SEEN).events.size() == 1);
    // An editorial message carries the same ask: its receipt counts.
    small.update(id, 2, shutdown_in("MM"), false, small.lead);
    CHECK(small.deliver(id, 3, small.norway, Rung::SEEN).events.size() == 1);
}

TEST_CASE("a person whose key becomes active meanwhile is queued too", "[domain][reach]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.world.now += 5min;

    const Asker late = small.world.person("GH", {v1::FOCAL_POINT});
    const Asker adviser = small.world.person("civil-network", {v1::ADVISER_ROLE});

    CHECK(rungs(small, id, late).queued == small.world.now);
    CHECK(!small.alert(id).reach.contains(adviser.person));
}

TEST_CASE("many receipts make one entry per alert and nothing twice", "[domain][reach]") {
    SmallCoalition small;
    const std::string one = small.issued(shutdown_in("MM"));
    const std::string other = small.issued(shutdown_in("TD"));
    v1::Command command = small.world.command();
    const auto add = [&](const std::string& id, const Asker& to, v1::Delivery::Rung rung) {
        v1::Delivery& delivery = *command.mutable_record_delivery()->add_deliveries();
        delivery.set_alert_id(id);
        delivery.set_message(1);
        delivery.set_person(to.person.str());
        delivery.set_rung(rung);
        delivery.set_at(to_ms(small.world.now));
    };
    add(one, small.ghana, Rung::SENT);
    add(other, small.ghana, Rung::SENT);
    add(one, small.ghana, Rung::DELIVERED);
    add(one, small.ghana, Rung::DELIVERED);
    add(one, small.ghana, Rung::SENT);
    add(one, small.adviser, Rung::SENT);
    add(one, small.norway, Rung::SENT);

    const Decision decision = small.world.submit(command, server);

    REQUIRE(decision.events.size() == 2);
    CHECK(decision.events[0].delivery_recorded().deliveries_size() == 3);
    CHECK(decision.events[1].delivery_recorded().deliveries_size() == 1);
    CHECK(decision.realm == v1::ACTUAL);
    CHECK(rungs(small, one, small.ghana).sent == small.world.now);
    CHECK(rungs(small, one, small.ghana).delivered == small.world.now);
}

TEST_CASE("the receipts of an exercise are an exercise", "[domain][reach]") {
    SmallCoalition small;
    v1::AlertContent content = shutdown_in("MM");
    content.set_status(v1::AlertContent::STATUS_TEST);
    const std::string id = small.issued(content);

    CHECK(small.deliver(id, 1, small.ghana, Rung::SENT).realm == v1::EXERCISE);
}

TEST_CASE("a stricter label takes people off the ladder at once", "[domain][reach]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::GREEN));
    CHECK(small.alert(id).reach.contains(small.adviser.person));

    small.update(id, 1, shutdown_in("MM", v1::AMBER), false, small.lead);

    CHECK(!small.alert(id).reach.contains(small.adviser.person));
    CHECK(!small.alert(id).addressees.contains(PartyCode{"civil-network"}));
    CHECK(small.alert(id).reach.contains(small.ghana.person));
    CHECK(small.deliver(id, 2, small.adviser, Rung::SEEN).events.empty());
}

TEST_CASE("why nobody was reached names the channel and who has no key", "[domain][reach]") {
    SmallCoalition small;
    small.world.person("NO", {v1::FOCAL_POINT}, true);
    const std::string id = small.issued(shutdown_in("MM"));
    v1::Command command = small.world.command();
    v1::Delivery& delivery = *command.mutable_record_delivery()->add_deliveries();
    delivery.set_alert_id(id);
    delivery.set_message(1);
    delivery.set_person(small.norway.person.str());
    delivery.set_rung(Rung::FAILED);
    delivery.set_channel("socket");
    delivery.set_reason("connection reset");

    CHECK(small.world.submit(command, server).events.size() == 1);
    CHECK(small.world.submit(command, server).events.empty()); // The same failure is no news.

    const v1::AlertView view = *show_alert(
        small.world.state, small.reader(small.support), id, small.world.now, zone_offset
    );
    for (const v1::Reach& line : view.reach())
        if (line.party() == "NO")
            CHECK(line.reason() == "socket: connection reset; 1 of its 2 persons without a key");
}

TEST_CASE("a receipt proves once that a government was asked", "[domain][reach]") {
    InstrumentWorld world(v1::ProcedureDrafted::STATEMENT);
    world.launch();
    const auto reached = [&] { return world.procedure().reached; };
    CHECK(reached().empty());

    const Decision first = world.receive(world.ghana, Rung::DELIVERED);
    REQUIRE(first.events.size() == 1);
    CHECK(first.subject.empty());
    CHECK(reached().at(PartyCode{"GH"}) == world.now);
    world.now += 1h;

    CHECK(world.receive(world.ghana, Rung::SEEN).events.empty());
    CHECK(world.receive(world.ghana_deputy, Rung::SEEN).events.empty());
    CHECK(reached().at(PartyCode{"GH"}) == world.now - 1h);
    CHECK(world.receive(world.norway, Rung::SEEN).events.size() == 1);
    CHECK(reached().size() == 2);
}

TEST_CASE("what was only sent, or failed, proves nothing", "[domain][reach]") {
    InstrumentWorld world(v1::ProcedureDrafted::STATEMENT);
    world.launch();

    for (const auto rung : {Rung::QUEUED, Rung::SENT, Rung::FAILED})
        CHECK(world.receive(world.ghana, rung).events.empty());
}

TEST_CASE("only who was asked proves that it was reached", "[domain][reach]") {
    InstrumentWorld world(v1::ProcedureDrafted::STATEMENT);
    world.prepare();
    CHECK(world.receive(world.ghana, Rung::SEEN).events.empty()); // A draft asks nobody.
    REQUIRE(!world.submit(world.opening(1), world.penholder).refusal);

    for (const Asker& asker : {world.uganda, world.observer, world.support, world.auditor})
        CHECK(world.receive(asker, Rung::SEEN).events.empty());
    v1::Command other = world.receiving(world.ghana, Rung::SEEN);
    for (const std::uint32_t text : {0u, 1u, 3u}) { // Texts that were not put to it.
        other.mutable_record_delivery()->mutable_deliveries(0)->set_message(text);
        CHECK(world.submit(other, server).events.empty());
    }
    CHECK(world.procedure().reached.empty());

    world.close();
    CHECK(world.receive(world.ghana, Rung::SEEN).events.empty());
}

TEST_CASE("a red procedure reaches a government by the persons named alone", "[domain][reach]") {
    InstrumentWorld world(v1::ProcedureDrafted::STATEMENT, v1::RED);
    world.launch();

    CHECK(world.receive(world.ghana_deputy, Rung::SEEN).events.empty());
    CHECK(world.receive(world.ghana, Rung::SEEN).events.size() == 1);
}

TEST_CASE("many receipts of a procedure make one entry for those who lead", "[domain][reach]") {
    InstrumentWorld world(v1::ProcedureDrafted::STATEMENT);
    world.launch();
    v1::Command command = world.receiving(world.ghana, Rung::DELIVERED);
    for (const Asker& asker : {world.ghana, world.ghana_deputy, world.norway})
        *command.mutable_record_delivery()->add_deliveries() =
            world.receiving(asker, Rung::SEEN).record_delivery().deliveries(0);

    const Decision decision = world.submit(command, server);

    REQUIRE(decision.events.size() == 1);
    CHECK(decision.events.front().delivery_recorded().deliveries_size() == 2);
    CHECK(decision.realm == v1::ACTUAL);
    CHECK(world.procedure().trail.back() == world.state.size - 1);
    const Visibility visibility = visibility_of(world.state, decision.events.front());
    CHECK(may_see(visibility, world.reader(world.support)));
    CHECK(!may_see(visibility, world.reader(world.ghana)));
}
