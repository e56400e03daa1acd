// Peers that are slow, silent or gone: each is cut by a deadline and delays nobody.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

constexpr int small_buffer_bytes = 4096;

Options small_buffers() {
    Options options;
    options.rate_limits = false;
    options.send_buffer_bytes = small_buffer_bytes;
    options.timeouts.write = 1s;
    return options;
}

// A reader with a small window that follows and then reads nothing.
Client stuck_reader(const House& house, const Person& person) {
    Client client(house.port(), {}, Peer::Tls::none, small_buffer_bytes);
    client.log_in(house, person);
    v1::ClientFrame follow;
    follow.mutable_follow();
    client.send(follow);
    return client;
}

void issue_many(House& house, int count) {
    for (int i = 0; i < count; ++i)
        house.issue_alert("Alert " + std::to_string(i), 8000);
}

constexpr std::size_t page_bytes = 64'000;

// What browsers ask for over HTTP, and more of it than the kernel takes at once.
Options with_a_large_page() {
    static const std::string text(page_bytes, 'x');
    static const std::array files = {
        ConsoleFile{"/index.html", "text/html; charset=utf-8", "\"1\"", text, {}, {}}};
    Options options = small_buffers();
    options.timeouts.handshake = 1s;
    options.console = files;
    return options;
}

Peer asking_for_the_page(const House& house) {
    Peer peer(house.port(), Peer::Tls::none, small_buffer_bytes);
    peer.send("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
    return peer;
}

} // namespace

TEST_CASE("fault 36: a reader that is stuck is cut and the others read on", "[net][slow]") {
    House house(small_buffers());
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client stuck = stuck_reader(house, person);
    Client reader(house.port());
    reader.log_in(house, person);
    reader.follow();

    issue_many(house, 20);

    std::set<std::string> alerts;
    while (alerts.size() < 20) {
        const auto next = reader.message();
        REQUIRE(next);
        for (const auto& item : next->items()) {
            if (item.event().has_alert_issued())
                alerts.insert(item.event().alert_issued().alert_id());
        }
    }
    CHECK(house.comes_true([&] { return house.listener().counters().slow_consumers == 1; }));
    CHECK(house.comes_true([&] { return house.listener().counters().sessions == 1; }));
    CHECK(stuck.peer.ends());
    CHECK(stuck.peer.was_reset());

    // It resumes where it was: nothing is lost by having been cut.
    Client again(house.port());
    again.log_in(house, person);
    again.follow();
    alerts.clear();
    while (alerts.size() < 20) {
        const auto next = again.message();
        REQUIRE(next);
        for (const auto& item : next->items()) {
            if (item.event().has_alert_issued())
                alerts.insert(item.event().alert_issued().alert_id());
        }
    }
}

TEST_CASE("fault 36: who pings and never reads is cut by the write deadline", "[net][slow]") {
    Options options = small_buffers();
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client = stuck_reader(house, person);
    issue_many(house, 10);

    const RealClock clock;
    const auto begun = clock.mono();
    bool cut = false;
    for (int i = 0; i < 100 && !cut; ++i) {
        client.send({Frame::ping, "still here"});
        std::this_thread::sleep_for(50ms);
        cut = house.counters().sessions == 0;
    }

    CHECK(cut);
    CHECK(clock.mono() - begun < 4s);
    CHECK(house.counters().slow_consumers == 1);
}

TEST_CASE("fault 38: a reader that takes a little now and then is cut as well", "[net][slow]") {
    House house(small_buffers());
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client = stuck_reader(house, person);
    issue_many(house, 15);

    bool cut = false;
    std::size_t taken = 0;
    for (int i = 0; i < 60 && !cut; ++i) {
        if (client.peer.await(1, 50ms)) taken += client.peer.take(1).size();
        std::this_thread::sleep_for(50ms);
        cut = house.counters().sessions == 0;
    }

    CHECK(cut);
    CHECK(taken > 0);
}

