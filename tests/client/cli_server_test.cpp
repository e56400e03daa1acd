// The program against a real server: one crisis from alarm to verified export.
// SPDX-License-Identifier: Apache-2.0
#include "town.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace tocsin;

namespace json = boost::json;
using test::Ran;
using test::Town;

TEST_CASE("whoami and status and doctor tell who and where", "[client][cli][server]") {
    Town town;

    const auto who = town.as("ghana", {"whoami", "--json"});
    CHECK(who.code == 0);
    CHECK(who.json().at("party") == "GH");
    CHECK(
        town.as("ghana", {"status", "--json"}).json().at("origin").as_string() ==
        town.house.origin.c_str()
    );

    CHECK(town.as("ghana", {"login", town.url()}).code == 0);
    CHECK(town.as("ghana", {"doctor"}).code == 0);
    CHECK(Town::run({"whoami", "--json"}).json().at("party") == "GH");
    CHECK(Town::run({"logout"}).code == 0);
    CHECK(Town::run({"whoami"}).code == 4);
}

TEST_CASE(
    "an alert is raised by one person and issued by another and acknowledged",
    "[client][cli][server]"
) {
    Town town;
    const auto id = town.raise();

    const auto alerts = town.as("ghana", {"alerts", "--json"});
    CHECK(alerts.json().at("alerts").as_array().front().at("alertId").as_string() == id.c_str());
    CHECK(town.as("ghana", {"inbox"}).out.find(id) != std::string::npos);
    CHECK(town.as("ghana", {"ack", id, "--acting"}).code == 0);
    CHECK(town.as("ghana", {"show", id}).out.find("acting") != std::string::npos);
    CHECK(town.as("ghana", {"ack", id, "--informed"}).code == 5);
    CHECK(town.as("ghana", {"unack", id}).code == 0);
    CHECK(town.as("ghana", {"ack", id, "ex-al-nosuch"}).code == 9);
    CHECK(town.as("kenya", {"note", id, "seen from Nairobi"}).code == 0);
    CHECK(town.as("kenya", {"approve", id, "--yes"}).code != 0);
    CHECK(town.as("kenya", {"show", "ex-al-nosuch"}).code == 3);

    const auto updated = town.as(
        "lead", {"update", id, "--yes", "--change", "broadband too", "--area", "everywhere"}
    );
    INFO(updated.err);
    CHECK(updated.code == 0);
    CHECK(town.as("lead", {"close", id, "--situation", "restored"}).code == 0);
}

TEST_CASE(
    "a government signs the text it was shown and amends and withdraws", "[client][cli][server]"
) {
    Town town;
    const auto id = town.open();

    const auto dry = town.as("ghana", {"sign", id, "--dry-run"});
    CHECK(dry.code == 0);
    CHECK(dry.out.find("tocsin.example/exercise/sign-on/v1\n") == 0);

    const auto stale = town.as("ghana", {"sign", id, "--yes", "--version", "2"});
    CHECK(stale.code == 5);
    CHECK(stale.err.find("STALE_VERSION") != std::string::npos);

    const auto signed_now = town.as("ghana", {"sign", id, "--yes", "--version", "1"});
    INFO(signed_now.err);
    CHECK(signed_now.code == 0);
    CHECK(town.as("ghana", {"sign", id, "--yes", "--version", "1"}).code == 5); // answered already
    CHECK(town.as("ghana", {"amend", id, "--to", "abstain", "--yes", "--version", "1"}).code == 0);
    CHECK(town.as("ghana", {"withdraw", id, "--yes", "--version", "1"}).code == 0);
    const auto reasons = town.file("why.md", "We sign, and explain.\n");
    CHECK(
        town.as("kenya", {"sign", id, "--explanation", reasons, "--yes", "--version", "1"}).code ==
        0
    );
    CHECK(
        town.as("lead", {"await", id, "--answer-by", "+1h", "--yes", "--version", "1"}).code == 0
    );

    const auto room = town.as("lead", {"room", id});
    CHECK(room.out.find("sign_with_explanation") != std::string::npos);
    CHECK(room.out.find("not_joining") != std::string::npos);
    CHECK(town.as("lead", {"timeline", id}).out.find("GH") != std::string::npos);
    CHECK(town.as("lead", {"timeline", id, "--tz", "Africa/Nairobi"}).code == 0);
    CHECK(town.as("lead", {"timeline", id, "--tz", "Mars/Olympus"}).code == 2);
    CHECK(
        town.as("lead", {"extend", id, "--to", "+30h", "--reason", "more time", "--yes"}).code == 0
    );
    CHECK(town.as("lead", {"publish", id, "--yes"}).code == 5); // not adopted yet
    CHECK(town.as("lead", {"drop", id, "--reason", "it ended", "--yes"}).code == 0);
    CHECK(town.as("kenya", {"abstain", id, "--yes", "--version", "1"}).code == 5);
}

