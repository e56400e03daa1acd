// What the command line makes of words: times, tables, differences, views, slips of the finger.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/board.hpp"
#include "client/cli/did_you_mean.hpp"
#include "client/cli/exit_code.hpp"
#include "client/cli/line_diff.hpp"
#include "client/cli/table.hpp"
#include "client/cli/view_json.hpp"
#include "client/cli/words.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <sstream>

using namespace tocsin;
using namespace tocsin::cli;

namespace {

std::string diff_of(const std::string& before, const std::string& after) {
    std::string text;
    for (const auto& line : line_diff(before, after))
        text += line.mark + line.text + "\n";
    return text;
}

struct Streams {
    std::ostringstream out, err;
    std::istringstream in;
    Terminal terminal{out, err, in};
};

} // namespace

TEST_CASE("a difference of two texts shows what went and what came", "[client][diff]") {
    CHECK(diff_of("a\nb\nc\n", "a\nc\nd\n") == " a\n-b\n c\n+d\n");
    CHECK(diff_of("same\n", "same\n") == " same\n");
    CHECK(diff_of("", "new\n") == "+new\n");
    CHECK(diff_of("old\n", "") == "-old\n");
    CHECK(diff_of("# T\n\nWe ask.\n", "# T\n\nWe urge.\n") == " # T\n \n-We ask.\n+We urge.\n");
}

TEST_CASE("two texts of very many lines are told apart in time", "[client][diff]") {
    std::string before, after;
    for (int i = 0; i < 20000; ++i) {
        before += std::to_string(i) + "\n";
        after += std::to_string(-i - 1) + "\n";
    }

    CHECK(line_diff(before, after).size() == 40000);
}

TEST_CASE("text of others cannot drive the terminal", "[client][terminal]") {
    CHECK(harmless("plain é 漢") == "plain é 漢");
    CHECK(harmless("\x1b[2Jgone") == "\\u001B[2Jgone");
    CHECK(harmless("a\nb\tc") == "a b c");
    CHECK(harmless("a\nb", true) == "a\nb");
    CHECK(harmless("x\xe2\x80\xaey") == "x\\u202Ey");
    CHECK(harmless("bad \xff byte") == "bad \\u00FF byte");
    CHECK(harmless("\xf8\x88\x80\x80") == "\\u00F8\\u0088\\u0080\\u0080"); // beyond UTF-8
    CHECK(harmless("\xed\xa0\x80") == "\\u00ED\\u00A0\\u0080");            // half of a pair
}

TEST_CASE("wide characters take two columns and combining ones none", "[client][terminal]") {
    CHECK(columns_of("abc") == 3);
    CHECK(columns_of("漢字") == 4);
    CHECK(columns_of("e\xcc\x81") == 1);
    CHECK(cut_to("漢字漢字", 5) == "漢字…");
    CHECK(cut_to("short", 9) == "short");
}

TEST_CASE("a table stands straight and is never cut in a file", "[client][table]") {
    Streams streams;
    Table table({"A", "B"});
    table.row({"漢字", "x"});
    table.row({"longer", std::string(200, 'y')});

    table.print(streams.terminal);

    CHECK(streams.out.str() == "A       B\n漢字    x\nlonger  " + std::string(200, 'y') + "\n");
}

TEST_CASE("times are read as people write them", "[client][words]") {
    Streams streams;
    const Context context(streams.terminal);

    CHECK(*parse_when(context, "2026-11-23T09:00Z") == *parse_utc("2026-11-23T09:00:00Z"));
    CHECK(*parse_when(context, "2026-11-23") == *parse_utc("2026-11-23T00:00:00Z"));
    CHECK(*parse_when(context, "2026-11-23T10:00:00+01:00") == *parse_utc("2026-11-23T09:00:00Z"));
    CHECK(*parse_when(context, "+48h") > context.clock.wall() + std::chrono::hours(47));
    for (const auto* text : {"", "soon", "+h", "+99999999999h", "2026-13-01", "48h"}) {
        INFO(text);
        CHECK(parse_when(context, text).has_error());
    }
}

