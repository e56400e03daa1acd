// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "server/engine/snapshot.hpp"
#include "storage/sha256.hpp"
#include "tests/engine/follower.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::engine::test {
namespace {

// Lets an observer in on every entry: issued, open to all, from the first moment seen the same way.
void say_something(World& world, const Coalition& coalition, const std::string& alert) {
    const std::string text(world.rng.below(400) + 1, 'x');
    (void)world.does(coalition.ghana, note(alert, text));
}

TEST_CASE(
    "every follower gets what it may see in order and once however slow it is", "[engine][feed]"
) {
    World world(World::Kind::sqlite);
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition, v1::CLEAR);
    std::vector<std::unique_ptr<Listener>> listeners;
    for (int i = 0; i < 24; ++i) {
        const auto& person = i % 2 == 0 ? coalition.auditor : coalition.ghana;
        const auto format = i % 3 == 0 ? wire::Format::json : wire::Format::binary;
        const auto from = world.rng.below(world.engine().shown().size);
        listeners.push_back(std::make_unique<Listener>(world, person, format, from));
        listeners.back()->follow();
    }

    std::vector<std::uint64_t> began;
    for (const auto& listener : listeners)
        began.push_back(listener->next);
    for (int i = 0; i < 60; ++i) {
        say_something(world, coalition, alert);
        for (auto& listener : listeners)
            listener->advances_to_skip = static_cast<int>(world.rng.below(6));
    }
    const auto all_there = [&] {
        return std::all_of(listeners.begin(), listeners.end(), [](const auto& listener) {
            return listener->caught_up();
        });
    };
    REQUIRE(world.run_until(all_there));

    for (std::size_t i = 0; i < listeners.size(); ++i) {
        const auto& person = i % 2 == 0 ? coalition.auditor : coalition.ghana;
        CHECK(indices(listeners[i]->items) == visible(world, person, began[i]));
    }
}

TEST_CASE("readers of different classes are sent different things", "[engine][feed]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto from = world.engine().shown().size;
    const auto& ids = coalition;
    Listener government(world, ids.ghana, wire::Format::binary, from);
    Listener observer(world, ids.observer, wire::Format::binary, from);
    Listener auditor(world, ids.auditor, wire::Format::binary, from);
    for (auto* listener : {&government, &observer, &auditor})
        listener->follow();

    (void)issue(world, coalition, v1::AMBER_STRICT);
    (void)issue(world, coalition, v1::GREEN);
    REQUIRE(world.run_until([&] {
        return government.caught_up() && observer.caught_up() && auditor.caught_up();
    }));

    CHECK(indices(auditor.items).size() == 4);
    CHECK(indices(observer.items) == visible(world, coalition.observer, from));
    CHECK(observer.items.size() < government.items.size());
    for (const auto& item : observer.items) {
        if (item.event().has_alert_issued()) {
            CHECK(item.event().alert_issued().content().label() == v1::GREEN);
        }
    }
}

TEST_CASE("all who see the same share one frame", "[engine][feed]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto from = world.engine().shown().size;
    Listener first(world, coalition.ghana, wire::Format::binary, from);
    Listener second(world, coalition.ghana_deputy, wire::Format::binary, from);
    Listener third(world, coalition.norway, wire::Format::binary, from);
    for (auto* listener : {&first, &second, &third})
        listener->follow();
    world.run_rounds(5);

    (void)issue(world, coalition, v1::AMBER);
    REQUIRE(world.run_until([&] {
        return first.caught_up() && second.caught_up() && third.caught_up();
    }));

    REQUIRE(!first.frames.empty());
    CHECK(first.frames.back() == second.frames.back());
    CHECK(first.frames.back() == third.frames.back());
}

