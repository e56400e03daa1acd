// E-mail through a relay on loopback: what is in it, what never is, and what a relay that refuses
// or is down does to it. SPDX-License-Identifier: Apache-2.0
#include "server/reach/letter.hpp"
#include "tests/reach/story.hpp"

#include <catch2/catch.hpp>

#include <regex>

namespace tocsin::reach::test {

namespace {

using Rung = v1::Delivery;

std::string code_in(const Letter& letter) {
    std::smatch found;
    const std::string text = letter.text();
    REQUIRE(std::regex_search(text, found, std::regex("\\b[0-9]{8}\\b")));
    return found.str();
}

// An address that came back with its code.
std::string proven_address(Story& story, const Person& person, const std::string& address) {
    const auto before = story.relay.letters().size();
    const auto told = story.add_email(person, address);
    REQUIRE(!told.has_refusal());
    REQUIRE(story.comes_to([&] { return story.relay.letters().size() == before + 1; }));
    const auto id = told.channels(told.channels_size() - 1).channel();
    REQUIRE(!story.prove(person, id, code_in(story.relay.letters().back())).has_refusal());
    return id;
}

Letter letter_of(Story& story, std::size_t count) {
    REQUIRE(story.comes_to([&] { return story.relay.letters().size() == count; }));
    return story.relay.letters().back();
}

} // namespace

TEST_CASE("an address is sent nothing but its code until the code came back", "[reach][email]") {
    Story story;
    story.begin();
    const auto& ghana = story.coalition->ghana;
    REQUIRE(!story.add_email(ghana, "duty@mfa.example").has_refusal());
    const Letter asked = letter_of(story, 1);
    CHECK(asked.to == "<duty@mfa.example>\r");
    CHECK(asked.header("Auto-Submitted") == "auto-generated");

    issue(story.world, *story.coalition);
    story.pass(limits::email_delay);
    CHECK(!story.comes_to([&] { return story.relay.letters().size() > 1; }, 100ms));

    const auto id = story.list(ghana).channels(0).channel();
    CHECK(!story.prove(ghana, id, code_in(asked)).has_refusal());
    const auto later = issue(story.world, *story.coalition);
    story.pass(limits::email_delay);
    CHECK(letter_of(story, 2).text().find("/alerts/" + later) != std::string::npos);
}

TEST_CASE("an e-mail says what its label lets leave the house, and is a thread", "[reach][email]") {
    Story story;
    story.begin();
    proven_address(story, story.coalition->ghana, "duty@mfa.example");
    const auto id = issue(story.world, *story.coalition, v1::AMBER);
    story.pass(limits::email_delay);

    const Letter letter = letter_of(story, 2);
    CHECK(letter.header("Subject").starts_with("[Tocsin][EXERCISE][TLP:AMBER]"));
    CHECK(letter.header("Subject").find("Networks down") != std::string::npos);
    CHECK(letter.header("Auto-Submitted") == "auto-generated");
    CHECK(letter.header("Message-ID").ends_with("@demo.tocsin.example>"));
    CHECK(!letter.header("References").empty());
    CHECK(letter.header("Content-Type").starts_with("multipart/alternative"));
    CHECK(letter.text().find("Networks down") != std::string::npos);
    CHECK(letter.text().find("https://tocsin.example/alerts/" + id) != std::string::npos);
    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "email").empty(); }));
    CHECK(story.deliveries(id, "email")[0].rung() == Rung::SENT);
}

TEST_CASE("of RED and AMBER+STRICT an e-mail says that an item waits, and no more", "[reach]") {
    const auto headline = std::string("Networks down");
    for (const auto label : {v1::AMBER_STRICT, v1::RED}) {
        Waiting waiting;
        waiting.subject = "ex-al-1234";
        waiting.is_alert = true;
        waiting.label = label;
        waiting.headline = headline;
        waiting.countries = {"GH"};
        waiting.severity = v1::AlertContent::EXTREME;
        const Letter letter{"", "", letter_about(waiting, "https://tocsin.example", "fr")};
        CHECK(letter.message.find(headline) == std::string::npos);
        CHECK(letter.message.find("ex-al-1234") == std::string::npos);
        CHECK(letter.message.find("EXTREME") == std::string::npos);
        CHECK(letter.text().find(headline) == std::string::npos);
        CHECK(letter.text().find("ex-al-1234") == std::string::npos);
        CHECK(letter.text().find("GH") == std::string::npos);
        CHECK(letter.text().find("https://tocsin.example/inbox") != std::string::npos);
    }
    Story story;
    story.begin();
    proven_address(story, story.coalition->ghana, "duty@mfa.example");
    issue(story.world, *story.coalition, v1::AMBER_STRICT);
    story.pass(limits::email_delay);
    const Letter sent = letter_of(story, 2);
    CHECK(sent.message.find(headline) == std::string::npos);
    CHECK(sent.text().find(headline) == std::string::npos);
    CHECK(
        sent.header("Subject") == "[Tocsin][EXERCISE][TLP:AMBER+STRICT] An item is waiting for you"
    );
}

TEST_CASE(
    "a headline cannot be other words in the reader's mail than in the log", "[reach][email]"
) {
    Waiting waiting;
    waiting.label = v1::GREEN;
    waiting.headline = "=?UTF-8?B?QWxsIGNsZWFy?=";
    CHECK(letter_about(waiting, "", "en").find(waiting.headline) == std::string::npos);
}