TEST_CASE(
    "a reader on a throttled line takes its time over a frame and is not cut", "[net][slow]"
) {
    House house(small_buffers());
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client = stuck_reader(house, person);
    issue_many(house, 8);

    std::size_t taken = 0;
    const RealClock clock;
    const auto begun = clock.mono();
    while (taken < 40'000 && clock.mono() - begun < 30s) {
        if (client.peer.await(2'000, 50ms)) taken += client.peer.take(2'000).size();
        std::this_thread::sleep_for(100ms);
    }

    CHECK(taken >= 40'000);
    CHECK(clock.mono() - begun > 2 * small_buffers().timeouts.write);
    CHECK(house.counters().slow_consumers == 0);
    CHECK(house.counters().sessions == 1);
}

TEST_CASE("a browser on a throttled line gets its whole page", "[net][slow][http]") {
    const Options options = with_a_large_page();
    House house(options);
    Peer peer = asking_for_the_page(house);

    std::size_t taken = 0;
    const RealClock clock;
    const auto begun = clock.mono();
    while (taken < page_bytes && clock.mono() - begun < 30s) {
        if (peer.await(2'000, 50ms)) taken += peer.take(2'000).size();
        std::this_thread::sleep_for(100ms);
    }

    CHECK(taken >= page_bytes);
    CHECK(clock.mono() - begun > 2 * options.timeouts.write);
    CHECK(clock.mono() - begun > 2 * options.timeouts.handshake);
    CHECK(house.counters().handshake_timeouts == 0);
}

TEST_CASE("a browser that takes nothing of its page is cut", "[net][slow][http]") {
    House house(with_a_large_page());
    Peer peer = asking_for_the_page(house);

    CHECK(house.comes_true([&] { return house.listener().counters().connections == 1; }));
    CHECK(house.comes_true([&] { return house.listener().counters().connections == 0; }));
}

TEST_CASE("who asks and never reads is closed when 64 answers wait", "[net][slow]") {
    Options options = small_buffers();
    options.timeouts.write = 5s;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    issue_many(house, 12);
    Client client = stuck_reader(house, person);
    v1::ClientFrame frame;
    frame.mutable_query()->set_query_id(std::string(16, 'q'));
    frame.mutable_query()->mutable_who_am_i();

    for (int i = 0; i < 200; ++i) {
        if (!client.send(frame)) break;
    }
    CHECK(house.comes_true([&] { return house.listener().counters().slow_consumers >= 1; }));

    // The close frame could be delivered, because it began to read again in time.
    CHECK(client.close_code() == 4413);
    CHECK(client.close_reason == "slow_consumer");
}

TEST_CASE("fault 34: half a frame and then silence is pinged and then closed", "[net][slow]") {
    Options options;
    options.timeouts.ping = 300ms;
    options.timeouts.idle = 700ms;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    client.peer.send(bytes_of({Frame::binary, "never finished"}).substr(0, 9));

    const auto ping = client.frame(1s);

    REQUIRE(ping);
    CHECK(ping->opcode == Frame::ping);
    CHECK(client.peer.ends(2s));
    CHECK(house.comes_true([&] { return house.listener().counters().sessions == 0; }));
}

TEST_CASE(
    "fault 40: a peer that vanished is removed in time and one that answers stays", "[net][slow]"
) {
    Options options;
    options.timeouts.ping = 200ms;
    options.timeouts.idle = 500ms;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client silent(house.port());
    silent.log_in(house, person);
    Client answers(house.port());
    answers.log_in(house, person);

    for (int i = 0; i < 15; ++i)
        answers.message(100ms); // Answers pings.

    CHECK(answers.pings >= 2);
    CHECK(house.counters().sessions == 1);
    CHECK(silent.peer.ends(1s));
    Client again(house.port());
    CHECK(again.log_in(house, person).party() == "GH");
}

TEST_CASE("a peer that takes our close frame and does not end is cut", "[net][slow]") {
    Options options;
    options.timeouts.goodbye = 300ms;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client protocol(house.port());
    protocol.log_in(house, person);
    Client ours(house.port());
    ours.log_in(house, person);

    // One closed by Beast, which waits for the end without a timer; one closed by us.
    protocol.peer.send(bytes_of({Frame::binary, "x"}, {.masked = false}));
    ours.send(Frame{Frame::text, "{}"});

    CHECK(protocol.close_code() == 1002);
    CHECK(ours.close_code() == 1003);
    CHECK(house.comes_true([&] { return house.listener().counters().connections == 0; }));
}

TEST_CASE("a close handshake ends with our end of the connection", "[net][slow]") {
    Options options;
    options.timeouts.goodbye = 500ms; // the peer here never ends its side
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);

    client.send(
        {Frame::close,
         "\x03\xe8"
         "bye"}
    );

    const auto answer = client.frame();
    REQUIRE(answer);
    CHECK(answer->opcode == Frame::close);
    CHECK(answer->close_code() == 1000);
    CHECK(client.peer.ends());
    CHECK(client.peer.heard().empty());
    CHECK_FALSE(client.peer.was_reset());
    CHECK(house.comes_true([&] { return house.listener().counters().connections == 0; }));
}

TEST_CASE("a frame half sent is finished before the close frame", "[net][slow]") {
    Options options = small_buffers();
    options.timeouts.write = 10s;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    issue_many(house, 12);
    Client client = stuck_reader(house, person);
    REQUIRE(house.comes_true([&] { return house.listener().counters().frames_out >= 3; }));
    std::this_thread::sleep_for(100ms);

    client.send({Frame::close, "\x03\xe8"});
    std::this_thread::sleep_for(100ms);

    // The strict reader throws if a frame is broken or something comes behind the close frame.
    CHECK(client.close_code() == 1000);
    CHECK(client.peer.ends());
    CHECK(client.peer.heard().empty());
}

TEST_CASE("the oldest stranger makes room when all places are taken", "[net][slow]") {
    Options options;
    options.connections_max = 4;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    std::vector<Peer> strangers;
    for (int i = 0; i < 4; ++i) {
        strangers.emplace_back(house.port());
        REQUIRE(house.comes_true([&] {
            return house.listener().counters().connections == static_cast<std::uint64_t>(i) + 1;
        }));
    }

    Client member(house.port());

    CHECK(member.answer.status == 101);
    CHECK(member.log_in(house, person).party() == "GH");
    CHECK(strangers[0].ends(1s));
    CHECK(house.counters().evicted == 1);
}
