// A person's own channels: added, proven by a code that comes back, taken away; limited.
// SPDX-License-Identifier: Apache-2.0
#include "tests/reach/story.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>

namespace tocsin::reach::test {

TEST_CASE("a browser is proven by the code that it was sent and nobody else knows", "[reach]") {
    Story story;
    story.begin();
    const auto& ghana = story.coalition->ghana;
    const auto id = story.subscribe(ghana, "ghana-phone").channels(0).channel();
    CHECK(!story.channels->has_proven(ghana.id));

    story.world.clock.pass(1min);
    CHECK(!story.test(ghana, id).has_refusal());
    REQUIRE(story.until_posted(1));
    const auto said = story.opened(story.service.posted()[0]);
    CHECK(said.at("kind").as_string() == "test");
    const std::string code(said.at("code").as_string());

    CHECK(story.prove(ghana, id, "0000").has_refusal());
    CHECK(
        story.prove(story.coalition->norway, id, code).refusal().code() == v1::Refusal::NOT_FOUND
    );
    CHECK(!story.channels->has_proven(ghana.id));
    const auto proven = story.prove(ghana, id, code);
    CHECK(!proven.has_refusal());
    CHECK(proven.channels(0).proven_at() == to_ms(story.world.clock.wall()));
    CHECK(story.channels->has_proven(ghana.id));
    CHECK(story.prove(ghana, id, code).has_refusal()); // good once

    story.subscribe(ghana, "ghana-phone");
    CHECK(story.channels->has_proven(ghana.id));
    story.browser.auth.back() ^= 1;
    story.subscribe(ghana, "ghana-phone"); // with keys that opened nothing yet
    CHECK(!story.channels->has_proven(ghana.id));
}

TEST_CASE("a code is good for an hour and five tries", "[reach]") {
    Story story;
    story.begin();
    const auto& ghana = story.coalition->ghana;
    const auto id = story.subscribe(ghana, "ghana-phone").channels(0).channel();
    story.test(ghana, id);
    REQUIRE(story.until_posted(1));
    const std::string code(story.opened(story.service.posted()[0]).at("code").as_string());

    SECTION("tried too often") {
        for (int i = 0; i < limits::channel_code_tries_max; ++i)
            CHECK(story.prove(ghana, id, "0000").has_refusal());
        CHECK(story.prove(ghana, id, code).has_refusal());
    }
    SECTION("too old") {
        story.world.clock.pass(limits::channel_code_life);
        CHECK(story.prove(ghana, id, code).has_refusal());
    }
    SECTION("in time") {
        story.world.clock.pass(limits::channel_code_life - 1ms);
        CHECK(!story.prove(ghana, id, code).has_refusal());
    }
}

TEST_CASE("ten codes an hour go out for one person, and one in ten seconds", "[reach]") {
    Story story;
    story.begin();
    const auto& ghana = story.coalition->ghana;
    const auto id = story.subscribe(ghana, "ghana-phone").channels(0).channel();
    for (int i = 0; i < limits::channel_codes_per_hour_max; ++i) {
        CHECK(!story.test(ghana, id).has_refusal());
        CHECK(story.test(ghana, id).refusal().code() == v1::Refusal::RATE_LIMITED);
        story.world.clock.pass(11s);
    }
    const auto refused = story.test(ghana, id);
    CHECK(refused.refusal().code() == v1::Refusal::RATE_LIMITED);
    story.world.clock.pass(std::chrono::milliseconds(refused.refusal().retry_after_ms()));
    CHECK(!story.test(ghana, id).has_refusal());
}

TEST_CASE("a browser is one person's: whoever is logged in there now", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "shared");
    CHECK(story.subscribe(story.coalition->ghana, "shared").channels_size() == 1);
    CHECK(story.subscribe(story.coalition->norway, "shared").channels_size() == 1);
    CHECK(story.list(story.coalition->ghana).channels().empty());
}

TEST_CASE("a person has at most eight browsers", "[reach]") {
    Story story;
    story.begin();
    for (std::size_t i = 0; i < limits::push_channels_per_person_max; ++i)
        story.subscribe(story.coalition->ghana, "phone-" + std::to_string(i));
    v1::ChannelAct act;
    act.mutable_add_push()->set_endpoint(story.service.endpoint("one-more"));
    act.mutable_add_push()->set_p256dh(story.browser.key.point());
    act.mutable_add_push()->set_auth(story.browser.auth);
    CHECK(story.acts(story.coalition->ghana, act).refusal().code() == v1::Refusal::INVALID_FIELD);
    CHECK(story.list(story.coalition->ghana).channels_size() == 8);
    story.subscribe(story.coalition->norway, "one-more");
    CHECK(story.acts(story.coalition->ghana, act).has_refusal());
    CHECK(story.list(story.coalition->norway).channels_size() == 1); // a refused act takes nothing
}

