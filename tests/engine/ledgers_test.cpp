// What is gathered before it is an entry or a row: signs of an attack, what auditors read, visits.
// SPDX-License-Identifier: Apache-2.0
#include "support.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::engine;
using namespace tocsin::engine::test;

namespace {

v1::SecurityNoted sign_of(
    const Person& person, v1::SecurityNoted::Kind kind = v1::SecurityNoted::SIGN_COUNT_REGRESSED
) {
    v1::SecurityNoted noted;
    noted.set_kind(kind);
    noted.set_person(person.id.str());
    noted.set_fingerprint(person.key.str());
    return noted;
}

// The events of one kind, from the log.
template <class Has>
std::vector<v1::Event> events(World& world, Has has) {
    std::vector<v1::Event> found;
    for (storage::Index i = 0; i < world.head().size; ++i) {
        v1::Event event;
        if (event.ParseFromString(world.entry(i).payload) && has(event)) found.push_back(event);
    }
    return found;
}

std::vector<v1::Event> noted_in(World& world) {
    return events(world, [](const v1::Event& event) { return event.has_security_noted(); });
}

std::vector<v1::Event> readings_in(World& world) {
    return events(world, [](const v1::Event& event) { return event.has_reading_recorded(); });
}

v1::Query show(const std::string& alert) {
    v1::Query query;
    query.mutable_show_alert()->set_alert_id(alert);
    return query;
}

void drain(World& world) {
    bool drained = false;
    world.engine().drain([&] { drained = true; });
    REQUIRE(world.run_until([&] { return drained; }));
}

} // namespace

TEST_CASE("the first sign of an attack is an entry at once", "[engine][security]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto size = world.engine().shown().size;

    world.engine().noted(sign_of(coalition.ghana));

    REQUIRE(world.run_until([&] { return world.engine().shown().size > size; }));
    const auto noted = noted_in(world);
    REQUIRE(noted.size() == 1);
    CHECK(noted.front().security_noted().count() == 1);
    CHECK(noted.front().security_noted().person() == coalition.ghana.id.view());
}

TEST_CASE(
    "a flood of signs about one key is one entry a minute, and counts all of them",
    "[engine][security]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);

    for (int i = 0; i < 500; ++i)
        world.engine().noted(sign_of(coalition.ghana));
    world.engine().noted(sign_of(coalition.norway));
    world.engine().noted(sign_of(coalition.ghana, v1::SecurityNoted::FOREIGN_ACT));
    world.run_rounds(50);
    CHECK(noted_in(world).size() == 3);

    drain(world); // What is counted is not lost.
    const auto noted = noted_in(world);
    REQUIRE(noted.size() == 4);
    CHECK(noted.back().security_noted().count() == 499);
}

TEST_CASE("what auditors are answered is recorded, many questions in one line", "[engine][audit]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    v1::Query entries, who;
    entries.mutable_fetch_entries();
    who.mutable_who_am_i();
    for (int i = 0; i < 5; ++i) {
        world.asks(coalition.auditor, show(alert));
        world.clock.pass(1s);
    }
    world.asks(coalition.auditor, entries);
    world.asks(coalition.auditor, who);
    world.asks(coalition.auditor, show("al-none"));
    world.asks(coalition.ghana, show(alert));
    CHECK(readings_in(world).empty());

    drain(world);

    const auto recorded = readings_in(world);
    REQUIRE(recorded.size() == 1);
    const auto& readings = recorded.front().reading_recorded().readings();
    REQUIRE(readings.size() == 2);
    for (const auto& reading : readings) {
        CHECK(reading.person() == coalition.auditor.id.view());
        if (reading.what() == "show_alert") {
            CHECK(reading.subject() == alert);
            CHECK(reading.count() == 5);
            CHECK(reading.last_at() == reading.first_at() + 4'000);
        } else {
            CHECK(reading.what() == "fetch_entries");
            CHECK(reading.subject().empty());
            CHECK(reading.count() == 1);
        }
    }
}

TEST_CASE("visits are kept beside the log and are there after a restart", "[engine][visits]") {
    World world;
    REQUIRE(!world.start());
    storage::VisitChanges changes;
    storage::SessionRow row;
    row.token.octets.fill(1);
    row.started = row.last_used = world.clock.wall();
    changes.sessions.emplace(row.token, row);
    world.engine().keep(changes);
    drain(world);

    world.restart();

    const auto restored = world.engine().take_visits();
    REQUIRE(restored.sessions.size() == 1);
    CHECK(restored.sessions.front().token == row.token);

    storage::VisitChanges end;
    end.ended.insert(row.token);
    world.engine().keep(end); // At once: an ended session must not come back.
    const auto gone = [&](storage::Log&) { return world.visits.all()->sessions.empty(); };
    CHECK(world.run_until([&] { return world.on_log(gone); }));
}

TEST_CASE("that auditors followed is recorded as the stretches they were sent", "[engine][audit]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto auditor = world.reader(coalition.auditor);
    REQUIRE(world.engine().shown().size > 8);

    world.engine().followed(auditor, 0, 3);
    world.engine().followed(auditor, 3, 5);
    world.engine().followed(auditor, 7, 8);
    world.engine().followed(auditor, 4, 6);
    world.engine().followed(world.reader(coalition.ghana), 0, 8);
    CHECK(readings_in(world).empty());
    drain(world);

    const auto recorded = readings_in(world);
    REQUIRE(recorded.size() == 1);
    const auto& readings = recorded.front().reading_recorded().readings();
    REQUIRE(readings.size() == 2);
    for (const v1::Reading& reading : readings) {
        CHECK(reading.person() == coalition.auditor.id.view());
        CHECK(reading.what() == "follow");
    }
    CHECK(readings[0].from_index() == 0);
    CHECK(readings[0].to_index() == 6);
    CHECK(readings[0].count() == 3);
    CHECK(readings[1].from_index() == 7);
    CHECK(readings[1].to_index() == 8);
}

TEST_CASE("to read what auditors read is followed by no further entry", "[engine][audit]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto auditor = world.reader(coalition.auditor);
    const auto index = world.engine().shown().size;
    v1::Command record;
    v1::Reading& reading = *record.mutable_record_reading()->add_readings();
    reading.set_person(coalition.auditor.id.str());
    reading.set_what("follow");
    REQUIRE(world.server_does(record).has_receipt());
    REQUIRE(world.engine().shown().size == index + 1);

    world.engine().followed(auditor, index, index + 1);
    SECTION("alone it is not told again") {
        drain(world);
        CHECK(readings_in(world).size() == 1);
    }
    SECTION("with what came behind it, it is") {
        const std::string alert = issue(world, coalition);
        world.engine().followed(auditor, index, world.engine().shown().size);
        drain(world);
        const auto recorded = readings_in(world);
        REQUIRE(recorded.size() == 2);
        CHECK(recorded.back().reading_recorded().readings(0).from_index() == index);
    }
}
