// Keys, sessions, printed codes and persons at the command line, against a real server.
// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/browser.hpp"
#include "town.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;

namespace json = boost::json;
using test::Ran;
using test::Town;

namespace {

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

std::string without_blanks(std::string text) {
    std::erase(text, ' ');
    return text;
}

// The whole log as the auditor takes it home.
std::string exported(Town& town) {
    const auto file = town.file("log.ndjson");
    const auto ran = town.as("auditor", {"export", "all", "-o", file});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string id_of(const net::test::Person& person) {
    return to_hex(person.id.view());
}

// Somebody invited, and enrolled with a key that waits; its file.
std::string enrolled(Town& town, const std::string& party, const std::string& role) {
    const auto invited = town.as("support", {"person", "invite", party, "--role", role});
    INFO(invited.err);
    REQUIRE(invited.code == 0);
    const auto file = town.file("waiting.key");
    const auto enrolled = Town::run(
        {"enrol", first_line(invited.out), "--server", town.url(), "--key", file, "--json"}
    );
    INFO(enrolled.err);
    REQUIRE(enrolled.code == 0);
    return file;
}

} // namespace

TEST_CASE("a person lets in a further key with one it has, at once", "[client][cli][identity]") {
    Town town;
    const auto file = town.file("laptop.key");

    const auto added = town.as("ghana", {"key", "add", "--file", file, "--yes"});

    INFO(added.err);
    REQUIRE(added.code == 0);
    CHECK(added.err.find("made the key " + file) != std::string::npos);
    const auto who =
        Town::run({"whoami", "--json", "--server", town.url(), "--key", file}).json().as_object();
    CHECK(who.at("party") == "GH");
    const auto keys = town.as("kenya", {"key", "list", "--party", "GH", "--json"}).json();
    REQUIRE(keys.at("keys").as_array().size() == 2);
    bool is_cosigned = false;
    for (const auto& key : keys.at("keys").as_array())
        is_cosigned |= !key.at("cosignedBy").is_null();
    CHECK(is_cosigned);
}

TEST_CASE("a further key is refused without a word of its person", "[client][cli][identity]") {
    Town town;
    const auto file = town.file("laptop.key");

    CHECK(town.as("ghana", {"key", "add", "--file", file}).code == 2); // Nobody confirmed it.
    CHECK(town.as("ghana", {"key", "add", "--yes"}).code == 2);
    CHECK(Town::run({"whoami", "--server", town.url(), "--key", file}).code != 0);
}

TEST_CASE("keys are listed in words and named by their first digits", "[client][cli][identity]") {
    Town town;
    const auto file = enrolled(town, "GH", "focal-point");

    const auto listed = town.as("ghana", {"key", "list"});
    CHECK(listed.out.find("active") != std::string::npos);
    CHECK(listed.out.find("waits for two persons") != std::string::npos);
    CHECK(listed.out.find("(me) (this one)") != std::string::npos);

    const auto mine = town.person("ghana").fingerprint.hex();
    CHECK(town.as("ghana", {"key", "revoke", mine.substr(0, 4), "--reason", "old"}).code == 2);
    CHECK(town.as("ghana", {"key", "revoke", "00000000", "--reason", "old"}).code == 3);
    CHECK(town.as("ghana", {"key", "revoke", mine.substr(0, 8), "--reason", "lost"}).code == 0);
    CHECK(town.as("ghana", {"whoami"}).code == 4);
    const auto revoked = town.as("kenya", {"key", "list", "--party", "GH", "--revoked"});
    CHECK(revoked.out.find("revoked: lost") != std::string::npos);
    CHECK(town.as("kenya", {"key", "list", "--party", "GH"}).out.find("lost") == std::string::npos);
}

TEST_CASE(
    "a printed code is shown once, and the log knows its hash alone", "[client][cli][identity]"
) {
    Town town;
    CHECK(town.as("ghana", {"code", "print"}).code == 2); // It binds: somebody confirms it.

    const auto printed = town.as("ghana", {"code", "print", "--yes"});

    INFO(printed.err);
    REQUIRE(printed.code == 0);
    const auto code = first_line(printed.out);
    CHECK(code.size() == 39);
    CHECK(printed.err.find(code) == std::string::npos);
    const auto log = exported(town);
    CHECK(log.find(code) == std::string::npos);
    CHECK(town.as("ghana", {"account", "show", "--json"}).json().at("recoveryCodeSet") == true);
    CHECK(town.as("auditor", {"code", "print", "--yes"}).code == 4);
}

TEST_CASE(
    "who lost every key comes back with a code of the secretariat and, with the printed one, at "
    "once",
    "[client][cli][identity]"
) {
    Town town;
    const auto sheet =
        town.file("sheet", first_line(town.as("ghana", {"code", "print", "--yes"}).out) + "\n");
    const auto person = id_of(town.person("ghana"));
    const std::vector<std::string> recover{
        "person", "recover", person.substr(0, 12), "--vouched", "note verbale 7", "--yes"};
    CHECK(town.as("kenya", recover).code != 0);
    const auto opened = town.as("support", recover);
    INFO(opened.err);
    REQUIRE(opened.code == 0);
    const auto file = town.file("new.key");
    const std::string code = first_line(opened.out);

    const auto wrong = town.file("wrong", "not a code\n");
    CHECK(
        Town::run({"enrol", code, "--printed-code", wrong, "--server", town.url(), "--key", file})
            .code == 2
    );
    const auto enrolled =
        Town::run({"enrol", code, "--printed-code", sheet, "--server", town.url(), "--key", file});
    INFO(enrolled.err);
    REQUIRE(enrolled.code == 0);
    REQUIRE(town.as("support", {"person", "approve", person, "--yes"}).code == 0);
    const std::vector<std::string> who{"whoami", "--server", town.url(), "--key", file};
    CHECK(Town::run(who).code == 4);
    const auto approved = town.as(
        "support-2",
        {"person", "approve", person, without_blanks(first_line(enrolled.out)), "--yes"}
    );
    INFO(approved.err);
    CHECK(approved.code == 0);
    CHECK(Town::run(who).code == 0); // Without the sheet it would cool for a day.
}

TEST_CASE("a recovered key without the printed code cools", "[client][cli][identity]") {
    Town town;
    const auto person = id_of(town.person("ghana"));
    const auto opened =
        town.as("support", {"person", "recover", person, "--vouched", "note verbale 7", "--yes"});
    REQUIRE(opened.code == 0);
    const auto file = town.file("new.key");
    REQUIRE(
        Town::run({"enrol", first_line(opened.out), "--server", town.url(), "--key", file}).code ==
        0
    );
    REQUIRE(town.as("support", {"person", "approve", person, "--yes"}).code == 0);
    REQUIRE(town.as("support-2", {"person", "approve", person, "--yes"}).code == 0);

    CHECK(Town::run({"whoami", "--server", town.url(), "--key", file}).code == 4);
    const auto keys = town.as("kenya", {"key", "list", "--party", "GH"});
    CHECK(keys.out.find("cooling until") != std::string::npos);
}

TEST_CASE(
    "a person sees its keys and sessions with their last use, and ends them",
    "[client][cli][identity]"
) {
    Town town;
    net::test::Browser laptop(town.house, town.person("ghana"), 1);
    net::test::Browser phone(town.house, town.person("ghana"), 2);
    REQUIRE(laptop.log_in().status == 200);
    REQUIRE(phone.log_in().status == 200);

    const auto shown = town.as("ghana", {"account", "show"});
    INFO(shown.out);
    CHECK(shown.out.find("Firefox on Linux") != std::string::npos);
    CHECK(shown.out.find("passkey") != std::string::npos);
    CHECK(shown.out.find("(this one)") != std::string::npos);
    const auto view = town.as("ghana", {"account", "show", "--json"}).json();
    const auto& sessions = view.at("sessions").as_array();
    REQUIRE(sessions.size() == 2);
    const std::string id(sessions.front().at("sessionId").as_string());

    CHECK(town.as("ghana", {"account", "end"}).code == 2);
    CHECK(town.as("ghana", {"account", "end", "0000000000"}).code == 3);
    CHECK(town.as("kenya", {"account", "end", id}).code == 3); // Another person's is not there.
    const auto ended = town.as("ghana", {"account", "end", id, "--json"});
    INFO(ended.err);
    CHECK(ended.json().at("ended") == 1);
    CHECK(town.as("ghana", {"account", "end", "--others", "--json"}).json().at("ended") == 1);
    const auto after = town.as("ghana", {"account", "show", "--json"}).json();
    CHECK(after.at("sessions").as_array().empty());
}

TEST_CASE(
    "this was not me: the key is revoked and its person's party is told", "[client][cli][identity]"
) {
    Town town;
    const auto mine = town.person("ghana").fingerprint.hex().substr(0, 16);
    CHECK(town.as("kenya", {"account", "not-me", mine}).code == 3); // Not a key of Kenya's.

    const auto told =
        town.as("ghana", {"account", "not-me", mine, "--words", "a log-in at night from nowhere"});

    INFO(told.err);
    CHECK(told.code == 0);
    CHECK(town.as("ghana", {"whoami"}).code == 4);
    CHECK(
        town.as("support", {"key", "list", "--party", "GH", "--revoked"}).out.find("revoked") !=
        std::string::npos
    );
}

TEST_CASE(
    "more for a person takes two of the secretariat, and less is at once", "[client][cli][identity]"
) {
    Town town;
    const auto person = id_of(town.person("kenya"));
    const auto roles = [&](const std::string& by, std::vector<std::string> more) {
        std::vector<std::string> words{"person", "roles", person, "--reason", "new post", "--yes"};
        words.insert(words.end(), more.begin(), more.end());
        return town.as(by, words);
    };
    const auto has_lead = [&] {
        const auto who = town.as("kenya", {"whoami"});
        return who.out.find("lead") != std::string::npos;
    };

    CHECK(roles("support", {"--role", "focal-point", "--role", "lead"}).code == 0);
    CHECK_FALSE(has_lead());
    const auto second = roles("support-2", {"--role", "focal-point", "--role", "lead"});
    INFO(second.err);
    CHECK(second.err.find("from focal-point to focal-point, lead") != std::string::npos);
    CHECK(has_lead());
    CHECK(roles("support", {"--role", "focal-point"}).code == 0);
    CHECK_FALSE(has_lead());

    CHECK(town.as("support", {"person", "revoke", person, "--reason", "left", "--yes"}).code == 0);
    CHECK(town.as("kenya", {"whoami"}).code == 4);
}

TEST_CASE("policy is shown in words and set rule by rule", "[client][cli][identity]") {
    Town town;
    const auto before = town.as("ghana", {"policy", "show", "--json"}).json().as_object();

    const auto changed = town.as(
        "support",
        {"policy",
         "set",
         "--late-window",
         "36h",
         "--remind-at-percent",
         "50,80",
         "--ladder",
         "15m=focal-points",
         "--yes"}
    );

    INFO(changed.err);
    CHECK(changed.code == 0);
    CHECK(changed.err.find("late-window from ") != std::string::npos);
    auto after = town.as("ghana", {"policy", "show", "--json"}).json().as_object();
    CHECK(after.at("lateWindow").to_number<double>() == 36 * 3'600); // Seconds.
    CHECK(after.at("remindAtPercent").as_array().size() == 2);
    for (const char* rule : {"lateWindow", "remindAtPercent", "ladder"})
        after[rule] = before.at(rule);
    for (const auto& [name, value] : before)
        CHECK(after.at(name) == value); // What was not named stays.
    CHECK(town.as("ghana", {"policy", "show"}).out.find("36h") != std::string::npos);
    CHECK(town.as("support", {"policy", "set", "--late-window", "36h", "--yes"}).code == 2);
    CHECK(town.as("support", {"policy", "set", "--late-window", "soon", "--yes"}).code == 2);
    CHECK(town.as("ghana", {"policy", "set", "--late-window", "1h", "--yes"}).code == 4);
}

TEST_CASE("deadlines go to a calendar program without their titles", "[client][cli][identity]") {
    Town town;
    const auto id = town.open();

    const auto due = town.as("ghana", {"calendar"});
    CHECK(due.out.find("not answered") != std::string::npos);
    CHECK(due.out.find("On a shutdown") != std::string::npos);
    const auto ics = town.as("ghana", {"calendar", "--ics"});
    CHECK(ics.out.find("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") == 0);
    CHECK(ics.out.find("UID:" + id + "@" + town.house.origin + "\r\n") != std::string::npos);
    CHECK(ics.out.find("On a shutdown") == std::string::npos);
    CHECK(ics.out.ends_with("END:VCALENDAR\r\n"));
    const auto titled = town.as("ghana", {"calendar", "--ics", "--titles"});
    CHECK(titled.out.find("On a shutdown") != std::string::npos);
    CHECK(town.as("ghana", {"calendar", "--json"}).json().as_array().size() == 1);
}

TEST_CASE("what the client remembers is shown and changed", "[client][cli][identity]") {
    Town town;
    CHECK(Town::run({"config", "get", "server"}).code == 1);
    REQUIRE(town.as("ghana", {"login", town.url()}).code == 0);

    CHECK(Town::run({"config", "get", "server"}).out == town.url() + "\n");
    CHECK(Town::run({"config", "set", "key", town.key_file("kenya")}).code == 0);
    CHECK(Town::run({"whoami", "--json"}).json().at("party") == "KE");
    CHECK(Town::run({"config", "set", "key", town.file("nothing")}).code != 0);
    CHECK(Town::run({"config", "set", "server", "not a server"}).code == 2);
    CHECK(Town::run({"config", "set", "colour", "red"}).code == 2);
    const auto all = Town::run({"config", "get", "--json"}).json().as_object();
    CHECK(all.at("key") == json::value(town.key_file("kenya")));
    CHECK(!all.contains("token-file"));
}