TEST_CASE("what is taken away is gone, with what waited for it", "[reach]") {
    Story story;
    story.begin();
    const auto& ghana = story.coalition->ghana;
    const auto id = story.subscribe(ghana, "ghana-phone").channels(0).channel();
    issue(story.world, *story.coalition);
    REQUIRE(story.comes_to([&] { return story.channels->waiting() == 1; }));

    v1::ChannelAct act;
    act.mutable_remove()->set_channel(id);
    CHECK(story.acts(story.coalition->norway, act).refusal().code() == v1::Refusal::NOT_FOUND);
    CHECK(story.acts(ghana, act).channels().empty());
    CHECK(story.channels->waiting() == 0);
    story.pass(limits::push_delay);
    CHECK(!story.comes_to([&] { return !story.service.posted().empty(); }, 50ms));
}

TEST_CASE("a server that is ended in order keeps every act that it answered", "[reach]") {
    Story story;
    story.begin();
    story.subscribe(story.coalition->ghana, "ghana-phone");
    std::promise<void> disk;
    SECTION("also one that came while others were being written") {
        story.world.desk().run(engine::Desk::Kind::other, [&] { disk.get_future().wait(); });
        story.comes_to([] { return false; }, 60ms); // the first is on its way to the disk
    }
    SECTION("also one that nobody had begun to write") {
        disk.set_value();
    }
    story.subscribe(story.coalition->norway, "norway-phone");
    story.channels->stop();
    bool drained = false;
    story.channels->drain([&] { drained = true; });
    CHECK(!drained); // it is waited for
    try {
        disk.set_value();
    } catch (const std::future_error&) {
        // Nobody was held up.
    }
    REQUIRE(story.comes_to([&] { return drained; }));
    story.channels.reset();
    story.world.restart();
    story.open_channels();
    CHECK(story.list(story.coalition->ghana).channels_size() == 1);
    CHECK(story.list(story.coalition->norway).channels_size() == 1);
}

TEST_CASE("that channels cannot be kept is said to the operator once", "[reach]") {
    struct FullDisk final : storage::Channels {
        Result<void> keep(const storage::ChannelChanges&) override {
            ++tried;
            return Trouble{
                Trouble::Fate::failed,
                0,
                "tocsin.db cannot be written",
                "the disk is full",
                "make room"};
        }

        Result<storage::ChannelRows> all() override { return storage::ChannelRows{}; }

        std::atomic<int> tried = 0;
    } disk;

    Story story;
    story.begin();
    std::vector<std::string> said;
    ChannelBook book(
        story.world.desk(),
        disk,
        story.world.executor(),
        {},
        [&](const std::string& line) { said.push_back(line); }
    );
    book.looked(1);
    REQUIRE(story.comes_to([&] { return said.size() == 1; }));
    CHECK(said[0].find("the disk is full") != std::string::npos);
    bool drained = false;
    book.drain([&] { drained = true; });
    REQUIRE(story.comes_to([&] { return drained; }));
    CHECK(disk.tried == 2);
    CHECK(said.size() == 1);
}

TEST_CASE("a subscription that cannot be sealed for, or leads elsewhere, is refused", "[reach]") {
    Story story;
    story.ways.exercise = false;
    story.begin();
    v1::ChannelAct act;
    auto& push = *act.mutable_add_push();
    push.set_endpoint("https://push.example/a");
    push.set_p256dh(story.browser.key.point());
    push.set_auth(story.browser.auth);
    const auto refused_for = [&] {
        return story.acts(story.coalition->ghana, act).refusal().field();
    };
    CHECK(refused_for().empty());
    push.set_endpoint("https://name:word@push.example/a");
    CHECK(refused_for() == "endpoint");
    push.set_endpoint("https://push.example/a");
    push.set_auth("short");
    CHECK(refused_for() == "auth");
    push.set_auth(story.browser.auth);
    push.mutable_p256dh()->back() ^= 1;
    CHECK(refused_for() == "p256dh");
}

} // namespace tocsin::reach::test
