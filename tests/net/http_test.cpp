// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

TEST_CASE("whether the house lives and is ready can be asked without log-in", "[net][http]") {
    House house;

    CHECK(get(house.port(), "/livez").status == 200);
    CHECK(get(house.port(), "/readyz").status == 200);
    const Http verbose = get(house.port(), "/readyz?verbose");
    CHECK(verbose.status == 200);
    CHECK(verbose.body.find("[+]writable") != std::string::npos);
    CHECK(verbose.body.find("[+]not-halted") != std::string::npos);
    CHECK(get(house.port(), "/version").body.find("\"version\"") != std::string::npos);
}

TEST_CASE(
    "the last checkpoint is there for everybody and opens with the log's key", "[net][http]"
) {
    House house;

    const Http found = get(house.port(), "/checkpoint");
    const Http discovery = get(house.port(), "/.well-known/tocsin");

    CHECK(found.field("Content-Type") == "text/plain; charset=utf-8");
    CHECK(found.field("Cache-Control") == "no-store");
    const auto key = house.ask<std::string>([&] { return house.engine().log_key().str(); });
    const auto opened = storage::open_checkpoint(found.body, *storage::VerifierKey::parse(key));
    REQUIRE(opened);
    CHECK(opened->head.size >= 1);
    CHECK(discovery.body.find(key) != std::string::npos);
}

