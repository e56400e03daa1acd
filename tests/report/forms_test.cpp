// The forms of a report: a page that any XML parser reads and that asks nobody for anything, CSV
// that no spreadsheet takes for formulas, a certificate.
// SPDX-License-Identifier: Apache-2.0
#include "server/report/certificate.hpp"
#include "server/report/pictures.hpp"
#include "server/report/words.hpp"
#include "tests/report/reading.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// By a parser that is not ours.
bool is_well_formed(const std::string& xml) {
    const auto file = std::filesystem::temp_directory_path() /
                      ("tocsin-report-" + std::to_string(::getpid()) + ".xml");
    std::ofstream(file, std::ios::binary) << xml;
    const std::string parse =
        "python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' " + file.string();
    const bool is_read = std::system(parse.c_str()) == 0;
    std::filesystem::remove(file);
    return is_read;
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++found;
    return found;
}

// A crisis with a hostile headline, answered by two, and one that was signed.
report::Report hostile_report() {
    SmallCoalition small;
    v1::AlertContent content = shutdown_in("UG");
    content.set_headline("<script>alert('x')</script> & \"no\" \x01\xE2\x80\xAE=1+1");
    const std::string id = small.issued(content);
    small.world.now += 2min;
    small.deliver(id, 1, small.ghana, v1::Delivery::SEEN);
    small.acknowledge(id, small.ghana);
    small.world.now += 30h;
    small.acknowledge(id, small.norway);
    small.close(id, 1, small.lead);
    v1::Command review = small.world.command();
    review.mutable_write_review()->set_subject(id);
    review.mutable_write_review()->set_improve("=HYPERLINK(\"https://example.org\"), or not");
    small.world.submit(review, small.lead);
    return report_of(reading_of(small.world));
}

struct Adopted : StatementWorld {
    Adopted() {
        open(2);
        now += 1h;
        answer(ghana);
        now += 22h;
        answer(norway, v1::Position::SIGN_WITH_EXPLANATION);
        close();
    }

    report::Source source() {
        report::Report report = report_of(reading_of(*this));
        for (const auto& entry : entries)
            report.source.leaves[entry.facts.index] = entry.facts.leaf_hash;
        report.source.root = digest_of("root", 1).hex();
        return report.source;
    }
};

} // namespace

TEST_CASE("a page is well-formed, has no script and asks nobody for anything", "[report][html]") {
    const std::string page = report::report_html(hostile_report());
    CHECK(is_well_formed(page));
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("&lt;script&gt;") != std::string::npos);
    CHECK(page.find(" src=") == std::string::npos);
    CHECK(page.find(" href=") == std::string::npos);
    CHECK(page.find("@import") == std::string::npos);
    CHECK(count(page, "url(") == count(page, "url(#")); // patterns of the page's own
    CHECK(page.find("lang=\"en\"") != std::string::npos);
    CHECK(page.find("@media print") != std::string::npos);
    CHECK(page.find('\x01') == std::string::npos);
    CHECK(page.find("\xE2\x80\xAE") == std::string::npos); // nothing turns its direction
}

TEST_CASE("each picture has a title and says in words what it shows", "[report][svg]") {
    const report::Report report = hostile_report();
    const AlertFigures& alert = report.actual.alerts.front();
    for (const std::string& svg : {report::reach_picture(alert), report::answers_picture(alert)}) {
        CHECK(is_well_formed(svg));
        CHECK(count(svg, "<title ") == 1);
        CHECK(count(svg, "<desc ") == 1);
        CHECK(svg.find("role=\"img\"") != std::string::npos);
    }
    const std::string reach = report::reach_picture(alert);
    CHECK(
        reach.find("Of 5 governments asked: delivered 1, seen 1, acknowledged 2") !=
        std::string::npos
    );
    // The three courses differ without colour: a line, dashes, dots.
    CHECK(reach.find("stroke-dasharray=\"7 4\"") != std::string::npos);
    CHECK(reach.find("stroke-dasharray=\"2 3\"") != std::string::npos);
    const std::string answers = report::answers_picture(alert);
    CHECK(answers.find("to 5 min 1; ") != std::string::npos);
    CHECK(answers.find("to 7 d 1; later 0; none 3;") != std::string::npos);
}

