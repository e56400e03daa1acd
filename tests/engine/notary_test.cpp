// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

namespace tocsin::engine::test {
namespace {

std::string file(const std::filesystem::path& path) {
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

storage::TreeHead opened(World& world, const std::string& note) {
    const auto checkpoint = storage::open_checkpoint(note, world.engine().log_key());
    REQUIRE(checkpoint);
    return checkpoint->head;
}

TEST_CASE("a house that has started shows a checkpoint of all it holds", "[engine][notary]") {
    World world;
    REQUIRE(!world.start());

    CHECK(opened(world, world.engine().checkpoint()).size == 1);
    CHECK(world.engine().root_at(1) == world.head().root);
}

TEST_CASE(
    "every checkpoint is a prefix of the next and was guarded before it was shown",
    "[engine][notary]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    std::vector<std::string> notes{world.engine().checkpoint()};
    bool guarded = true;
    world.engine().on_checkpoint([&](const std::string& note) {
        bool found = false;
        for (const auto& entry : std::filesystem::directory_iterator(world.place.path())) {
            if (entry.is_regular_file() && file(entry.path()) == note) found = true;
        }
        guarded = guarded && found;
        notes.push_back(note);
    });

    for (int i = 0; i < 12; ++i) {
        (void)world.does(coalition.lead, raise(alert_content()));
        world.clock.pass(1s);
        world.engine().beat();
        (void)world.does(coalition.lead, raise(alert_content()));
        REQUIRE(world.run_until([&] { return notes.size() > static_cast<std::size_t>(i) + 1; }));
    }

    CHECK(guarded);
    storage::Index size = 0;
    for (const auto& note : notes) {
        const auto head = opened(world, note);
        CHECK(head.size > size);
        CHECK(world.engine().root_at(head.size) == head.root);
        size = head.size;
    }
}

TEST_CASE("checkpoints come at most once a second", "[engine][notary]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    world.clock.pass(2s);
    int released = 0;
    world.engine().on_checkpoint([&](const std::string&) { ++released; });

    for (int i = 0; i < 20; ++i)
        (void)world.does(coalition.lead, raise(alert_content()));

    CHECK(world.run_until([&] { return released > 0; }));
    CHECK(released == 1);
}

// faults.md 57 and 58
TEST_CASE(
    "the root at a size is known up to the released checkpoint and not beyond", "[engine][notary]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto released = opened(world, world.engine().checkpoint());

    CHECK(world.engine().root_at(released.size) == released.root);
    CHECK(world.engine().root_at(released.size + 1'000) == std::nullopt);
    CHECK(world.engine().root_at(0) == storage::empty_root());
}

TEST_CASE(
    "a log that is older than what people were shown starts halted and signs nothing",
    "[engine][notary]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    bool released = false;
    world.engine().drain([&] { released = true; });
    REQUIRE(world.run_until([&] { return released; }));
    const auto shown = world.engine().checkpoint();
    world.stop();

    SeededRng rng(99);
    storage::MemoryLog restored(rng); // A backup from before anything happened.
    world.instead = &restored;
    REQUIRE(!world.start());

    CHECK(world.engine().health().halted);
    CHECK(!world.engine().health().ready);
    CHECK(!world.engine().health().because.empty());
    CHECK(world.engine().checkpoint() == shown);
    CHECK(restored.head().size == 0);
    v1::Command command;
    command.mutable_admit_party();
    CHECK(world.server_does(command).refusal().code() == v1::Refusal::UNAVAILABLE);
    CHECK(restored.head().size == 0);
    world.stop();
}

TEST_CASE(
    "a guard that moves without us halts the house before the next signature", "[engine][notary]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    world.run_rounds(50);
    storage::Guard guard(world.place.path(), {}, {world.engine().log_key()});
    const storage::Checkpoint foreign{world.origin, {1'000'000, Digest{}}};
    REQUIRE(guard.release(storage::sign_checkpoint(foreign, *world.key)).has_value());
    const auto before = world.engine().checkpoint();

    world.clock.pass(2s);
    world.engine().beat();
    (void)world.does(coalition.lead, raise(alert_content()));
    REQUIRE(world.run_until([&] { return world.engine().health().halted; }));

    CHECK(world.engine().checkpoint() == before);
    const auto verdict = world.does(coalition.lead, raise(alert_content()));
    CHECK(verdict.refusal().code() == v1::Refusal::UNAVAILABLE);
}

} // namespace
} // namespace tocsin::engine::test
