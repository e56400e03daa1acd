// Persons are told what waits for them while no console of theirs is open: a real engine and
// libcurl, a real push service on loopback, and a browser that opens what it was sent.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"
#include "tests/reach/story.hpp"

#include <catch2/catch.hpp>

namespace tocsin::reach::test {

using Rung = v1::Delivery;

TEST_CASE("a phone is told of an alert: that one waits, its label, and no word of it", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");

    const auto id = issue(story.world, *story.coalition, v1::GREEN);
    story.pass(limits::push_delay);

    REQUIRE(story.comes_to([&] { return story.service.posted().size() == 1; }));
    const Posted posted = story.service.posted().front();
    CHECK(posted.path == "/ghana-phone");
    CHECK(posted.headers.at("content-encoding") == "aes128gcm");
    CHECK(std::stoi(posted.headers.at("ttl")) > 3600);
    CHECK(posted.headers.at("topic").size() == 32);
    const auto said = story.opened(posted);
    CHECK(said.at("id").as_string() == id);
    CHECK(said.at("tlp").as_string() == "GREEN");
    CHECK(said.at("kind").as_string() == "alert");
    CHECK(said.at("exercise").as_bool());
    CHECK(boost::json::serialize(said).find("Networks") == std::string::npos);
    std::string key;
    CHECK(verified_claims(posted.headers.at("authorization"), key));
    CHECK(key == story.push_key.point());
}

TEST_CASE("that a channel took it is recorded as sent, and never as delivered", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    const auto id = issue(story.world, *story.coalition);
    story.pass(limits::push_delay);

    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "push").empty(); }));
    const auto recorded = story.deliveries(id, "push");
    REQUIRE(recorded.size() == 1);
    CHECK(recorded[0].rung() == Rung::SENT);
    CHECK(recorded[0].person() == story.coalition->ghana.id.str());
    const auto told_by = [&] { return story.rungs(id, story.coalition->ghana).told_by; };
    CHECK(story.comes_to([&] { return told_by() == std::set<std::string>{"push"}; }));
    CHECK(story.rungs(id, story.coalition->ghana).delivered == Instant{});
}

TEST_CASE("whoever has seen it is not told late, and a colleague's answer quiets", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.subscribe(story.coalition->ghana_deputy, "deputy-phone");
    story.subscribe(story.coalition->norway, "norway-phone");
    const auto id = issue(story.world, *story.coalition);
    story.saw(id, story.coalition->norway);
    REQUIRE(story.world.does(story.coalition->ghana, acknowledge(id)).has_receipt());

    story.pass(limits::push_delay);
    REQUIRE(story.comes_to([&] { return story.channels->waiting() == 0; }));
    CHECK(story.service.posted().empty());
}

TEST_CASE("an alert is sent to nobody whom its label leaves out", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->observer, "observer-phone");
    story.subscribe(story.coalition->ghana, "ghana-phone");
    issue(story.world, *story.coalition, v1::AMBER_STRICT);
    story.pass(limits::push_delay);
    REQUIRE(story.comes_to([&] { return story.channels->waiting() == 0; }));
    REQUIRE(story.service.posted().size() == 1);
    CHECK(story.service.posted()[0].path == "/ghana-phone");
}

TEST_CASE("a procedure that opens tells the governments it asks, until they answer", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.subscribe(story.coalition->norway, "norway-phone");
    const auto deadline = story.world.clock.wall() + 2h;
    const auto id = open_statement(story.world, *story.coalition, deadline);
    REQUIRE(story.world
                .does(story.coalition->norway, sign(story.world, story.coalition->norway, id))
                .has_receipt());
    story.pass(limits::push_delay);

    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "push").empty(); }));
    REQUIRE(story.service.posted().size() == 1);
    const auto posted = story.service.posted().front();
    CHECK(story.opened(posted).at("kind").as_string() == "procedure");
    CHECK(posted.headers.at("urgency") == "high");
    CHECK(std::stoi(posted.headers.at("ttl")) <= 2 * 3600); // not behind the deadline
    CHECK(story.deliveries(id, "push")[0].rung() == Rung::SENT);
}

TEST_CASE("a service that asks for time is given it, and then it is told", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.service.answers({"429 Slow\r\nRetry-After: 600"});
    const auto id = issue(story.world, *story.coalition);
    story.pass(limits::push_delay);
    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "push").empty(); }));
    CHECK(story.deliveries(id, "push")[0].rung() == Rung::FAILED);
    CHECK(story.deliveries(id, "push")[0].reason() == "the push service answers 429");
    CHECK(!story.list(story.coalition->ghana).channels(0).failed_because().empty());

    story.pass(590s);
    CHECK(!story.comes_to([&] { return story.service.posted().size() > 1; }, 50ms));
    story.pass(11s);
    REQUIRE(story.comes_to([&] { return story.deliveries(id, "push").size() == 2; }));
    CHECK(story.deliveries(id, "push")[1].rung() == Rung::SENT);
    CHECK(story.list(story.coalition->ghana).channels(0).failed_because().empty());
}

