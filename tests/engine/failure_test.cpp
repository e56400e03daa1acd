// SPDX-License-Identifier: Apache-2.0
#include "server/engine/snapshot.hpp"
#include "tests/engine/support.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <new>

namespace tocsin::engine::test {
namespace {

Trouble trouble(Trouble::Fate fate) {
    return {
        .fate = fate, .exit_code = 74, .what = "cannot append", .why = "the disk", .next = "look"};
}

// A log whose next append throws, as when memory ends between BEGIN and COMMIT.
class BrokenLog final : public PassingLog {
public:
    using PassingLog::PassingLog;

    bool broken = false;

    Result<storage::TreeHead> append(
        storage::Index known, const storage::CatchUp& catch_up, const storage::Decide& decide
    ) override {
        if (broken) throw std::bad_alloc();
        return PassingLog::append(known, catch_up, decide);
    }
};

// A log that reads nothing more, as the real one does once it has stopped.
class StoppedLog final : public PassingLog {
public:
    using PassingLog::PassingLog;

    std::atomic<bool> stopped = false;

    Result<std::vector<storage::Entry>>
    read(storage::Index from, std::size_t rows, std::size_t bytes) override {
        if (stopped) return trouble(Trouble::Fate::stop);
        return PassingLog::read(from, rows, bytes);
    }
};

TEST_CASE("fault 90: when nobody knows what is on disk nobody is answered", "[engine][failure]") {
    const bool landed = GENERATE(false, true);
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto entries = world.engine().shown().size;
    const auto once = world.submission(raise(alert_content()), coalition.lead.asker());
    world.memory().fail_next(trouble(Trouble::Fate::stop), landed);

    bool answered = false;
    world.engine().submit(once, [&](const v1::Verdict&) { answered = true; });
    REQUIRE(world.run_until([&] { return !world.stops.empty(); }));
    world.run_rounds(20);

    CHECK(!answered);
    CHECK(world.stops.front().fate == Trouble::Fate::stop);
    CHECK(world.engine().shown().size == entries);

    world.restart(); // The supervisor does; the client sends the same command again.
    const auto verdict = world.submit(once);
    CHECK(verdict.has_receipt());
    CHECK(verdict.repeated() == landed);
    CHECK(verdict.receipt().index() == entries);
    CHECK(world.engine().shown().size == entries + 1);
}

TEST_CASE(
    "a log that stopped between two commands stops the house without waiting for the next",
    "[engine][failure]"
) {
    World world;
    StoppedLog log(world.memory());
    world.instead = &log;
    REQUIRE(!world.start());
    const Coalition coalition(world);

    log.stopped = true; // Its housekeeping failed: nobody knows what is on the disk.

    REQUIRE(world.run_until([&] { return !world.stops.empty(); }));
    CHECK(world.stops.front().fate == Trouble::Fate::stop);
}

TEST_CASE("a text that may or may not be kept stops the house too", "[engine][failure]") {
    World world;
    REQUIRE(!world.start());
    world.documents.trouble = trouble(Trouble::Fate::stop);

    bool answered = false;
    world.engine().deposit({"text/plain", "A text."}, [&](const Result<Digest>&) {
        answered = true;
    });
    REQUIRE(world.run_until([&] { return !world.stops.empty(); }));
    world.run_rounds(20);

    CHECK(!answered);
    CHECK(world.stops.front().exit_code == 74);
}

TEST_CASE(
    "fault 92: a full disk is told as such and forgotten when there is room again",
    "[engine][failure]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto before = snapshot(world.engine().shown());
    const auto earlier = world.submission(raise(alert_content(v1::AMBER)), coalition.lead.asker());
    const auto told = world.submit(earlier);
    world.memory().fail_next(trouble(Trouble::Fate::read_only));
    std::vector<v1::Verdict> verdicts;
    const auto keep = [&](v1::Verdict verdict) { verdicts.push_back(std::move(verdict)); };

    world.engine().submit(world.submission(raise(alert_content()), coalition.lead.asker()), keep);
    world.engine().submit(earlier, keep);
    world.engine().submit(world.submission(raise(alert_content()), coalition.second.asker()), keep);
    REQUIRE(world.run_until([&] { return verdicts.size() == 3; }));

    CHECK(verdicts[0].refusal().code() == v1::Refusal::STORAGE_FULL);
    CHECK(verdicts[0].refusal().retry_after_ms() > 0);
    CHECK(verdicts[1].repeated());
    CHECK(verdicts[1].receipt().index() == told.receipt().index());
    CHECK(verdicts[2].refusal().code() == v1::Refusal::STORAGE_FULL);

    const auto healed = world.does(coalition.lead, raise(alert_content()));
    REQUIRE(healed.has_receipt());
    CHECK(healed.receipt().index() == told.receipt().index() + 1);
    CHECK(world.does(coalition.second, approve(healed.receipt().subject())).has_receipt());
    const auto live = snapshot(world.engine().shown());
    CHECK(live != before);
    world.restart();
    CHECK(snapshot(world.engine().shown()) == live);
}

TEST_CASE("what failed once and harmlessly may simply be sent again", "[engine][failure]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto once = world.submission(raise(alert_content()), coalition.lead.asker());
    world.memory().fail_next(trouble(Trouble::Fate::failed));

    const auto first = world.submit(once);
    const auto again = world.submit(once);

    CHECK(first.refusal().code() == v1::Refusal::UNAVAILABLE);
    CHECK(again.has_receipt());
    CHECK(!again.repeated());
}

TEST_CASE("a log that must not be written halts the house and says why", "[engine][failure]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    world.memory().fail_next(trouble(Trouble::Fate::halt));

    const auto verdict = world.does(coalition.lead, raise(alert_content()));

    CHECK(verdict.refusal().code() == v1::Refusal::UNAVAILABLE);
    CHECK(world.engine().health().halted);
    CHECK(!world.engine().health().ready);
    CHECK(world.engine().health().because.find("the disk") != std::string::npos);
}

TEST_CASE("fault 105: memory that ends inside a transaction stops the house", "[engine][failure]") {
    World world;
    BrokenLog broken(world.memory());
    world.instead = &broken;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    broken.broken = true;

    bool answered = false;
    world.engine().submit(
        world.submission(raise(alert_content()), coalition.lead.asker()),
        [&](const v1::Verdict&) { answered = true; }
    );
    REQUIRE(world.run_until([&] { return !world.stops.empty(); }));

    CHECK(!answered);
    CHECK(world.stops.front().exit_code == 74);
    world.stop();
}

} // namespace
} // namespace tocsin::engine::test