// I8
TEST_CASE("what is for one person is sent to nobody else of its government", "[engine][feed]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto from = world.engine().shown().size;
    auto content = alert_content(v1::RED);
    content.mutable_audience()->add_persons(coalition.ghana.id.str());
    const auto drafted = world.does(coalition.lead, raise(content));
    REQUIRE(world.does(coalition.second, approve(drafted.receipt().subject())).has_receipt());

    // At one cursor, in either order: a frame made for one must not be taken for the other's.
    const bool named_first = GENERATE(true, false);
    std::vector<Person> order{coalition.ghana, coalition.ghana_deputy, coalition.ghana};
    if (!named_first) order = {coalition.ghana_deputy, coalition.ghana, coalition.ghana_deputy};
    for (const auto& person : order) {
        Listener listener(world, person, wire::Format::binary, from);
        listener.follow();
        REQUIRE(world.run_until([&] { return listener.caught_up(); }));
        const std::size_t meant = person.id == coalition.ghana.id ? 2 : 0; // draft and issue
        CHECK(listener.items.size() == meant);
    }
}

TEST_CASE("a label that was raised holds for who comes back later", "[engine][feed]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto from = world.engine().shown().size;
    const std::string alert = issue(world, coalition, v1::CLEAR);
    Listener early(world, coalition.observer, wire::Format::binary, from);
    early.follow();
    REQUIRE(world.run_until([&] { return early.caught_up(); }));
    REQUIRE(!early.items.empty()); // It was for everybody while it was CLEAR.

    v1::Command raised;
    raised.mutable_relabel()->set_subject(alert);
    raised.mutable_relabel()->set_label(v1::AMBER_STRICT);
    raised.mutable_relabel()->set_reason("A source would be known by it.");
    REQUIRE(world.does(coalition.lead, raised).has_receipt());

    Listener late(world, coalition.observer, wire::Format::binary, from);
    late.follow();
    REQUIRE(world.run_until([&] { return late.caught_up(); }));
    CHECK(indices(late.items) == visible(world, coalition.observer, from));
    for (const auto& item : late.items)
        CHECK_FALSE(item.event().has_alert_issued());
}

TEST_CASE("a burst goes out joined and in messages of at most 64 KiB", "[engine][feed]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    const auto from = world.engine().shown().size;
    std::size_t answered = 0;
    constexpr std::size_t burst = 300;
    for (std::size_t i = 0; i < burst; ++i) {
        const auto command = note(alert, std::string(500, 'n'));
        world.engine().submit(
            world.submission(command, coalition.ghana.asker()),
            [&](const v1::Verdict&) { ++answered; }
        );
    }
    REQUIRE(world.run_until([&] { return answered == burst; }));

    Listener listener(world, coalition.ghana, wire::Format::binary, from);
    listener.follow();
    REQUIRE(world.run_until([&] { return listener.caught_up(); }));

    CHECK(listener.items.size() == burst);
    CHECK(listener.frames.size() <= 6);
}

