// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/client.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

int status_of(const House& house, const Headers& changed) {
    return request(house.port(), upgrade_request(changed)).status;
}

} // namespace

TEST_CASE(
    "an upgrade that is right is answered with its subprotocol and no extension", "[net][upgrade]"
) {
    House house;

    const Client client(
        house.port(), {{"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}}
    );

    CHECK(client.answer.status == 101);
    CHECK(client.answer.field("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(client.answer.field("Sec-WebSocket-Protocol") == "tocsin.v1");
    CHECK(client.answer.field("Sec-WebSocket-Extensions").empty());
    CHECK(client.answer.field("Server") == "tocsin");
}

TEST_CASE("fault 12: another version of WebSocket is answered 426 with ours", "[net][upgrade]") {
    House house;

    const Http old = request(house.port(), upgrade_request({{"Sec-WebSocket-Version", "8"}}));
    const Http plain = request(house.port(), "GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n");

    CHECK(old.status == 426);
    CHECK(old.field("Sec-WebSocket-Version") == "13");
    CHECK(plain.status == 426);
}

TEST_CASE("fault 13: a missing or short key is answered 400", "[net][upgrade]") {
    House house;

    CHECK(status_of(house, {{"Sec-WebSocket-Key", ""}}) == 400);
    CHECK(status_of(house, {{"Sec-WebSocket-Key", "c2hvcnQ="}}) == 400);
    CHECK(status_of(house, {{"Sec-WebSocket-Key", "not base64 at all!!!"}}) == 400);
}

TEST_CASE("fault 14: a page of another origin gets 403 and no session", "[net][upgrade]") {
    Options options;
    options.origins = {"https://tocsin.example", "http://localhost:8080"};
    House house(options);

    for (const std::string origin :
         {"https://evil.test",
          "null",
          "https://tocsin.example.evil.test",
          "https://eviltocsin.example",
          "https://tocsin.example:8443",
          "http://tocsin.example",
          "https://tocsin.example/",
          "HTTPS://TOCSIN.EXAMPLE"}) {
        CAPTURE(origin);
        CHECK(status_of(house, {{"Origin", origin}}) == 403);
    }
    CHECK(status_of(house, {{"Origin", "https://tocsin.example"}}) == 101);
    CHECK(house.comes_true([&] { return house.listener().counters().accepted == 1; }));
    CHECK(house.counters().refused_upgrades == 8);
}

TEST_CASE("fault 15: a cookie without an origin logs nobody in", "[net][upgrade]") {
    Options options;
    options.timeouts.authentication = 300ms;
    House house(options);

    Client client(house.port(), {{"Cookie", "__Host-s=0123456789abcdef"}});

    CHECK(client.answer.status == 101);
    CHECK(client.close_code() == 4408);
    CHECK(house.counters().sessions == 0);
}

TEST_CASE("fault 16: without one of our subprotocols there is no upgrade", "[net][upgrade]") {
    House house;

    CHECK(status_of(house, {{"Sec-WebSocket-Protocol", ""}}) == 400);
    CHECK(status_of(house, {{"Sec-WebSocket-Protocol", "chat"}}) == 400);
    CHECK(status_of(house, {{"Sec-WebSocket-Protocol", "tocsin.v2"}}) == 400);
    CHECK(status_of(house, {{"Sec-WebSocket-Protocol", "chat, tocsin.v1.json"}}) == 101);
}

TEST_CASE(
    "fault 17: bytes that come with the upgrade are frames and within limits", "[net][upgrade]"
) {
    House house;
    Peer peer(house.port());

    Frame unmasked;
    unmasked.payload = "x";
    Frame ping;
    ping.opcode = Frame::ping;
    ping.payload = "early";
    peer.send(upgrade_request() + bytes_of(ping) + bytes_of(unmasked, {.masked = false}));

    CHECK(read_answer(peer).status == 101);
    REQUIRE(peer.ends());
    CHECK(
        peer.heard().find("\x8a\x05"
                          "early") != std::string::npos
    );
    CHECK(peer.heard().find("\x88\x02\x03\xea") != std::string::npos); // 1002
}

TEST_CASE("only a GET for the one path becomes a WebSocket", "[net][upgrade]") {
    House house;

    CHECK(request(house.port(), upgrade_request({}, "/other")).status == 404);
    CHECK(request(house.port(), upgrade_request({}, "/ws?a=b")).status == 101);
    std::string posted = upgrade_request();
    posted.replace(0, 3, "POST");
    const Http answer = request(house.port(), posted);
    CHECK(answer.status == 405);
    CHECK(answer.field("Allow") == "GET");
}

TEST_CASE("an upgrade to a host that is not ours is answered 421", "[net][upgrade]") {
    House house;

    CHECK(status_of(house, {{"Host", "evil.test"}}) == 421);
}
