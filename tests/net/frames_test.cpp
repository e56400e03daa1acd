// What a client may put into frames, as RFC 6455 and our limits have it.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/bytes.hpp"
#include "tests/net/support/client.hpp"
#include "tests/support/places.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace tocsin;
using namespace tocsin::net;
using namespace tocsin::net::test;

namespace {

// Of this process, touched or not.
std::int64_t mapped_bytes() {
    std::int64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * sysconf(_SC_PAGESIZE);
}

std::string mask_of(const std::string& hex) {
    return *from_hex(hex);
}

// The file abbreviates long frames: the name of the case and the first bytes say the rest, 0x61s.
std::string frame_bytes(const std::string& name, const std::string& hex) {
    if (hex.find("...") == std::string::npos) return *from_hex(hex);
    const auto filled = [](const std::string& head, const std::string& mask, std::size_t size) {
        std::string bytes = head + mask;
        for (std::size_t i = 0; i < size; ++i)
            bytes += static_cast<char>('a' ^ mask[i % 4]);
        return bytes;
    };
    const auto long_head = [&] { return mask_of(hex.substr(0, 20)); };
    const auto long_mask = [&] { return mask_of(hex.substr(20, 8)); };
    if (name == "ping 126 bytes")
        return filled(mask_of(hex.substr(0, 8)), mask_of(hex.substr(8, 8)), 126);
    if (name == "ping 125 bytes")
        return filled(mask_of(hex.substr(0, 4)), mask_of(hex.substr(4, 8)), 125);
    if (name == "64 KiB exactly") return filled(long_head(), long_mask(), 65536);
    if (name == "64 KiB + 1") return filled(long_head(), long_mask(), 65537);
    Frame last;
    last.opcode = Frame::continuation;
    if (name == "fragments summing to 64 KiB + 1") {
        last.payload = "a";
        return filled(long_head(), long_mask(), 65536) + bytes_of(last);
    }
    Frame first;
    first.fin = false;
    first.payload = "a";
    Frame empty = last;
    empty.fin = false;
    std::string bytes = bytes_of(first);
    for (int i = 0; i < 2000; ++i)
        bytes += bytes_of(empty);
    return bytes + bytes_of(last);
}

// What the server did: the close code, or 0 while the connection is still of use.
struct Outcome {
    int code = 0;
    std::size_t pong = 0;
};

Outcome outcome_of(const House& house, const Person& person, const std::string& bytes) {
    Client client(house.port());
    client.log_in(house, person);
    client.peer.send(bytes);
    Frame probe;
    probe.opcode = Frame::ping;
    probe.payload = "still there?";
    client.send(probe);
    Outcome outcome;
    while (const auto next = client.frame()) {
        if (next->opcode == Frame::close)
            outcome.code = next->close_code() ? next->close_code() : 1005;
        if (next->opcode == Frame::pong && next->payload == probe.payload) break;
        if (next->opcode == Frame::pong) outcome.pong = next->payload.size();
    }
    return outcome;
}

int code_after(Client& client, const Frame& frame, Wrong wrong = {}) {
    client.peer.send(bytes_of(frame, wrong));
    return client.close_code();
}

} // namespace

TEST_CASE("every frame of the published vectors is met as the RFC has it", "[net][frames]") {
    std::ifstream file(tocsin::test::shared("vectors/ws-frames/frames.json"));
    if (!file) {
        WARN("the vectors are not here");
        return;
    }
    std::stringstream text;
    text << file.rdbuf();
    const auto document = boost::json::parse(text.str());
    Options options;
    options.rate_limits = false;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});

    int met = 0;
    for (const auto& entry : document.at("cases").as_array()) {
        if (!entry.as_object().contains("hex")) continue; // handshakes: upgrade_test.cpp
        const std::string name(entry.at("case").as_string());
        std::string expected(entry.at("expected").as_string());
        if (expected == "closed by timer") continue;             // slow_test.cpp
        if (expected.find("open(limit") == 0) expected = "1008"; // our own limit (fault 30)
        if (name.find("text") == 0) expected = "1007/1003";      // binary subprotocol (fault 32)
        if (name == "close code 5000") expected = "1002/5000";   // echoed by Beast: security.md 5.1
        if (name == "close reason invalid UTF-8") expected = "1007/1002"; // fault 33: both pass
        const std::string hex(entry.at("hex").as_string());
        CAPTURE(name, expected);

        const Outcome outcome = outcome_of(house, person, frame_bytes(name, hex));
        CAPTURE(outcome.code);

        if (expected == "open")
            CHECK(outcome.code == 0);
        else if (expected == "pong(125)")
            CHECK(outcome.pong == 125);
        else if (expected.find("close") == 0)
            CHECK(outcome.code == 1000);
        else
            CHECK(expected.find(std::to_string(outcome.code)) != std::string::npos);
        ++met;
    }
    CHECK(met == 28);
    CHECK(house.counters().failures == 0);
}

