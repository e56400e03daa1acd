// SPDX-License-Identifier: Apache-2.0
#include "storage/entry.hpp"

#include "storage/sha256.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {

using namespace tocsin::storage;

namespace {

Header example() {
    Header header;
    header.realm = 1;
    header.kind = 0x0123;
    header.recorded_at = from_ms(0x0000018bcfe56800);
    header.actor.octets.fill(0xaa);
    header.command_id.octets.fill(0xbb);
    header.commitment.octets.fill(0xcc);
    return header;
}

} // namespace

TEST_CASE("a header is laid out to the byte as the log's format says", "[storage][entry]") {
    const std::string expected = "0101"
                                 "0123"
                                 "0000018bcfe56800" +
                                 std::string(32, 'a') + std::string(32, 'b') + std::string(64, 'c');

    CHECK(to_hex(encode(example())) == expected);
    CHECK(encode(example()).size() == header_bytes);
}

TEST_CASE("a header read back is the one written", "[storage][entry]") {
    const auto header = decode_header(encode(example()));

    REQUIRE(header.has_value());
    CHECK(header->realm == 1);
    CHECK(header->kind == 0x0123);
    CHECK(header->recorded_at == example().recorded_at);
    CHECK(header->actor == example().actor);
    CHECK(header->command_id == example().command_id);
    CHECK(header->commitment == example().commitment);
}

TEST_CASE("bytes of another length or format or realm are no header", "[storage][entry]") {
    const std::string good = encode(example());
    std::string format = good, realm = good, time = good;
    format[0] = 2;
    realm[1] = 2;
    time[4] = '\x80';

    CHECK(!decode_header(""));
    CHECK(!decode_header(good.substr(1)));
    CHECK(!decode_header(good + '\0'));
    CHECK(!decode_header(format));
    CHECK(!decode_header(realm));
    CHECK(!decode_header(time));
}

TEST_CASE("a payload is bound by its commitment together with its salt", "[storage][entry]") {
    Salt salt;
    salt.octets.fill(7);
    Header header = example();
    header.commitment = sha256({salt.view(), "payload"});

    CHECK(payload_matches(header, salt, "payload"));
    CHECK(!payload_matches(header, salt, "payloae"));
    salt.octets[31] = 8;
    CHECK(!payload_matches(header, salt, "payload"));
}

TEST_CASE("hashing joins its parts", "[storage][sha256]") {
    CHECK(sha256({}).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(
        sha256({"a", "b", "", "c"}).hex() ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    CHECK(sha256({"abc"}) == sha256({"ab", "c"}));
}

} // namespace tocsin::test
