// The evidence bundle, and exports with what is labelled too strictly left out.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/evidence.hpp"

#include "client/cli/cli.hpp"
#include "client/core/redaction.hpp"
#include "client/core/verify.hpp"
#include "tests/client/case_log.hpp"
#include "tests/client/folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace tocsin;
using client::Evidence;

namespace {

struct Desk {
    test::Folder folder;
    test::CaseLog log;

    std::filesystem::path put(const std::string& name, const std::string& content) const {
        std::ofstream(folder.path() / name, std::ios::binary) << content;
        return folder.path() / name;
    }

    std::string read(const std::string& name) const {
        std::ifstream in(folder.path() / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::filesystem::path bundle(const std::string& name = "x.tocsin.tar") const {
        const auto from = put("all.ndjson", test::joined(log.lines()));
        const auto to = folder.path() / name;
        const auto written = client::write_evidence(from, to);
        INFO((written ? "" : to_string(written.error())));
        REQUIRE(written.has_value());
        return to;
    }
};

struct Verdict {
    bool sound = false;
    std::string differs;
};

Verdict judge(const std::filesystem::path& bundle) {
    auto evidence = Evidence::open(bundle);
    if (!evidence) return {false, evidence.error().what};
    const auto report = client::verify_export((*evidence)->lines(), {});
    return {report.sound(), (*evidence)->what_differs()};
}

// Some bytes of the bundle replaced by as many others.
std::filesystem::path
forged(const Desk& desk, const std::string& what, const std::string& instead) {
    std::string bytes = desk.read("x.tocsin.tar");
    const auto at = bytes.find(what);
    REQUIRE(at != std::string::npos);
    REQUIRE(what.size() == instead.size());
    return desk.put("forged.tocsin.tar", bytes.replace(at, what.size(), instead));
}

} // namespace

TEST_CASE("an evidence bundle is whole in itself and the same every time", "[client][evidence]") {
    const Desk desk;
    const auto one = desk.bundle();
    (void)desk.bundle("again.tocsin.tar");

    CHECK(client::is_evidence(one));
    CHECK_FALSE(client::is_evidence(desk.folder.path() / "all.ndjson"));
    CHECK(desk.read("x.tocsin.tar") == desk.read("again.tocsin.tar"));
    const Verdict verdict = judge(one);
    CHECK(verdict.sound);
    CHECK(verdict.differs.empty());
    const std::string bytes = desk.read("x.tocsin.tar");
    for (const char* name :
         {"README.txt",
          "export.ndjson",
          "checkpoint",
          "log-key",
          "report.json",
          "report.html",
          "FORMAT.md",
          "schema/tocsin/v1/event.proto"})
        CHECK(bytes.find(name) != std::string::npos);
}

TEST_CASE(
    "what stands beside the export says what the export says or is found", "[client][evidence]"
) {
    const Desk desk;
    (void)desk.bundle();
    const std::string text = desk.log.text;

    // The text stands twice: as a line of the export, in base64, and as a file.
    const Verdict other_text = judge(forged(desk, text, std::string(text.size(), 'x')));
    CHECK(other_text.sound);
    CHECK(other_text.differs.find("is not the one that its name says") != std::string::npos);
    const Verdict other_report =
        judge(forged(desk, "\"schema\":\"tocsin.report/1\"", "\"schema\":\"tocsin.report/2\""));
    CHECK(other_report.differs == "report.json does not say what the export gives");
    const std::string key = desk.log.vkey() + "\n";
    std::string other_key = key;
    other_key[key.size() - 3] = other_key[key.size() - 3] == 'A' ? 'B' : 'A';
    CHECK(judge(forged(desk, key, other_key)).differs.find("log-key") != std::string::npos);
    const auto cut = desk.put("cut.tocsin.tar", desk.read("x.tocsin.tar").substr(0, 40'000));
    const Verdict broken = judge(cut);
    CHECK((!broken.sound || !broken.differs.empty()));
}

TEST_CASE(
    "the command line verifies a bundle and exits 7 for one that was changed", "[client][evidence]"
) {
    const Desk desk;
    const auto bundle = desk.bundle();
    std::ostringstream out, err;

    CHECK(cli::run_cli({"verify", bundle.string(), "--log-key", desk.log.vkey()}, out, err) == 0);
    const auto changed =
        forged(desk, desk.log.text, std::string(desk.log.text.size(), 'x')).string();
    CHECK(cli::run_cli({"verify", changed, "--log-key", desk.log.vkey()}, out, err) == 7);
}

TEST_CASE(
    "what is labelled too strictly is left out and all proofs still hold", "[client][evidence]"
) {
    const Desk desk;
    for (const std::string& scope : {std::string(client::whole_log), desk.log.statement_id}) {
        CAPTURE(scope);
        std::istringstream in(test::joined(desk.log.lines(scope)));
        std::ostringstream out;

        const auto redacted = client::redact(in, v1::CLEAR, out);

        REQUIRE(redacted.has_value());
        CHECK(redacted->entries > 0);
        CHECK(redacted->documents == 1);
        std::istringstream again(out.str());
        const auto report = client::verify_export(again, {});
        for (const auto& finding : report.findings)
            UNSCOPED_INFO(finding.what);
        CHECK(report.sound());
        CHECK(report.withheld >= redacted->entries);
        CHECK(report.positions == 0); // what was signed is not in it any more
    }
}

TEST_CASE("nothing is left out of an export that has nothing so strict", "[client][evidence]") {
    const Desk desk;
    const std::string lines = test::joined(desk.log.lines());
    std::istringstream in(lines);
    std::ostringstream out;

    const auto redacted = client::redact(in, v1::RED, out);

    REQUIRE(redacted.has_value());
    CHECK(redacted->entries == 0);
    CHECK(out.str() == lines);
}
