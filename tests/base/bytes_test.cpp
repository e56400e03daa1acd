// SPDX-License-Identifier: Apache-2.0
#include "server/base/bytes.hpp"

#include "server/base/rng.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;

namespace {

// Random bytes of every small length.
template <class Try>
void for_many(Try attempt) {
    SeededRng rng(2026);
    for (std::size_t length = 0; length < 70; ++length) {
        std::string bytes(length, '\0');
        rng.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), length});
        attempt(bytes);
    }
}

} // namespace

TEST_CASE("hex is lower case and comes back", "[base]") {
    CHECK(to_hex("") == "");
    CHECK(to_hex(std::string_view("\x00\x7f\xff", 3)) == "007fff");
    for_many([](const std::string& bytes) { CHECK(from_hex(to_hex(bytes)) == bytes); });

    CHECK(from_hex("")->empty());
    for (const char* bad : {"0", "abc", "AB", "0x12", "g0", " 00", "00 "})
        CHECK(!from_hex(bad));

    // Every single wrong letter, in either half of an octet, and every wrong length.
    std::array<std::uint8_t, 2> octets{};
    CHECK(from_hex("07fa", octets));
    CHECK(octets == std::array<std::uint8_t, 2>{0x07, 0xfa});
    for (int letter = 0; letter < 256; ++letter) {
        const char c = static_cast<char>(letter);
        const bool is_digit =
            std::string_view("0123456789abcdef").find(c) != std::string_view::npos;
        CHECK(from_hex(std::string("0") + c + "00", octets) == is_digit);
        CHECK(from_hex(std::string("00f") + c, octets) == is_digit);
    }
    for (const char* bad : {"", "07", "07f", "07fa0", "07fa00"})
        CHECK(!from_hex(bad, octets));
}

TEST_CASE("base64 is that of RFC 4648 and only its canonical form is read", "[base]") {
    const std::pair<const char*, const char*> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        CHECK(to_base64(bytes) == text);
        CHECK(from_base64(text) == bytes);
    }
    for_many([](const std::string& bytes) { CHECK(from_base64(to_base64(bytes)) == bytes); });

    for (const char* bad :
         {"Zg",
          "Zg=",
          "Zg===",
          "Z",
          "Zh==",
          "Zm9=",
          "=",
          "==",
          "===",
          "====",
          "Zg==Zg==",
          "Zm9v\n",
          "Zm 9",
          "Zm9-",
          "Zm9_",
          "A===",
          "Z=g=",
          "AAA=="}) {
        INFO(bad);
        CHECK(!from_base64(bad));
    }
}

TEST_CASE("base32 is Crockford's and forgives what people confuse", "[base]") {
    CHECK(to_base32("") == "");
    CHECK(to_base32(std::string(5, '\0')) == "00000000");
    CHECK(to_base32(std::string(5, '\xff')) == "ZZZZZZZZ");
    CHECK(to_base32("foobar") == "CSQPYRK1E8");
    for_many([](const std::string& bytes) { CHECK(from_base32(to_base32(bytes)) == bytes); });

    CHECK(from_base32("csqp-yrki-e8") == "foobar");
    CHECK(from_base32("CSQPYRKLE8") == "foobar");
    CHECK(from_base32("oOoO-0000") == std::string(5, '\0'));
    for (const char* bad : {"U0", "00!", "0", "CSQPYRK1E9", "000"}) {
        INFO(bad);
        CHECK(!from_base32(bad));
    }
}

TEST_CASE("bytes of another length are no id", "[base]") {
    CHECK(!PersonId::from(std::string(15, 'x')));
    CHECK(!PersonId::from(std::string(17, 'x')));
    CHECK(!PersonId::from(""));

    const auto id = PersonId::from(std::string(16, 'x'));
    REQUIRE(id);
    CHECK(id->str() == std::string(16, 'x'));
    CHECK(id->hex() == "78787878787878787878787878787878");
    CHECK(!id->is_zero());
    CHECK(PersonId{}.is_zero());
}

TEST_CASE("ids are ordered as their hex is", "[base]") {
    const auto low = *PersonId::from("\x01" + std::string(15, '\xff'));
    const auto high = *PersonId::from("\x80" + std::string(15, '\0'));
    CHECK(low < high);
    CHECK(low.hex() < high.hex());
}