TEST_CASE("a headline cannot write a header of its own", "[reach][email]") {
    Waiting waiting;
    waiting.label = v1::GREEN;
    waiting.headline = "Réseaux\r\nBcc: someone@else.example <b>";
    const std::string letter = letter_about(waiting, "", "en");
    CHECK(letter.find("\r\nBcc:") == std::string::npos);
    CHECK(letter.find("Subject: =?UTF-8?B?") != std::string::npos);
    const auto head = letter.substr(0, letter.find("\r\n\r\n"));
    for (std::size_t at = 0; at < head.size();) {
        const auto end = std::min(head.find("\r\n", at), head.size());
        CHECK(end - at <= 78);
        at = end + 2;
    }
}

TEST_CASE("an address that the relay knows not is failed, and said so", "[reach][email]") {
    Story story;
    story.begin();
    proven_address(story, story.coalition->ghana, "duty@mfa.example");
    story.relay.answers_rcpt("550 no such mailbox");
    const auto id = issue(story.world, *story.coalition);
    story.pass(limits::email_delay);
    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "email").empty(); }));
    CHECK(story.deliveries(id, "email")[0].rung() == Rung::FAILED);
    CHECK(story.deliveries(id, "email")[0].reason() == "the relay answers 550");
    CHECK(story.channels->waiting() == 0);
    const auto standing = story.list(story.coalition->ghana).channels(0);
    CHECK(standing.failed_because() == "the relay answers 550");
}

TEST_CASE(
    "a relay that refuses the server itself gets the letter once that is mended", "[reach][email]"
) {
    const std::string refusal =
        GENERATE("530 log in", "535 not this password", "521 closed", "554 not you");
    Story story;
    story.begin();
    proven_address(story, story.coalition->ghana, "duty@mfa.example");
    story.relay.answers_rcpt(refusal);
    const auto id = issue(story.world, *story.coalition);
    story.pass(limits::email_delay);
    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "email").empty(); }));
    REQUIRE(story.channels->waiting() == 1);
    CHECK(
        story.said == std::vector{"the relay answers " + refusal.substr(0, 3)}
    ); // to the operator
    story.relay.answers_rcpt("250 yes");
    story.pass(10s);
    CHECK(letter_of(story, 2).to == "<duty@mfa.example>\r");
}

TEST_CASE("a relay that is busy or down gets the letter when it is back", "[reach][email]") {
    Story story;
    story.begin();
    proven_address(story, story.coalition->ghana, "duty@mfa.example");
    const auto id = issue(story.world, *story.coalition);
    SECTION("busy") {
        story.relay.answers_rcpt("451 later");
    }
    SECTION("down") {
        story.relay.down();
    }
    story.pass(limits::email_delay);
    REQUIRE(story.comes_to([&] { return !story.deliveries(id, "email").empty(); }));
    CHECK(story.deliveries(id, "email")[0].rung() == Rung::FAILED);
    CHECK(story.channels->waiting() == 1);

    story.relay.down();
    story.relay.up();
    story.relay.answers_rcpt("250 yes");
    story.pass(10s);
    REQUIRE(story.comes_to([&] { return story.deliveries(id, "email").size() == 2; }));
    CHECK(story.deliveries(id, "email")[1].rung() == Rung::SENT);
    CHECK(story.relay.letters().size() == 2);
}

TEST_CASE("a relay that answers nobody keeps no phone waiting", "[reach][email]") {
    Story story;
    const Tarpit tarpit;
    story.begin();
    const auto& house = *story.coalition;
    const std::array persons{&house.ghana, &house.ghana_deputy, &house.norway, &house.adviser};
    for (const Person* person : persons)
        proven_address(story, *person, "duty@mfa.example");
    story.close_channels();
    story.ways.smtp_url = "smtp://" + tarpit.at();
    story.open_channels();
    for (int i = 0; i < 6; ++i)
        issue(story.world, house); // more letters than there are places
    story.pass(limits::email_delay);
    story.subscribe(house.ghana, "ghana-phone");
    issue(story.world, house);
    story.pass(limits::push_delay);
    CHECK(story.until_posted(1));
}

TEST_CASE("one address a person, and what is no mailbox is none", "[reach][email]") {
    Story story;
    story.begin();
    const auto& ghana = story.coalition->ghana;
    proven_address(story, ghana, "duty@mfa.example");
    story.world.clock.pass(1min);
    const auto changed = story.add_email(ghana, "other@mfa.example");
    REQUIRE(changed.channels_size() == 2);
    CHECK(changed.channels(0).label() == "duty@mfa.example");
    CHECK(changed.channels(0).proven_at() != 0); // it stays until the other is proven
    CHECK(changed.channels(1).label() == "other@mfa.example");
    CHECK(changed.channels(1).proven_at() == 0);
    const auto again = story.add_email(ghana, "stranger@elsewhere.example");
    CHECK(again.refusal().code() == v1::Refusal::RATE_LIMITED); // no ten letters in a second
    const auto code = code_in(letter_of(story, 2));
    const auto proven = story.prove(ghana, changed.channels(1).channel(), code);
    REQUIRE(proven.channels_size() == 1);
    CHECK(proven.channels(0).label() == "other@mfa.example");
    for (const char* none :
         {"duty",
          "@mfa.example",
          "a@b",
          "a@b@c.example",
          "a b@c.example",
          "a@c.example>\r\nRCPT TO:<x@y.z",
          "\xc3\xa9@c.example",
          "a@.example",
          "a,b@c.example"}) {
        CAPTURE(none);
        CHECK(story.add_email(ghana, none).refusal().field() == "address");
    }
}

} // namespace tocsin::reach::test