TEST_CASE("fault 23: an unmasked frame is closed with 1002", "[net][frames]") {
    House house;
    Client client(house.port());

    CHECK(code_after(client, {Frame::binary, "x"}, {.masked = false}) == 1002);
    CHECK(client.peer.ends());
}

TEST_CASE(
    "fault 24: a compressed frame is closed with 1002 and nothing unpacked", "[net][frames]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const auto resident = [] {
        std::ifstream statm("/proc/self/statm");
        long total = 0;
        long pages = 0;
        statm >> total >> pages;
        return pages * ::sysconf(_SC_PAGESIZE);
    };
    // Sixty kibibytes of zeros that deflate would make into sixty mebibytes.
    std::string bomb("\xec\xc1\x01\x01\x00\x00\x00\x80\x90\xfe\xaf\xee\x08\x0a", 14);
    bomb.resize(60 * 1024, '\0');
    const auto before = resident();

    for (int i = 0; i < 10; ++i) {
        Client client(
            house.port(),
            {{"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}}
        );
        client.log_in(house, person);
        CHECK(code_after(client, {Frame::binary, bomb}, {.reserved = 0x40}) == 1002);
    }

    CHECK(resident() - before < 8 * 1024 * 1024);
}

TEST_CASE("fault 25: reserved bits and opcodes are closed with 1002", "[net][frames]") {
    House house;

    for (const int bit : {0x20, 0x10, 0x30}) {
        Client client(house.port());
        client.challenge();
        CHECK(code_after(client, {Frame::binary, "x"}, {.reserved = bit}) == 1002);
    }
    for (const int opcode : {3, 7, 0xb, 0xf}) {
        Client client(house.port());
        client.challenge();
        CHECK(code_after(client, {opcode, "x"}) == 1002);
    }
}

TEST_CASE("fault 26: a control frame in pieces or too large is closed with 1002", "[net][frames]") {
    House house;
    const auto code_of = [&](const Frame& frame) {
        Client client(house.port());
        client.challenge();
        return code_after(client, frame);
    };

    for (const int opcode : {Frame::ping, Frame::pong, Frame::close}) {
        CHECK(code_of({opcode, "xy", false}) == 1002);
        CHECK(code_of({opcode, std::string(126, 'x')}) == 1002);
    }
}

TEST_CASE("fault 27: fragments out of order are closed with 1002", "[net][frames]") {
    House house;
    Client without_start(house.port());
    without_start.challenge();
    CHECK(code_after(without_start, {Frame::continuation, "x"}) == 1002);

    Client within(house.port());
    within.challenge();
    within.send({Frame::binary, "x", false});
    CHECK(code_after(within, {Frame::binary, "y"}) == 1002);
}

TEST_CASE(
    "fault 28: a length that cannot be is closed and nothing is set aside for it", "[net][frames]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const std::string mask = "mask";
    const std::int64_t before = mapped_bytes();
    const auto code_of = [&](const std::string& head) {
        Client client(house.port());
        client.log_in(house, person);
        client.peer.send(head + mask + "x");
        return client.close_code();
    };

    // Not the shortest: one byte said in two and in eight.
    CHECK(code_of(std::string("\x82\xfe\x00\x01", 4)) == 1002);
    CHECK(code_of(std::string("\x82\xff\0\0\0\0\0\0\0\x01", 10)) == 1002);
    // The highest bit set; and 2^60 bytes announced.
    const int beyond = code_of(std::string("\x82\xff\x80\0\0\0\0\0\0\x01", 10));
    CHECK((beyond == 1002 || beyond == 1009));
    CHECK(code_of(std::string("\x82\xff\x10\0\0\0\0\0\0\0", 10)) == 1009);
    CHECK(house.counters().failures == 0);
    CHECK(mapped_bytes() - before < 256 * 1024 * 1024);
}

TEST_CASE(
    "fault 29: before log-in four kibibytes are the limit and afterwards 64", "[net][frames]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client stranger(house.port());
    Client known(house.port());
    known.log_in(house, person);

    CHECK(code_after(stranger, {Frame::binary, std::string(4097, 'x')}) == 1009);
    known.send({Frame::binary, std::string(65536, '\xff')});
    CHECK(known.verdict()->refusal().code() == v1::Refusal::MALFORMED);
    CHECK(code_after(known, {Frame::binary, std::string(65537, 'x')}) == 1009);

    // In many frames it is as long.
    Client in_pieces(house.port());
    in_pieces.log_in(house, person);
    in_pieces.send({Frame::binary, std::string(2048, 'x'), false});
    for (int i = 1; i < 32; ++i)
        in_pieces.send({Frame::continuation, std::string(2048, 'x'), false});
    CHECK(code_after(in_pieces, {Frame::continuation, "x"}) == 1009);
}

TEST_CASE("fault 30: the 65th fragment of a message is closed with 1008", "[net][frames]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    const auto send_fragments = [](Client& client, int count) {
        client.send({Frame::binary, "\xff", false});
        for (int i = 2; i < count; ++i)
            client.send({Frame::continuation, "", false});
        client.send({Frame::continuation, "y"});
    };
    Client within(house.port());
    within.log_in(house, person);
    Client beyond(house.port());
    beyond.log_in(house, person);

    send_fragments(within, 64);
    send_fragments(beyond, 65);

    CHECK(within.verdict()->refusal().code() == v1::Refusal::MALFORMED);
    CHECK(beyond.close_code() == 1008);
    CHECK(beyond.close_reason == "too many fragments");
}