TEST_CASE("a connection may ask several things one after the other", "[net][http]") {
    House house;
    Peer peer(house.port());

    const std::string asking = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    peer.send(
        asking + asking + "HEAD /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    );

    CHECK(read_answer(peer).body == "ok\n");
    CHECK(read_answer(peer).body == "ok\n");
    const Http head = read_answer(peer, false);
    CHECK(head.status == 200);
    CHECK(head.field("Content-Length") == "3");
    CHECK(peer.ends());
    CHECK(peer.heard().empty());
}

TEST_CASE("answers carry no version of any library and allow no page to use them", "[net][http]") {
    House house;

    const Http answer = get(house.port(), "/livez");

    CHECK(answer.field("Server") == "tocsin");
    CHECK(answer.head.find("Beast") == std::string::npos);
    CHECK(answer.field("X-Content-Type-Options") == "nosniff");
    CHECK(answer.field("Content-Security-Policy").find("default-src 'none'") == 0);

    // Whatever the answer is: a page, a refusal of any kind, an upgrade.
    for (const std::string& bytes :
         {std::string("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"),
          std::string("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"),
          std::string("GET /livez HTTP/1.1\r\nHost: evil.test\r\n\r\n"),
          std::string("DELETE /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"),
          std::string("nonsense\r\n\r\n"),
          upgrade_request({{"Sec-WebSocket-Version", "8"}}),
          upgrade_request()}) {
        CAPTURE(bytes);
        const Http any = request(house.port(), bytes);
        CHECK(any.status > 0);
        CHECK(any.field("X-Content-Type-Options") == "nosniff");
        CHECK(any.field("Referrer-Policy") == "no-referrer");
        CHECK(any.field("Cross-Origin-Opener-Policy") == "same-origin");
        CHECK(any.field("Cross-Origin-Resource-Policy") == "same-origin");
        CHECK_FALSE(any.field("Permissions-Policy").empty());
        CHECK(any.field("Server") == "tocsin");
        CHECK(any.field("Strict-Transport-Security").empty()); // not over plain TCP
    }
}

TEST_CASE("fault 1: who connects and says nothing is closed at the deadline", "[net][http]") {
    Options options;
    options.timeouts.handshake = 300ms;
    House house(options);
    Peer silent(house.port());

    CHECK_FALSE(silent.ends(150ms));
    CHECK(silent.ends(2s));
    CHECK(house.comes_true([&] { return house.listener().counters().handshake_timeouts == 1; }));
    CHECK(get(house.port(), "/livez").status == 200);
}

TEST_CASE(
    "fault 2: one byte at a time buys no time and one address not all places", "[net][http]"
) {
    Options options;
    options.timeouts.handshake = 600ms;
    options.unauthenticated_per_address = 5;
    House house(options);

    std::vector<Peer> slow;
    for (int i = 0; i < 5; ++i)
        slow.emplace_back(house.port());
    for (auto& peer : slow)
        peer.send("G");
    Peer sixth(house.port());
    const bool turned_away = sixth.ends(2s);
    for (int i = 0; i < 20 && !slow.front().ends(100ms); ++i) {
        for (auto& peer : slow)
            peer.send("E");
    }

    CHECK(turned_away);
    for (auto& peer : slow)
        CHECK(peer.ends(2s));
    CHECK(house.comes_true([&] { return house.listener().counters().connections == 0; }));
    CHECK(get(house.port(), "/livez").status == 200);
}

TEST_CASE("fault 6: a header of nine kibibytes is answered 431", "[net][http]") {
    House house;

    Peer peer(house.port());
    peer.send(
        "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(9 * 1024, 'x') +
        "\r\n\r\n"
    );

    CHECK(read_answer(peer).status == 431);
    CHECK(peer.ends());
}

TEST_CASE("fault 7: a request line of ten kibibytes is answered 431", "[net][http]") {
    House house;

    CHECK(get(house.port(), "/" + std::string(10 * 1024, 'x')).status == 431);
}

TEST_CASE("fault 8: two ways to say where a body ends are answered 400", "[net][http]") {
    House house;

    const Http answer = request(
        house.port(),
        "POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    );

    CHECK(answer.status == 400);
    CHECK(answer.field("Connection") == "close");
}

TEST_CASE("fault 9: a body larger than anything taken here is answered 413 unread", "[net][http]") {
    House house;
    Peer peer(house.port());

    peer.send("POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n");

    CHECK(read_answer(peer).status == 413);
    peer.end_sending();
    CHECK(peer.ends());
}

TEST_CASE("fault 10: no path leads out of what is served", "[net][http]") {
    House house;

    for (const std::string target :
         {"/nothing",
          "/../livez",
          "/livez/..",
          "/%2e%2e/livez",
          "/livez%2f",
          "/livez/",
          "//livez"}) {
        CAPTURE(target);
        CHECK(get(house.port(), target).status == 404);
    }
    CHECK(get(house.port(), std::string("/liv\0ez", 7)).status == 400);
    CHECK(get(house.port(), "http://elsewhere.example/livez").status == 400);
    CHECK(get(house.port(), "*").status == 400);
}

TEST_CASE("fault 11: the wrong method is answered 405 and told which are right", "[net][http]") {
    House house;

    const Http answer = request(house.port(), "DELETE /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");

    CHECK(answer.status == 405);
    CHECK(answer.field("Allow") == "GET, HEAD");
}

TEST_CASE("fault 18: a host that is not ours is answered 421", "[net][http]") {
    House house;
    Options named;
    named.hosts = {"tocsin.example", "other.example:8443"};
    House elsewhere(named);
    const auto asked_as = [](const House& whom, const std::string& host) {
        return request(whom.port(), "GET /livez HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status;
    };

    CHECK(asked_as(house, "localhost:8080") == 200);
    CHECK(asked_as(house, "[::1]") == 200);
    CHECK(asked_as(house, "evil.test") == 421);
    CHECK(asked_as(house, "localhost.evil.test") == 421);
    CHECK(asked_as(elsewhere, "Tocsin.Example") == 200);
    CHECK(asked_as(elsewhere, "other.example:8443") == 200);
    CHECK(asked_as(elsewhere, "other.example:1") == 421);
    CHECK(asked_as(elsewhere, "localhost") == 421);
}

TEST_CASE("a request that two readers could understand differently is refused", "[net][http]") {
    House house;

    for (const std::string bytes :
         {"GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
          "GET /livez HTTP/1.1\r\n\r\n",
          "GET /livez HTTP/1.1\nHost: localhost\r\n\r\n",
          "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Folded: a\r\n b\r\n\r\n",
          "GET  /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "\x16\x03\x01\r\n\r\n"}) {
        CAPTURE(bytes);
        CHECK(request(house.port(), bytes).status == 400);
    }
}

TEST_CASE("fault 19: a path of tiles that is not in its one form is answered 404", "[net][http]") {
    House house;
    house.issue_alert("Networks down");

    for (const std::string path :
         {"/tile/0/00",
          "/tile/0/0000",
          "/tile/00/000",
          "/tile/64/000",
          "/tile/-1/000",
          "/tile/0/000.p/0",
          "/tile/0/000.p/256",
          "/tile/0/000.p/01",
          "/tile/0/001/000",
          "/tile/0/x001",
          "/tile/0/X001/000",
          "/tile/0/x999/999",
          "/tile/0/000/",
          "/tile/entries/x01/000",
          "/tile/entries/00",
          "/tile/0/%30%30%30",
          "/tile/../tile/0/000x"}) {
        CAPTURE(path);
        CHECK(get(house.port(), path).status == 404);
    }
}

TEST_CASE("metrics are answered on their own listener and nowhere else", "[net][http]") {
    Options options;
    options.metrics = "127.0.0.1:0";
    options.metrics_text = [] { return std::string("tocsin_entries 1\n"); };
    House house(options);

    CHECK(get(house.metrics_port(), "/metrics").body == "tocsin_entries 1\n");
    CHECK(get(house.metrics_port(), "/ws").status == 404);
    CHECK(get(house.port(), "/metrics").status == 404);
}