TEST_CASE("a stalled follower holds nothing back and nothing in memory", "[engine][feed]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    const auto from = world.engine().shown().size;
    Listener stalled(world, coalition.ghana, wire::Format::binary, from);
    Listener quick(world, coalition.norway, wire::Format::binary, from);
    stalled.stalled = true;
    stalled.follow();
    quick.follow();

    constexpr int rounds = 40;
    constexpr int notes = 200;
    for (int round = 0; round < rounds; ++round) {
        int answered = 0;
        for (int i = 0; i < notes; ++i) {
            const auto command = note(alert, std::string(3'000, 'n'));
            world.engine().submit(
                world.submission(command, coalition.ghana.asker()),
                [&](const v1::Verdict&) { ++answered; }
            );
        }
        REQUIRE(world.run_until([&] { return answered == notes && quick.caught_up(); }));
        CHECK(world.engine().feed().ring_bytes() <= limits::ring_bytes_max);
    }
    CHECK(quick.items.size() == rounds * notes);
    CHECK(stalled.items.empty());

    stalled.stalled =
        false; // Its socket is writable again: it finds in the log what the ring let go.
    stalled.follow();
    REQUIRE(world.run_until([&] { return stalled.caught_up(); }));
    CHECK(indices(stalled.items) == indices(quick.items));
}

TEST_CASE("replay from the log gives byte for byte what was sent live", "[engine][feed]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const auto from = world.engine().shown().size;
    Listener live(world, coalition.ghana, wire::Format::binary, from);
    live.follow();
    const std::string alert = issue(world, coalition);
    for (int i = 0; i < 30; ++i)
        say_something(world, coalition, alert);
    REQUIRE(world.run_until([&] { return live.caught_up(); }));

    // A feed with an empty ring has only the log.
    storage::Log& log = world.log();
    LogThread desk(world.executor(), [] {});
    const auto id =
        *wire::LogId::from(storage::sha256({world.origin, "\n", world.key->public_key().view()})
                               .view()
                               .substr(0, wire::LogId::size));
    Feed replay(desk, log, world.engine().shown(), id, world.clock);
    const auto reader = world.reader(coalition.ghana);

    struct Reading final : Follower {
        void advance() override {}
    } follower;

    follower.reader = &reader;
    follower.next = from;
    std::string replayed;
    REQUIRE(world.run_until([&] {
        const auto step = replay.next(follower);
        if (step.got == Feed::Got::frame) replayed += message_of(*step.frame);
        return step.got == Feed::Got::caught_up;
    }));
    replay.leave(follower);

    std::string sent;
    for (const auto& frame : live.frames)
        sent += message_of(*frame);
    CHECK(replayed == sent);
}

TEST_CASE("a follower goes on behind its cursor after a restart", "[engine][feed]") {
    World world(World::Kind::sqlite);
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    std::string cursor;
    std::vector<storage::Index> before;
    {
        Listener listener(world, coalition.ghana);
        listener.follow();
        REQUIRE(world.run_until([&] { return listener.caught_up(); }));
        cursor = listener.items.back().cursor();
        before = indices(listener.items);
    }
    for (int i = 0; i < 10; ++i)
        say_something(world, coalition, alert);
    world.restart();

    const auto place = wire::decode_cursor(cursor);
    REQUIRE(place);
    CHECK(cursor == world.engine().feed().cursor_at(place->next));
    Listener listener(world, coalition.ghana, wire::Format::binary, place->next);
    listener.follow();
    REQUIRE(world.run_until([&] { return listener.caught_up(); }));

    auto all = before;
    for (const auto index : indices(listener.items))
        all.push_back(index);
    CHECK(all == visible(world, coalition.ghana));
}

TEST_CASE("an erased entry is passed over and the state stays what it was", "[engine][feed]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    const auto noted = world.does(coalition.ghana, note(alert, "To be forgotten."));
    (void)world.does(coalition.norway, note(alert, "To be kept."));
    REQUIRE(world.memory().erase(noted.receipt().index()).has_value());
    world.restart();

    Listener listener(world, coalition.ghana);
    listener.follow();
    REQUIRE(world.run_until([&] { return listener.caught_up(); }));

    const auto seen = indices(listener.items);
    CHECK(std::find(seen.begin(), seen.end(), noted.receipt().index()) == seen.end());
    CHECK(seen.back() == noted.receipt().index() + 1);
    CHECK(world.engine().shown().alerts.at(domain::AlertId{alert}).notes.size() == 1);
}

TEST_CASE(
    "a follower that leaves while the log is read for it is not called again", "[engine][feed]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    (void)issue(world, coalition);
    LogThread desk(world.executor(), [] {});
    Feed feed(desk, world.log(), world.engine().shown(), wire::LogId{}, world.clock);
    const auto reader = world.reader(coalition.ghana);

    struct Gone final : Follower {
        void advance() override { FAIL("called after it had left"); }
    };

    auto gone = std::make_unique<Gone>();
    gone->reader = &reader;
    CHECK(feed.next(*gone).got == Feed::Got::reading);

    feed.leave(*gone);
    feed.leave(*gone);
    gone.reset();
    world.run_rounds(50);

    CHECK(!feed.anybody_behind());
}

} // namespace
} // namespace tocsin::engine::test