TEST_CASE("a service that is down is tried again, more and more seldom, for a day", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.service.down();
    const auto id = issue(story.world, *story.coalition);
    int looked = 0;
    for (auto passed = 0s; passed < 24h && story.channels->waiting() == 1; passed += 60s) {
        story.pass(60s);
        story.comes_to([&] { return false; }, 1ms);
        ++looked;
    }
    CHECK(looked > 23 * 60);
    story.pass(1h);
    REQUIRE(story.comes_to([&] { return story.channels->waiting() == 0; }));
    REQUIRE(story.comes_to([&] { return story.deliveries(id, "push").size() == 2; }));
    const auto last = story.deliveries(id, "push")[1];
    CHECK(last.rung() == Rung::FAILED);
    CHECK(last.reason().find("given up after a day") == 0);
}

TEST_CASE("a service that refuses the server itself is told once that is mended", "[reach]") {
    const std::string refusal = GENERATE("401 Who", "403 Not you", "408 Slow");
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.service.answers({refusal});
    const auto id = issue(story.world, *story.coalition);
    story.pass(limits::push_delay);
    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "push").empty(); }));
    CHECK(story.said.size() == 1);
    story.pass(10s);
    CHECK(story.until_posted(2));
}

TEST_CASE("a service that asks for years is given a day, and then it is said so", "[reach]") {
    const std::string asked_for = GENERATE("315360000", "9223372036854775807");
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.service.answers({"503 Later\r\nRetry-After: " + asked_for});
    const auto id = issue(story.world, *story.coalition);
    story.pass(limits::push_delay);
    REQUIRE(story.comes_to([&] { return story.deliveries(id, "push").size() == 1; }));
    story.pass(23h);
    CHECK(!story.comes_to([&] { return story.service.posted().size() > 1; }, 50ms));
    CHECK(story.channels->waiting() == 1);
    story.pass(1h);
    CHECK(story.channels->waiting() == 0);
    REQUIRE(story.comes_to([&] { return story.deliveries(id, "push").size() == 2; }));
    CHECK(story.deliveries(id, "push")[1].reason().find("given up after a day") == 0);
    CHECK(story.service.posted().size() == 1);
}

TEST_CASE("a push service that answers nobody keeps no other phone waiting", "[reach]") {
    Story story;
    story.begin();
    const Tarpit tarpit;
    const auto slow = [&](const Person& person, int count) {
        for (int i = 0; i < count; ++i)
            story.subscribe_at(
                person, "http://" + tarpit.at() + "/" + person.id.hex() + std::to_string(i)
            );
    };
    slow(story.coalition->norway, 8);
    slow(story.coalition->ghana_deputy, 8);
    slow(story.coalition->adviser, 8);
    issue(story.world, *story.coalition);
    story.pass(limits::push_delay); // they are under way, and longer due
    story.subscribe(story.coalition->ghana, "ghana-phone");
    issue(story.world, *story.coalition);
    story.pass(limits::push_delay);
    CHECK(story.until_posted(1)); // long before the first attempt is over
}

TEST_CASE(
    "one person's slow browsers, each on a host of its own, keep no other waiting", "[reach]"
) {
    Story story;
    story.begin();
    const std::array<Tarpit, 8> tarpits;
    for (const Tarpit& tarpit : tarpits)
        story.subscribe_at(story.coalition->norway, "http://" + tarpit.at() + "/phone");
    issue(story.world, *story.coalition);
    story.pass(limits::push_delay);
    story.subscribe(story.coalition->ghana, "ghana-phone");
    issue(story.world, *story.coalition);
    story.pass(limits::push_delay);
    CHECK(story.until_posted(1));
}

TEST_CASE(
    "a push service cannot tell who is asked the same, nor by its size the label", "[reach]"
) {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.subscribe(story.coalition->norway, "norway-phone");
    issue(story.world, *story.coalition, v1::GREEN);
    issue(story.world, *story.coalition, v1::AMBER_STRICT);
    story.pass(limits::push_delay);
    REQUIRE(story.comes_to([&] { return story.service.posted().size() == 4; }));
    std::set<std::string> topics;
    for (const Posted& posted : story.service.posted()) {
        topics.insert(posted.headers.at("topic"));
        CHECK(posted.body.size() == story.service.posted()[0].body.size());
    }
    CHECK(topics.size() == 4);
}

