// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"

#include "tests/support/places.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace tocsin;
using namespace tocsin::domain;

namespace {

SignOn example() {
    SignOn text;
    text.origin = "tocsin.example/log1";
    text.procedure.text = "st-2026-0007";
    text.version = 3;
    text.text_sha256.octets.fill(0xab);
    text.deadline_seconds = 1'795'348'800;
    text.party.text = "NL";
    text.stance = v1::Position::SIGN;
    text.key.octets.fill(0x03);
    text.time_seconds = 1'795'286'400;
    return text;
}

std::string with(const std::string& line, const std::string& other) {
    std::string text = render(example());
    const auto at = text.find(line);
    REQUIRE(at != std::string::npos);
    return text.replace(at, line.size(), other);
}

boost::json::value vectors() {
    std::ifstream file(test::shared("vectors/signon/signon.json"));
    if (!file) return nullptr;
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return boost::json::parse(text);
}

std::string text_of(const boost::json::value& vector) {
    return *from_base64(std::string(vector.at("message_b64").as_string()));
}

} // namespace

TEST_CASE("a sign-on text reads back as it was written", "[domain][sign_on]") {
    for (int number = v1::Position::SIGN; number <= v1::Position::DISSOCIATION; ++number) {
        SignOn text = example();
        text.stance = static_cast<v1::Position::Stance>(number);
        text.realm = number % 2 == 0 ? v1::ACTUAL : v1::EXERCISE;
        text.supersedes = text.key;
        if (number % 3 == 0) text.reservation_sha256 = text.text_sha256;

        const auto again = parse_sign_on(render(text));

        REQUIRE(again);
        CHECK(again->stance == text.stance);
        CHECK(again->realm == text.realm);
        CHECK(again->supersedes == text.supersedes);
        CHECK(again->reservation_sha256 == text.reservation_sha256);
        CHECK(render(*again) == render(text));
    }
}

TEST_CASE("an exercise has a context of its own", "[domain][sign_on]") {
    SignOn text = example();
    text.realm = v1::EXERCISE;

    CHECK(render(text).starts_with("tocsin.example/exercise/sign-on/v1\n"));
    CHECK(render(example()).starts_with("tocsin.example/sign-on/v1\n"));
}

TEST_CASE("an observer is named by its party code", "[domain][sign_on]") {
    CHECK(parse_sign_on(with("member NL", "member un-body")));
    CHECK(!parse_sign_on(with("member NL", "member nl")));
    CHECK(!parse_sign_on(with("member NL", "member NLD")));
    CHECK(!parse_sign_on(with("member NL", "member " + std::string(65, 'a'))));
}

TEST_CASE("anything but the thirteen lines is no sign-on text", "[domain][sign_on]") {
    const std::string good = render(example());
    REQUIRE(parse_sign_on(good));

    CHECK(!parse_sign_on(""));
    CHECK(!parse_sign_on("\n"));
    CHECK(!parse_sign_on(good.substr(0, good.size() - 1)));
    CHECK(!parse_sign_on(good + "\n"));
    CHECK(!parse_sign_on(good + good));
    CHECK(!parse_sign_on(" " + good));
    CHECK(!parse_sign_on(with("\nversion 3", "")));
    CHECK(!parse_sign_on(with("position sign", "position decline")));
    CHECK(!parse_sign_on(with("position sign", "position SIGN")));
    CHECK(!parse_sign_on(with("position sign", "position sign ")));
    CHECK(!parse_sign_on(with("supersedes -", "supersedes")));
    CHECK(!parse_sign_on(with("supersedes -", "supersedes ")));
    CHECK(!parse_sign_on(with("supersedes -", "supersedes --")));
    CHECK(!parse_sign_on(with("log tocsin", "log  tocsin")));
    CHECK(!parse_sign_on(with("statement st", "statement St")));
    CHECK(!parse_sign_on(with("st-2026-0007", std::string(65, 'a'))));
}

TEST_CASE("a number is written in one way only", "[domain][sign_on]") {
    for (const char* bad : {"03", "+3", "-3", "3 ", " 3", "0x3", "3.0", "", "4294967296"})
        CHECK(!parse_sign_on(with("version 3", std::string("version ") + bad)));
    for (const char* bad : {"01795348800", "-1", "253370764801", "99999999999999999999"})
        CHECK(!parse_sign_on(with("deadline 1795348800", std::string("deadline ") + bad)));
    CHECK(parse_sign_on(with("deadline 1795348800", "deadline 253370764800")));
    CHECK(parse_sign_on(with("version 3", "version 4294967295")));
}

TEST_CASE("the published vector renders to the byte", "[domain][sign_on]") {
    const boost::json::value all = vectors();
    if (all.is_null()) {
        WARN("no vectors here");
        return;
    }
    const std::string message(all.at("message").as_string());

    const auto text = parse_sign_on(message);

    REQUIRE(text);
    CHECK(render(*text) == message);
    CHECK(text->procedure.text == "st-2026-0007");
    CHECK(text->version == 3);
    CHECK(text->party.text == "NL");
    CHECK(text->stance == v1::Position::SIGN);
    CHECK(text->deadline_seconds == 1'795'348'800);
    CHECK(text->key.hex() == std::string(all.at("key_fingerprint").as_string()));
}

TEST_CASE("texts that break the grammar are refused as published", "[domain][sign_on]") {
    const boost::json::value all = vectors();
    if (all.is_null()) {
        WARN("no vectors here");
        return;
    }
    REQUIRE(all.at("parse").as_array().size() == 8);

    for (const auto& vector : all.at("parse").as_array()) {
        INFO(std::string(vector.at("desc").as_string()));
        CHECK(parse_sign_on(text_of(vector)).has_value() == vector.at("accept").as_bool());
    }
}

TEST_CASE(
    "of the false signatures those of another form fall at the grammar", "[domain][sign_on]"
) {
    const boost::json::value all = vectors();
    if (all.is_null()) {
        WARN("no vectors here");
        return;
    }
    int of_another_form = 0;

    for (const auto& vector : all.at("negative").as_array()) {
        const std::string message = text_of(vector);
        const auto text = parse_sign_on(message);
        if (text) CHECK(render(*text) == message);
        of_another_form += !text;
    }

    // A stance of no government, another context, CRLF, no final LF.
    CHECK(of_another_form == 4);
}
