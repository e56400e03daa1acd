// Our own ends: shutting down, and failing.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

#include <future>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

v1::ClientFrame note(const std::string& subject, int number) {
    v1::ClientFrame frame;
    v1::Command& command = *frame.mutable_command();
    command.set_command_id(std::string(15, 'c') + static_cast<char>(number + 1));
    command.mutable_add_note()->set_subject(subject);
    command.mutable_add_note()->set_text("note " + std::to_string(number));
    return frame;
}

} // namespace

TEST_CASE(
    "fault 107: at shutdown everybody is told 1012 and when to come back", "[net][shutdown]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<Client>(house.port()));
        clients.back()->log_in(house, person);
        if (i % 2 == 0) clients.back()->follow();
    }
    Peer stranger(house.port());

    auto closing = std::async(std::launch::async, [&] { house.close(); });

    std::set<int> retries;
    for (auto& client : clients) {
        CHECK(client->close_code() == 1012);
        REQUIRE(client->close_reason.find("retry_after_ms=") == 0);
        const int retry = std::stoi(client->close_reason.substr(15));
        CHECK(retry >= 0);
        CHECK(retry <= 5000);
        retries.insert(retry);
        client->send({Frame::close, "\x03\xf4"});
        client->peer.vanish();
    }
    CHECK(retries.size() > 1); // Spread, so that they do not all come back at once.
    CHECK(stranger.ends(1s));
    closing.wait();
}

TEST_CASE("a loop that is told its work is done goes on while the house is open", "[net][loop]") {
    House house;

    house.loop().stop(); // As the log's thread does when its job was the last work of the start.
    Peer peer(house.port());
    peer.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const bool answered = peer.ends(2s);
    house.loop().restart(); // So that it can be closed, whatever came of it.

    CHECK(answered);
}

TEST_CASE("fault 107: commands received before the shutdown are answered", "[net][shutdown]") {
    Options options;
    options.rate_limits = false;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const std::string alert = house.issue_alert("Networks down");
    Client client(house.port());
    client.log_in(house, person);
    std::string bytes;
    for (int i = 0; i < 50; ++i)
        bytes += bytes_of({Frame::binary, note(alert, i).SerializeAsString()});

    client.peer.send(bytes);
    REQUIRE(client.verdict());
    auto closing = std::async(std::launch::async, [&] { house.close(); });

    // Each is answered, by a receipt or by a refusal that says nothing was written; then goodbye.
    int receipts = 1;
    while (const auto next = client.message()) {
        if (!next->has_verdict()) continue;
        if (next->verdict().has_receipt())
            ++receipts;
        else
            CHECK(next->verdict().refusal().code() == v1::Refusal::UNAVAILABLE);
    }
    client.send({Frame::close, "\x03\xf4"});
    client.peer.vanish();
    closing.wait();
    CHECK(receipts >= 1);
    CHECK(client.close_reason.find("retry_after_ms=") == 0);
}

TEST_CASE("a peer that does not answer cannot hold up the shutdown", "[net][shutdown]") {
    Options options;
    options.timeouts.drain = 500ms;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    const RealClock clock;
    const auto begun = clock.mono();

    house.close();

    CHECK(clock.mono() - begun < 2s);
}

TEST_CASE(
    "faults 105 and 106: a failure closes its session with 1011 and no other", "[net][shutdown]"
) {
    House house;
    const Person ghana = house.seat("GH", {v1::FOCAL_POINT});
    const Person norway = house.seat("NO", {v1::FOCAL_POINT});
    const std::string alert = house.issue_alert("Networks down");
    Client unlucky(house.port());
    unlucky.log_in(house, ghana);
    Client other(house.port());
    other.log_in(house, norway);

    house.clock.fail_next(); // Memory runs out while the next message is taken.
    unlucky.send(note(alert, 1));

    CHECK(unlucky.close_code() == 1011);
    CHECK(house.counters().failures == 1);
    int lines = 0;
    for (const auto& line : house.log_lines())
        lines += line.find("1011") != std::string::npos ? 1 : 0;
    CHECK(lines == 1);
    other.send(note(alert, 2));
    CHECK(other.verdict()->has_receipt());
    Client again(house.port());
    CHECK(again.log_in(house, ghana).party() == "GH");
}

TEST_CASE("an address that is taken is trouble with words", "[net][shutdown]") {
    House house;
    asio::io_context io;
    RealClock clock;
    SystemRng rng;
    identity::Identity identity(house.engine().shown(), clock, rng);
    identity::Verifier verifier(io.get_executor(), 1);
    const auto open = [&](const std::string& address) {
        Options options;
        options.http = address;
        std::optional<Trouble> trouble;
        house.inside([&] {
            auto opened =
                Listener::open(io, house.engine(), identity, verifier, clock, rng, options);
            if (!opened) trouble = opened.error();
        });
        return trouble;
    };

    const auto taken = open("127.0.0.1:" + std::to_string(house.port()));
    REQUIRE(taken);
    CHECK(taken->exit_code == 69);
    CHECK_FALSE(taken->next.empty());
    const auto nonsense = open("nowhere");
    REQUIRE(nonsense);
    CHECK(nonsense->exit_code == 78);
    CHECK_FALSE(open("[::1]:0"));
}
