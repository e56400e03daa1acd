// SPDX-License-Identifier: Apache-2.0
#include "server/engine/replay.hpp"

#include "server/engine/snapshot.hpp"
#include "tests/engine/follower.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::engine::test {
namespace {

// One act of somebody, drawn by chance: most are allowed, some are refused.
void act(
    World& world,
    const Coalition& coalition,
    std::vector<std::string>& alerts,
    std::vector<std::string>& statements
) {
    const std::vector<Person> persons{
        coalition.ghana,
        coalition.ghana_deputy,
        coalition.norway,
        coalition.lead,
        coalition.second,
        coalition.adviser,
        coalition.observer};
    const Person& person = persons[world.rng.below(persons.size())];
    const auto any = [&](const auto& list) { return list[world.rng.below(list.size())]; };
    switch (world.rng.below(7)) {
    case 0: alerts.push_back(issue(world, coalition, v1::CLEAR)); break;
    case 1: alerts.push_back(issue(world, coalition, v1::AMBER)); break;
    case 2: (void)world.does(person, acknowledge(any(alerts))); break;
    case 3: (void)world.does(person, note(any(alerts), "Seen at the mission.")); break;
    case 4:
        statements.push_back(open_statement(
            world, coalition, world.clock.wall() + 16min, v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE
        ));
        break;
    case 5:
        if (!statements.empty()) (void)world.does(person, sign(world, person, any(statements)));
        break;
    default:
        world.clock.pass(4min);
        world.engine().beat();
        world.run_rounds(10);
    }
}

TEST_CASE("replaying the log gives the living state byte for byte", "[engine][replay]") {
    const auto kind = GENERATE(World::Kind::memory, World::Kind::sqlite);
    World world(kind);
    world.clock.jump(
        -std::chrono::milliseconds(world.clock.wall().time_since_epoch().count() % 1000)
    );
    REQUIRE(!world.start());
    const Coalition coalition(world);
    std::vector<std::string> alerts{issue(world, coalition)};
    std::vector<std::string> statements;

    for (int i = 0; i < 120; ++i) {
        act(world, coalition, alerts, statements);
        if (i % 40 != 39) continue;
        world.run_rounds(20);
        const auto replayed = world.on_log([](storage::Log& log) { return replay(log); });
        REQUIRE(replayed.has_value());
        CHECK(snapshot(replayed->state) == snapshot(world.engine().shown()));
        CHECK(replayed->tree.root(replayed->tree.size()) == world.head().root);
    }
    const auto live = snapshot(world.engine().shown());
    world.restart();

    CHECK(snapshot(world.engine().shown()) == live);
    CHECK(statements.size() > 1);
}

TEST_CASE("an empty log is founded with its name and its key", "[engine][replay]") {
    World world;
    REQUIRE(!world.start());

    const auto& founded = world.engine().shown().coalition.founded;
    CHECK(founded.origin() == world.origin);
    CHECK(founded.log_key() == world.key->public_key().str());
    CHECK(founded.exercise_only());
    CHECK(world.head().size == 1);
    world.restart();
    CHECK(world.head().size == 1);
}

TEST_CASE("a log of another name or key is not opened", "[engine][replay]") {
    World world;
    REQUIRE(!world.start());
    world.stop();
    std::filesystem::remove_all(world.place.path()); // No guard: entry 0 alone must tell.
    std::filesystem::create_directory(world.place.path());

    SECTION("another name") {
        world.origin = "log.test.example/other";
    }
    SECTION("another key") {
        *world.key = storage::SigningKey::generate(world.rng);
    }
    const auto trouble = world.start();
    world.stop();

    REQUIRE(trouble);
    CHECK(trouble->exit_code == 78);
    CHECK(!trouble->why.empty());
    CHECK(!trouble->next.empty());
}

// faults.md 95
TEST_CASE(
    "a payload that does not match its commitment is withheld and counted", "[engine][replay]"
) {
    std::unique_ptr<SpoiledLog> flipped; // outlives the world, whose thread uses it
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    const auto noted = world.does(coalition.ghana, note(alert, "Before the bit flipped."));
    (void)world.does(coalition.ghana, note(alert, "After it."));
    const auto index = noted.receipt().index();
    const auto size = world.engine().shown().size;
    world.stop();

    flipped = std::make_unique<SpoiledLog>(world.memory());
    flipped->spoil = [index](storage::Entry& entry) {
        if (entry.index == index) entry.payload[3] = static_cast<char>(entry.payload[3] ^ 1);
    };
    world.instead = flipped.get();
    REQUIRE(!world.start());
    Listener listener(world, coalition.ghana);
    listener.follow();
    REQUIRE(world.run_until([&] { return listener.caught_up(); }));

    const auto seen = indices(listener.items);
    CHECK(std::find(seen.begin(), seen.end(), index) == seen.end());
    CHECK(seen.back() == index + 1);
    CHECK(world.engine().shown().size == size);
    CHECK(world.engine().health().damaged_payloads == 1);
    CHECK(world.engine().health().ready);
    world.engine().feed().leave(listener);
}

} // namespace
} // namespace tocsin::engine::test