TEST_CASE("positions stand at their place in the window", "[report][svg]") {
    Adopted adopted;
    const ProcedureFigures figures = procedure_in(reading_of(adopted));
    const std::string svg = report::window_picture(figures);
    CHECK(is_well_formed(svg));
    CHECK(svg.find("GH sign after 1 h;") != std::string::npos);
    CHECK(svg.find("NO sign with explanation after 23 h;") != std::string::npos);
    CHECK(svg.find("<circle cx=\"63\"") != std::string::npos); // 40 + 560 / 24
}

TEST_CASE("no cell of a table is a formula, and each is quoted where it must be", "[report][csv]") {
    CHECK(report::csv_cell("=1+1") == "'=1+1");
    CHECK(report::csv_cell("+33 1") == "'+33 1");
    CHECK(report::csv_cell("-x") == "'-x");
    CHECK(report::csv_cell("@SUM(A1)") == "'@SUM(A1)");
    CHECK(report::csv_cell("\tx") == "'\tx");
    CHECK(report::csv_cell("-12") == "-12"); // a number is a number
    CHECK(report::csv_cell("a,b") == "\"a,b\"");
    CHECK(report::csv_cell("say \"no\"") == "\"say \"\"no\"\"\"");
    CHECK(report::csv_cell("") == "");

    const std::string csv = report::report_csv(hostile_report());
    CHECK(csv.starts_with("section,id,party,month,figure,value\r\n"));
    CHECK(csv.find(",\"=HYPERLINK") == std::string::npos);
    CHECK(csv.find("'=HYPERLINK") != std::string::npos);
    CHECK(csv.find(",GH,,governments.acknowledgedMs,120000\r\n") != std::string::npos);
    CHECK(csv.find(",,,acknowledged.count,2\r\n") != std::string::npos);
    CHECK(csv.find("participation,,NO,") != std::string::npos);
}

TEST_CASE("spans are told in two units at most", "[report][words]") {
    CHECK(report::span_words(std::int64_t{0}) == "0 ms");
    CHECK(report::span_words(std::int64_t{59'999}) == "59 s");
    CHECK(report::span_words(std::int64_t{250'000}) == "4 min 10 s");
    CHECK(report::span_words(std::int64_t{7'200'000}) == "2 h");
    CHECK(report::span_words(std::int64_t{90'000'000}) == "1 d 1 h");
    CHECK(report::span_words(std::int64_t{-60'000}) == "−1 min");
}

TEST_CASE(
    "a certificate names the text, the parties, and where each stands in the log", "[report]"
) {
    Adopted adopted;
    const report::Source source = adopted.source();
    const auto certificate = report::make_certificate(source, adopted.id);
    REQUIRE(certificate);
    const auto json = report::certificate_json(source, *certificate);
    CHECK(json.at("textSha256").as_string() == adopted.procedure().text_sha256.hex());
    CHECK(json.at("version").to_number<int>() == 2);
    REQUIRE(json.at("parties").as_array().size() == 2);
    const auto& ghana = json.at("parties").as_array().at(0).as_object();
    CHECK(ghana.at("party").as_string() == "GH");
    CHECK(ghana.at("name").as_string() == "The Party of GH");
    CHECK(
        ghana.at("leafHash").as_string() ==
        adopted.procedure().positions.at(PartyCode{"GH"}).leaf_hash.hex()
    );
    CHECK(
        json.at("adoptedBy").as_object().at("index").to_number<std::uint64_t>() ==
        adopted.procedure().closed_index
    );
    const std::string page = report::certificate_html(source, *certificate);
    CHECK(is_well_formed(page));
    CHECK(page.find("tocsin verify") != std::string::npos);
    CHECK(page.find(adopted.procedure().text_sha256.hex()) != std::string::npos);
}

TEST_CASE("what was not adopted is not certified", "[report]") {
    StatementWorld world;
    world.open();
    report::Report report = report_of(reading_of(world));
    CHECK(!report::make_certificate(report.source, world.id));
    CHECK(!report::make_certificate(report.source, "st-00000000"));
}

TEST_CASE("no control character and nothing that turns direction reaches a page", "[report]") {
    CHECK(report::escaped("a\x7f\u0085\u061c\u200fb") == "a\uFFFD\uFFFD\uFFFD\uFFFDb");
    CHECK(
        report::escaped("one\n\ttwo, \u00e9, \u0620, \u2013") ==
        "one\n\ttwo, \u00e9, \u0620, \u2013"
    );
}
