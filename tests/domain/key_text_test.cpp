// The text that two keys sign reads in one way only. SPDX-License-Identifier: Apache-2.0
#include "server/domain/key_text.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;

namespace {

KeyText example() {
    KeyText text;
    text.origin = "tocsin.example/log1";
    text.person.octets.fill(0x01);
    text.new_key.octets.fill(0x02);
    text.key.octets.fill(0x03);
    text.time_seconds = 1'795'286'400;
    text.nonce.octets.fill(0x04);
    return text;
}

std::string with(const std::string& part, const std::string& other) {
    std::string text = render(example());
    const auto at = text.find(part);
    REQUIRE(at != std::string::npos);
    return text.replace(at, part.size(), other);
}

} // namespace

TEST_CASE("the text of a new key is the seven lines of the protocol", "[domain][key_text]") {
    const auto repeated = [](const char* octet, int times) {
        std::string text;
        for (int i = 0; i < times; ++i)
            text += octet;
        return text;
    };
    CHECK(
        render(example()) == "tocsin.example/key/v1\nlog tocsin.example/log1\nperson " +
                                 repeated("01", 16) + "\nnew-key " + repeated("02", 32) + "\nkey " +
                                 repeated("03", 32) + "\ntime 1795286400\nnonce " +
                                 repeated("04", 16) + "\n"
    );
}

TEST_CASE("the text of a new key reads back as it was written", "[domain][key_text]") {
    const auto again = parse_key_text(render(example()));

    REQUIRE(again);
    CHECK(again->origin == example().origin);
    CHECK(again->person == example().person);
    CHECK(again->new_key == example().new_key);
    CHECK(again->key == example().key);
    CHECK(again->time_seconds == example().time_seconds);
    CHECK(again->nonce == example().nonce);
}

TEST_CASE("whatever differs by a byte is no text of a new key", "[domain][key_text]") {
    CHECK(!parse_key_text(""));
    CHECK(!parse_key_text(render(example()) + "\n"));
    CHECK(!parse_key_text(render(example()) + "more 1\n"));
    CHECK(!parse_key_text(with("key/v1", "key/v2")));
    CHECK(!parse_key_text(with("key/v1", "sign-on/v1")));
    CHECK(!parse_key_text(with("log tocsin", "log  tocsin")));
    CHECK(!parse_key_text(with("log tocsin", "log\ttocsin")));
    CHECK(!parse_key_text(with("log tocsin.example/log1", "log ")));
    CHECK(!parse_key_text(with("time 1795286400", "time 01795286400")));
    CHECK(!parse_key_text(with("time 1795286400", "time +1795286400")));
    CHECK(!parse_key_text(with("time 1795286400", "time 253370764801")));
    CHECK(!parse_key_text(with("time 1795286400", "time -1")));
    CHECK(!parse_key_text(with("\nnonce", "\r\nnonce")));
    CHECK(!parse_key_text(with("new-key 02", "new-key 0A")));
    CHECK(!parse_key_text(with("new-key 02", "new-key ")));
    CHECK(!parse_key_text(with("person 01", "person 0101")));
    std::string cut = render(example());
    cut.pop_back();
    CHECK(!parse_key_text(cut));
    std::string zero = render(example());
    zero[30] = '\0';
    CHECK(!parse_key_text(zero));
}
