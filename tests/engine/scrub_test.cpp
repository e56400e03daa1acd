// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine::test {
namespace {

// A house over a log that is sound at the start and spoiled while it runs.
struct Spoiling {
    World world;
    std::unique_ptr<SpoiledLog> log;

    Spoiling() {
        REQUIRE(!world.start());
        const Coalition coalition(world);
        (void)issue(world, coalition);
        world.stop();
        log = std::make_unique<SpoiledLog>(world.memory());
        world.instead = log.get();
        REQUIRE(!world.start());
    }

    ~Spoiling() { world.stop(); } // its thread uses the log

    void spoil(std::function<void(storage::Entry&)> how) {
        (void)world.on_log([&](storage::Log&) {
            log->spoil = std::move(how);
            return true;
        });
    }

    bool scrubs_until(const std::function<bool()>& done) {
        constexpr int beats_max = 200;
        for (int beats = 0; beats < beats_max && !done(); ++beats) {
            world.engine().beat();
            world.run_rounds(100);
        }
        return done();
    }
};

} // namespace

TEST_CASE("a log that is sound is read again whole, pass after pass", "[engine][scrub]") {
    Spoiling house;
    CHECK(house.scrubs_until([&] { return house.world.engine().scrubbed().passes > 0; }));
    CHECK(house.world.engine().scrubbed().damaged == 0);
    CHECK(!house.world.engine().health().halted);
}

TEST_CASE(
    "fault 94: a header that changes on the disk halts the house and is named", "[engine][scrub]"
) {
    Spoiling house;
    house.spoil([](storage::Entry& entry) {
        if (entry.index == 2) entry.header[10] = static_cast<char>(entry.header[10] ^ 1);
    });
    CHECK(house.scrubs_until([&] { return house.world.engine().health().halted; }));
    CHECK(house.world.engine().health().because.find("entry 2 ") != std::string::npos);
}

TEST_CASE(
    "fault 95: a payload that changes on the disk is counted, and the house goes on",
    "[engine][scrub]"
) {
    Spoiling house;
    house.spoil([](storage::Entry& entry) {
        if (entry.index == 1) entry.payload[3] = static_cast<char>(entry.payload[3] ^ 1);
    });
    CHECK(house.scrubs_until([&] { return house.world.engine().scrubbed().passes > 0; }));
    CHECK(house.world.engine().scrubbed().damaged == 1);
    CHECK(house.world.engine().scrubbed().first_damaged == 1U);
    CHECK(!house.world.engine().health().halted);
}

} // namespace tocsin::engine::test