TEST_CASE(
    "fault 31: the wrong kind of data for the subprotocol is closed with 1003", "[net][frames]"
) {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client binary(house.port());
    binary.log_in(house, person);
    Client json(house.port(), {{"Sec-WebSocket-Protocol", "tocsin.v1.json"}});
    json.log_in(house, person);
    Client stranger(house.port());
    stranger.challenge();

    CHECK(code_after(binary, {Frame::text, "{}"}) == 1003);
    CHECK(code_after(json, {Frame::binary, "x"}) == 1003);
    CHECK(code_after(stranger, {Frame::text, "{}"}) == 1003);
}

TEST_CASE("fault 32: text that is no UTF-8 is closed with 1007", "[net][frames]") {
    House house;
    Client client(house.port(), {{"Sec-WebSocket-Protocol", "tocsin.v1.json"}});
    client.challenge();

    CHECK(code_after(client, {Frame::text, "\xc3\x28"}) == 1007);
    Client binary(house.port());
    binary.challenge();
    const int code = code_after(binary, {Frame::text, "\xc3\x28"});
    CHECK((code == 1003 || code == 1007));
}

TEST_CASE("fault 33: a close frame that says nothing lawful is answered 1002", "[net][frames]") {
    House house;
    const auto code_of = [&](const std::string& payload) {
        Client client(house.port());
        client.challenge();
        return code_after(client, {Frame::close, payload});
    };

    CHECK(code_of("\x03") == 1002);
    CHECK(code_of("\x03\xed") == 1002); // 1005 is never on the wire
    CHECK(code_of("\x03\xe7") == 1002); // 999
    const int code = code_of("\x03\xe8\xc3\x28");
    CHECK((code == 1002 || code == 1007));
    CHECK(code_of("\x03\xe8") == 1000);
}

TEST_CASE("fault 35: a flood of pings is closed with 1008", "[net][frames]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    std::string pings;
    for (int i = 0; i < 1000; ++i)
        pings += bytes_of({Frame::ping, "!"});

    client.peer.send(pings);

    CHECK(client.close_code() == 1008);
    CHECK(client.close_reason == "too many pings");

    // Who never reads the answers is not answered for ever: what waits for it is bounded.
    Client deaf(house.port(), {}, Peer::Tls::none, 4096);
    deaf.log_in(house, person);
    deaf.peer.send(pings);
    CHECK(house.comes_true([&] {
        return house.engine().feed().head() > 0 && house.listener().counters().frames_out < 50;
    }));
    CHECK(deaf.close_code() == 1008);
}

TEST_CASE("fault 39: what comes behind a close frame is ignored", "[net][frames]") {
    House house;
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);

    client.peer.send(bytes_of({Frame::close, "\x03\xe8"}) + bytes_of({Frame::binary, "x"}));

    CHECK(client.close_code() == 1000);
    CHECK(client.peer.ends());
    CHECK(client.peer.heard().empty());
}

TEST_CASE("pongs come whole and in order while the feed runs", "[net][frames]") {
    Options options;
    options.rate_limits = false;
    House house(options);
    const Person person = house.seat("GH", {v1::FOCAL_POINT});
    Client client(house.port());
    client.log_in(house, person);
    client.follow();

    for (int i = 0; i < 20; ++i) {
        client.send({Frame::ping, "ping " + std::to_string(i)});
        if (i % 5 == 0) house.issue_alert("Alert " + std::to_string(i));
    }

    int pongs = 0;
    while (pongs < 20) {
        const auto next = client.frame();
        REQUIRE(next);
        if (next->opcode == Frame::pong) CHECK(next->payload == "ping " + std::to_string(pongs++));
    }
}
