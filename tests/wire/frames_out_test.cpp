// What leaves: frames, items, heads, cursors, codes and the text of a log-in.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/rng.hpp"
#include "server/wire/auth_text.hpp"
#include "server/wire/codes.hpp"
#include "server/wire/cursor.hpp"
#include "server/wire/frame_head.hpp"
#include "tests/wire/frames.hpp"

using namespace tocsin;
using namespace tocsin::test;

namespace {

v1::Item item(std::uint64_t index) {
    v1::Item item;
    item.set_index(index);
    item.set_actor(some_id);
    item.mutable_event()->mutable_note_added()->set_text(std::string(200, 'n'));
    return item;
}

} // namespace

TEST_CASE("a run of encoded items is a frame as it stands", "[wire]") {
    const auto binary = wire::encode_item(item(1), wire::Format::binary) +
                        wire::encode_item(item(2), wire::Format::binary);
    const auto json = wire::encode_item(item(1), wire::Format::json) + "," +
                      wire::encode_item(item(2), wire::Format::json);

    for (const auto format : {wire::Format::binary, wire::Format::json}) {
        const auto& run = format == wire::Format::binary ? binary : json;
        const auto frame = wire::parse_server_frame(wire::join_items(run, format), format);
        REQUIRE(frame);
        REQUIRE(frame->items_size() == 2);
        CHECK(frame->items(0).SerializeAsString() == item(1).SerializeAsString());
        CHECK(frame->items(1).index() == 2);
    }
}

TEST_CASE(
    "a client reads a frame of a newer server and passes over what it does not know", "[wire]"
) {
    v1::ServerFrame frame;
    frame.mutable_checkpoint()->set_server_time(5);
    const auto binary = wire::encode(frame, wire::Format::binary) + field(77, "new");
    const char* json = R"({"checkpoint":{"serverTime":"5","weather":"fine"},"news":{}})";

    CHECK(wire::parse_server_frame(binary, wire::Format::binary)->checkpoint().server_time() == 5);
    CHECK(wire::parse_server_frame(json, wire::Format::json)->checkpoint().server_time() == 5);
    CHECK(!wire::parse_server_frame("\xff", wire::Format::binary));
    CHECK(!wire::parse_server_frame("{", wire::Format::json));
}

TEST_CASE("JSON speaks the proto3 mapping", "[wire][json]") {
    v1::ServerFrame frame;
    frame.mutable_verdict()->set_command_id("\x01\x02");
    frame.mutable_verdict()->mutable_refusal()->set_code(v1::Refusal::DEADLINE_PASSED);
    frame.mutable_verdict()->mutable_refusal()->set_received_at(1'795'348'800'001);

    CHECK(
        wire::encode(frame, wire::Format::json) ==
        R"({"verdict":{"commandId":"AQI=","refusal":{"code":"DEADLINE_PASSED",)"
        R"("receivedAt":"1795348800001"}}})"
    );
}

TEST_CASE("a head says the length in the shortest form", "[wire]") {
    const auto head = [](std::size_t length, wire::Format format, std::size_t octets) {
        return wire::frame_of(std::string(length, 'x'), format)->substr(0, octets);
    };
    using namespace std::string_literals;

    CHECK(head(0, wire::Format::binary, 9) == "\x82\x00"s);
    CHECK(head(125, wire::Format::json, 2) == "\x81\x7d"s);
    CHECK(head(126, wire::Format::binary, 4) == "\x82\x7e\x00\x7e"s);
    CHECK(head(65'535, wire::Format::binary, 4) == "\x82\x7e\xff\xff"s);
    CHECK(head(65'536, wire::Format::binary, 10) == "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s);
    CHECK(wire::frame_of("abc", wire::Format::json)->substr(2) == "abc");
}

TEST_CASE("a cursor comes back as it went out and nothing else is a cursor", "[wire]") {
    SeededRng rng(1);
    const wire::Cursor cursor{0x00fedcba98765432, rng.draw<wire::LogId>()};
    const auto bytes = wire::encode(cursor);

    CHECK(bytes.size() == 16);
    const auto again = wire::decode_cursor(bytes);
    REQUIRE(again);
    CHECK(again->next == cursor.next);
    CHECK(again->log == cursor.log);

    CHECK(!wire::decode_cursor(""));
    CHECK(!wire::decode_cursor(bytes.substr(1)));
    CHECK(!wire::decode_cursor(bytes + "x"));
    CHECK(!wire::decode_cursor("\x02" + bytes.substr(1)));
}

TEST_CASE("the text of a log-in is the one that was published", "[wire]") {
    wire::AuthText text;
    text.origin = "tocsin.example/log1";
    text.server_nonce.octets.fill(0x11);
    text.client_nonce.octets.fill(0x22);
    text.key =
        *Digest::from(*from_hex("034d7b0d158e3e1b8a5a87b3311613e73275ab7f948337f890698ba37bf9cd7e")
        );
    text.time_seconds = 1'795'286'400;

    const std::string without_tls = wire::render(text);
    text.exporter.emplace().octets.fill(0x33);

    CHECK(
        wire::render(text) ==
        "tocsin.example/auth/v1\nlog tocsin.example/log1\nserver-nonce " + std::string(64, '1') +
            "\nclient-nonce " + std::string(32, '2') + "\ntls-exporter " + std::string(64, '3') +
            "\nkey 034d7b0d158e3e1b8a5a87b3311613e73275ab7f948337f890698ba37bf9cd7e\ntime "
            "1795286400\n"
    );
    CHECK(without_tls.find("\ntls-exporter -\n") != std::string::npos);
}

TEST_CASE("a code is read back however it was copied", "[wire]") {
    SeededRng rng(7);
    const auto secret = rng.draw<Bytes<20, struct CodeTag>>().str();
    const std::string code = wire::print_code(secret);

    CHECK(code.size() == 32 + 7);
    CHECK(code[4] == '-');
    CHECK(wire::read_code(code) == secret);

    std::string copied = " ";
    for (const char c : code)
        copied += c == '-' ? ' ' : static_cast<char>(std::tolower(c));
    CHECK(wire::read_code(copied) == secret);

    std::string misread = code;
    for (char& c : misread)
        c = c == '0' ? 'O' : c == '1' ? 'l' : c;
    CHECK(wire::read_code(misread) == secret);

    CHECK(!wire::read_code(code.substr(0, code.size() - 1)));
    CHECK(!wire::read_code(code + "0"));
    CHECK(!wire::read_code("not a code at all!"));
    CHECK(!wire::read_code(""));
}