TEST_CASE("the words of the schema are typed in lower case with hyphens", "[client][words]") {
    CHECK(*parse_word<v1::Tlp>("amber-strict") == v1::AMBER_STRICT);
    CHECK(*parse_word<v1::Tlp>("AMBER+STRICT") == v1::AMBER_STRICT);
    CHECK(
        *parse_word<v1::AlertContent::Severity>("unknown", "SEVERITY_") ==
        v1::AlertContent::SEVERITY_UNKNOWN
    );
    CHECK(word(v1::AlertContent::SEVERITY_UNKNOWN, "SEVERITY_") == "unknown");
    CHECK(word(v1::TLP_UNSPECIFIED) == "-");
    const auto wrong = parse_word<v1::Tlp>("puce");
    REQUIRE(wrong.has_error());
    CHECK(wrong.error().exit_code == usage);
    CHECK(wrong.error().what.find("amber-strict") != std::string::npos);
}

TEST_CASE("a view in JSON has stable names and readable ids and times", "[client][json]") {
    v1::PositionLine line;
    line.set_party("GH");
    line.set_stance(v1::Position::SIGN);
    line.set_at(1'790'000'000'000);
    line.set_person(std::string(16, '\x01'));
    line.set_leaf_hash(std::string(32, '\x02'));
    line.set_index(7);

    const auto json = view_json(line);

    const auto& object = json.as_object();
    CHECK(object.at("party") == "GH");
    CHECK(object.at("stance") == "SIGN");
    CHECK(object.at("at") == "2026-09-21T14:13:20.000Z");
    CHECK(object.at("person") == "01010101-0101-0101-0101-010101010101");
    CHECK(object.at("leafHash").as_string() == to_hex(line.leaf_hash()).c_str());
    CHECK(object.at("index") == 7);
    CHECK(object.at("onOlderText") == false);
    CHECK(view_json(v1::PositionLine()).at("stance").is_null());
    CHECK(view_json(v1::PositionLine()).at("at").is_null());
}

TEST_CASE("every refusal has the exit code of its row", "[client][exit]") {
    CHECK(exit_of(v1::Refusal::MALFORMED) == 1);
    CHECK(exit_of(v1::Refusal::INVALID_FIELD) == 2);
    CHECK(exit_of(v1::Refusal::NOT_FOUND) == 3);
    CHECK(exit_of(v1::Refusal::APPROVAL_REQUIRED) == 4);
    CHECK(exit_of(v1::Refusal::VERIFICATION_REQUIRED) == 4);
    CHECK(exit_of(v1::Refusal::COMMAND_ID_REUSED) == 5);
    CHECK(exit_of(v1::Refusal::EVIDENCE_REQUIRED) == 5);
    CHECK(exit_of(v1::Refusal::DEADLINE_PASSED) == 6);
    CHECK(exit_of(v1::Refusal::TEXT_MISMATCH) == 7);
    CHECK(exit_of(v1::Refusal::CLOCK_FAULT) == 8);
    CHECK(exit_of(v1::Refusal::INTERNAL) == 1);
}

TEST_CASE("a slip of the finger is understood and nonsense is not", "[client][words]") {
    const std::vector<std::string> verbs = {"sign", "signal", "decline", "alerts", "approve"};
    CHECK(nearest("sgin", verbs) == "sign");
    CHECK(nearest("alrets", verbs) == "alerts");
    CHECK(nearest("aprove", verbs) == "approve");
    CHECK(nearest("zzzzzz", verbs).empty());
}

TEST_CASE("the board fits eighty columns and twenty four lines", "[client][board]") {
    Board board;
    board.server = "foc.example/log";
    board.party = "GH";
    board.live = true;
    board.now = *parse_utc("2026-11-21T18:40:52Z");
    for (int i = 0; i < 40; ++i) {
        auto& alert = *board.alerts.add_alerts();
        alert.set_headline("Nationwide mobile data off, and words enough to be cut somewhere");
        alert.set_severity(v1::AlertContent::EXTREME);
        alert.set_issued_at(to_ms(board.now) - 480'000);
    }
    board.events = {"first\x1b[31m", "second"};

    const auto lines = lines_of(frame_of(board, 80, 24));

    CHECK(lines.size() == 24);
    for (const auto& line : lines)
        CHECK(columns_of(line) <= 80);
    CHECK(lines[0].find("● Live") != std::string::npos);
    CHECK(lines[1].find("extreme") != std::string::npos);
    CHECK(frame_of(board, 80, 24).find('\x1b') == std::string::npos);
}