TEST_CASE(
    "a signature run again under its command id is the same signature", "[client][cli][server]"
) {
    Town town;
    const auto id = town.open();
    const std::string command = "01936b3e-0000-7000-8000-000000000001";

    const auto first = town.as(
        "ghana", {"sign", id, "--yes", "--version", "1", "--command-id", command, "--json"}
    );
    const auto second = town.as(
        "ghana", {"sign", id, "--yes", "--version", "1", "--command-id", command, "--json"}
    );

    INFO(second.err);
    CHECK(first.code == 0);
    CHECK(second.code == 0);
    CHECK(first.json().at("receipt").at("index") == second.json().at("receipt").at("index"));
    CHECK(
        town.as("ghana", {"abstain", id, "--yes", "--version", "1", "--command-id", command})
            .code == 5
    );
}

TEST_CASE(
    "a procedure that was opened by halves is opened by a second run", "[client][cli][server]"
) {
    Town town;
    const std::string command = "01936b3e-0000-7000-8000-000000000002";
    const auto text = town.file("s.en.md", "# On a shutdown\n\nText.\n");
    const std::vector<std::string> arguments = {
        "open",
        "statement",
        "--yes",
        "--mode",
        "opt-in",
        "--text",
        text,
        "--closes",
        "2027-11-23T09:00Z",
        "--min",
        "1",
        "--exercise",
        "--command-id",
        command};

    const auto first = town.as("lead", arguments), second = town.as("lead", arguments);

    INFO(first.err << second.err);
    CHECK(first.out == second.out);
    CHECK(town.as("lead", {"procedures", "--json"}).json().at("procedures").as_array().size() == 1);
}

TEST_CASE("two versions of a text are compared", "[client][cli][server]") {
    Town town;
    const auto id = town.open();
    const auto next =
        town.file("next.en.md", "# On a shutdown\n\nWe urge that access be restored.\n");

    const auto silent = town.as("lead", {"text", id, next});
    const auto added =
        town.as("lead", {"text", id, next, "--change", "the second sentence is firmer"});

    // While governments sign, whoever changes the text says what changed.
    CHECK(silent.code == 2);
    CHECK(added.code == 0);
    CHECK(town.as("lead", {"diff", id}).code == 0);
}

