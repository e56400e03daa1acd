// The acts of a crisis by their verbs, against a real server.
// SPDX-License-Identifier: Apache-2.0
#include "town.hpp"

using namespace tocsin;
using test::Town;

namespace {

bool has(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

std::string drafted(Town& town, const std::string& kind) {
    const auto ran = town.as(
        "lead",
        {"act",
         "draft-procedure",
         "--kind",
         kind,
         "--mode",
         "opt-in",
         "--title",
         "A text",
         "--countries",
         "TD",
         "--label",
         "amber-strict",
         "--realm",
         "exercise"}
    );
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const std::string id = first_line(ran.out);
    REQUIRE(town.as("lead", {"text", id, town.file("a.en.md", "# A text\n\nWords.\n")}).code == 0);
    return id;
}

} // namespace

TEST_CASE("a pledge call goes from its needs to a pledge by verbs alone", "[client][cli][server]") {
    Town town;
    const auto id = drafted(town, "pledge-call");
    const auto needs = town.as(
        "lead",
        {"needs",
         id,
         R"([{"needId":"aid","kind":"MONEY","words":"Lawyers","amount":"50","currency":"EUR"}])"}
    );
    INFO(needs.err);
    REQUIRE(needs.code == 0);
    CHECK(town.as("lead", {"consult", id}).code == 0);
    CHECK(town.as("ghana", {"comment", id, "Add interpreters.", "--suggestion"}).code == 0);
    CHECK(has(town.as("kenya", {"room", id}).out, "suggests:\n  Add interpreters."));
    const auto opened = town.as(
        "lead",
        {"reopen",
         id,
         "--version",
         "1",
         "--deadline",
         "+24h",
         "--threshold",
         "1",
         "--tally",
         "visible",
         "--yes"}
    );
    INFO(opened.err);
    REQUIRE(opened.code == 0);

    const auto pledged = town.as(
        "ghana", {"pledge", id, "aid", "--amount", "20", "--visibility", "members", "--yes"}
    );

    INFO(pledged.err);
    CHECK(pledged.code == 0);
    CHECK(has(pledged.err, "GH pledges in \"A text\""));
    CHECK(has(town.as("kenya", {"room", id}).out, "20 EUR"));
    CHECK(
        town.as("ghana", {"pledge", id, "aid", "--visibility", "members"}).code == 2
    ); // No --yes.
    CHECK(town.as("auditor", {"pledge", id, "aid", "--visibility", "members", "--yes"}).code == 4);
    CHECK(town.as("ghana", {"unpledge", id, "aid", "--reason", "Parliament.", "--yes"}).code == 0);
}

TEST_CASE("an objection breaks the silence and its reason is read", "[client][cli][server]") {
    Town town;
    const auto opened = town.as(
        "lead",
        {"open",
         "statement",
         "--yes",
         "--mode",
         "silence",
         "--text",
         town.file("s.en.md", "# A silent text\n\nWords.\n"),
         "--closes",
         "+72h",
         "--min",
         "0",
         "--exercise"}
    );
    INFO(opened.err);
    REQUIRE(opened.code == 0);
    const auto id = first_line(opened.out);
    CHECK(has(town.as("ghana", {"room", id}).out, "tocsin object " + id));
    CHECK(town.as("ghana", {"object", id, "--yes", "--version", "1"}).code == 2); // No reason.

    const auto reason = town.file("why.md", "Our capital asks for time.\n");
    const auto objected =
        town.as("ghana", {"object", id, "--reason", reason, "--yes", "--version", "1"});

    INFO(objected.err);
    CHECK(objected.code == 0);
    CHECK(has(town.as("lead", {"show", id}).out, "broken"));
}

TEST_CASE("a signature ad referendum is confirmed by one word", "[client][cli][server]") {
    Town town;
    const auto id = town.open();
    CHECK(town.as("ghana", {"confirm", id, "--yes", "--version", "1"}).code == 5); // Nothing yet.
    REQUIRE(town.as("ghana", {"sign", id, "--ad-referendum", "--yes", "--version", "1"}).code == 0);

    const auto confirmed = town.as("ghana", {"confirm", id, "--yes", "--version", "1"});

    INFO(confirmed.err);
    CHECK(confirmed.code == 0);
    CHECK(has(town.as("lead", {"show", id}).out, "1 signed of"));
}

TEST_CASE("the hand-over of the chair is told with the troika", "[client][cli][server]") {
    Town town;
    for (const char* code : {"KE", "GH"})
        REQUIRE(town.as("support", {"chair", "hand-over", code, "--yes"}).code == 0);

    const auto coalition = town.as("ghana", {"coalition"});

    CHECK(has(coalition.out, "chair         GH"));
    CHECK(has(coalition.out, "before it     KE"));
    CHECK(town.as("ghana", {"chair", "hand-over", "GH", "--yes"}).code == 4);
}