TEST_CASE("what is due longest is sent first", "[reach]") {
    Story story;
    story.begin();
    for (int i = 0; i < 8; ++i)
        story.subscribe(story.coalition->ghana, "phone-" + std::to_string(i));
    const auto first = issue(story.world, *story.coalition);
    REQUIRE(story.comes_to([&] { return story.channels->waiting() == 8; }));
    story.world.clock.pass(1s);
    issue(story.world, *story.coalition);
    REQUIRE(story.comes_to([&] { return story.channels->waiting() == 16; }));
    story.pass(limits::push_delay);
    REQUIRE(story.comes_to([&] { return story.service.posted().size() == 16; }));
    const auto posted = story.service.posted();
    for (std::size_t i = 0; i < 8; ++i)
        CHECK(story.opened(posted[i]).at("id").as_string() == first);
}

TEST_CASE("a subscription that its browser ended is taken away", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.service.answers({"410 Gone"});
    const auto id = issue(story.world, *story.coalition);
    story.pass(limits::push_delay);
    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "push").empty(); }));
    CHECK(story.deliveries(id, "push")[0].reason() == "the browser ended its subscription");
    CHECK(story.list(story.coalition->ghana).channels().empty());
    CHECK(story.channels->waiting() == 0);
}

TEST_CASE(
    "whoever cannot be told because too much waits is said to be, in the record and the journal"
) {
    Story story;
    story.begin();
    story.subscribe(story.coalition->norway, "norway-phone");
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.comes_to([&] { return false; }, 60ms); // kept
    story.channels.reset();
    const bool filled = story.world.on_log([&](storage::Log&) {
        storage::ChannelChanges full;
        const auto rows = *story.world.sqlite().channels().all();
        const Instant later = story.world.clock.wall() + 1h;
        for (std::size_t i = 0; i < limits::channel_items_max; ++i)
            full.items.push_back(
                {rows.channels[0].id, "subject " + std::to_string(i), 1, 0, later, later}
            );
        return story.world.sqlite().channels().keep(full).has_value();
    });
    REQUIRE(filled);
    story.open_channels();

    const auto id = issue(story.world, *story.coalition);
    REQUIRE(story.comes_to([&] { return story.deliveries(id, "push").size() == 2; }));
    for (const auto& delivery : story.deliveries(id, "push")) {
        CHECK(delivery.rung() == Rung::FAILED);
        CHECK(delivery.reason() == "too many messages wait to be sent: more than 65536");
    }
    CHECK(story.said.size() == 1);
    CHECK(story.channels->waiting() == limits::channel_items_max);
}

TEST_CASE("a server that dies at any moment loses nothing of what it owes", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.comes_to([&] { return false; }, 60ms); // kept

    SECTION("before it looked at the entry") {
        story.channels.reset(); // as by SIGKILL: nothing is flushed
        const auto id = issue(story.world, *story.coalition);
        story.world.restart();
        story.open_channels();
        REQUIRE(story.comes_to([&] { return story.channels->waiting() == 1; }));
    }
    SECTION("before it was sent") {
        issue(story.world, *story.coalition);
        REQUIRE(story.comes_to([&] { return story.channels->waiting() == 1; }));
        story.comes_to([&] { return false; }, 60ms);
        story.channels.reset();
        story.world.restart();
        story.open_channels();
        CHECK(story.channels->waiting() == 1);
    }
    SECTION("between the sending and the note that it was sent") {
        issue(story.world, *story.coalition);
        REQUIRE(story.comes_to([&] { return story.channels->waiting() == 1; }));
        story.comes_to([&] { return false; }, 60ms);
        story.pass(limits::push_delay);
        REQUIRE(story.until_posted(1));
        story.channels.reset(); // its answer is heard by nobody
        story.world.restart();
        story.open_channels();
        CHECK(story.channels->waiting() == 1);
        story.pass(limits::push_delay);
        CHECK(story.until_posted(2)); // twice is allowed
        return;
    }
    story.pass(limits::push_delay);
    CHECK(story.until_posted(1));
}

TEST_CASE("what came before there were channels is told to nobody", "[reach]") {
    Story story;
    story.prepare();
    issue(story.world, *story.coalition);
    story.open_channels();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    story.pass(limits::push_delay);
    CHECK(!story.comes_to([&] { return story.channels->waiting() > 0; }, 50ms));
}

} // namespace tocsin::reach::test