TEST_CASE("an auditor takes the whole log away and it verifies", "[client][cli][server]") {
    Town town;
    const auto alert = town.raise();
    const auto id = town.open();
    REQUIRE(town.as("ghana", {"sign", id, "--yes", "--version", "1"}).code == 0);
    REQUIRE(town.as("kenya", {"decline", id, "--yes", "--version", "1"}).code == 0);
    const auto released =
        town.house.ask<std::uint64_t>([&] { return town.house.engine().health().entries; });
    REQUIRE(town.house.comes_true([&] { return town.house.engine().root_at(released).has_value(); })
    );

    const auto exported = town.as("auditor", {"export", "all", "-o", town.file("log.ndjson")});
    INFO(exported.err);
    REQUIRE(exported.code == 0);
    const auto verified = Town::run({"verify", town.file("log.ndjson"), "--json"});
    INFO(verified.out);
    CHECK(verified.code == 0);
    CHECK(verified.json().at("positions") == 2);
    CHECK(verified.json().at("alerts") == 1);

    const auto one_case = town.as("auditor", {"export", id, "-o", town.file("case.ndjson")});
    INFO(one_case.err);
    REQUIRE(one_case.code == 0);
    const auto proven = Town::run({"verify", town.file("case.ndjson"), "--json"});
    INFO(proven.out);
    CHECK(proven.code == 0);
    CHECK(proven.json().at("positions") == 2);
    CHECK(proven.json().at("positionsUnchecked") == 0);
    CHECK(town.as("ghana", {"export", "all", "-o", town.file("mine.ndjson")}).code == 4);
    CHECK_FALSE(std::filesystem::exists(town.file("mine.ndjson")));
    CHECK(town.as("ghana", {"export", alert}).out.find("tocsin.export/1") != std::string::npos);
}

TEST_CASE("watch tells what happens as lines of JSON", "[client][cli][server]") {
    Town town;
    const auto id = town.raise();

    const auto all = town.as("ghana", {"watch", "--json", "--from", "start", "--limit", "3"});
    CHECK(all.code == 0);
    CHECK(all.out.find("{\"schema\":\"tocsin.event/1\"}\n") == 0);
    const auto one = town.as("ghana", {"watch", id, "--from", "start", "--limit", "1"});
    CHECK(one.out.find(id) != std::string::npos);
    CHECK(town.as("ghana", {"watch", "--once"}).out.find("Mobile data off") != std::string::npos);
}

TEST_CASE("a feed token reads and commands nothing", "[client][cli][server]") {
    Town town;
    const auto id = town.raise();
    const auto minted = town.as("ghana", {"token", "mint", "--json"});
    REQUIRE(minted.code == 0);
    const auto token =
        town.file("token", std::string(minted.json().at("token").as_string()) + "\n");
    std::filesystem::permissions(token, std::filesystem::perms(0600));
    const auto with_token = [&](std::vector<std::string> arguments) {
        for (const auto& more :
             {std::string("--server"), town.url(), std::string("--token-file"), token})
            arguments.push_back(more);
        return Town::run(arguments);
    };

    CHECK(with_token({"alerts"}).out.find(id) != std::string::npos);
    CHECK(with_token({"ack", id}).code == 4);
    CHECK(with_token({"sign", "ex-st-1", "--yes", "--version", "1"}).code == 4);
    const std::string hash(minted.json().at("tokenSha256").as_string());
    CHECK(town.as("ghana", {"token", "revoke", hash}).code == 0);
    CHECK(with_token({"alerts", "--timeout", "2"}).code != 0);
}

TEST_CASE("members and persons and keys are listed", "[client][cli][server]") {
    Town town;
    CHECK(town.as("ghana", {"members"}).out.find("KE") != std::string::npos);
    CHECK(town.as("support", {"person", "list", "--json"}).code == 0);
    CHECK(town.as("ghana", {"key", "list"}).out.find("(me)") != std::string::npos);
    const auto invited = town.as("support", {"person", "invite", "GH", "--role", "focal-point"});
    INFO(invited.err);
    CHECK(invited.code == 0);
    const std::string code = invited.out.substr(0, invited.out.find('\n'));

    const auto enrolled =
        Town::run({"enrol", code, "--server", town.url(), "--key", town.file("new.key"), "--json"});
    INFO(enrolled.err);
    CHECK(enrolled.code == 0);
    CHECK(enrolled.json().at("fingerprint").as_string().size() == 64);
    CHECK(
        Town::run({"enrol", code, "--server", town.url(), "--key", town.file("other.key")}).code ==
        4
    );
    const auto persons = town.as("support", {"person", "list", "--party", "GH", "--json"}).json();
    CHECK(
        json::serialize(persons).find(std::string(enrolled.json().at("fingerprint").as_string())) !=
        std::string::npos
    );
}
