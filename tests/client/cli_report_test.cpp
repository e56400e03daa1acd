// `tocsin report` and `tocsin certificate` from exports, where no server is.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/cli.hpp"
#include "tests/client/case_log.hpp"
#include "tests/client/folder.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace tocsin;

namespace {

namespace json = boost::json;

struct Ran {
    int code = 0;
    std::string out, err;
};

// A home of its own, so that no log-in of this machine is seen; and one log's export in it.
struct Desk {
    test::Folder folder;
    test::Setting state{"XDG_STATE_HOME", folder.path().string()};
    test::Setting runtime{"XDG_RUNTIME_DIR", folder.path().string()};
    test::Setting demo{"TOCSIN_DEMO", ""};
    test::Setting server{"TOCSIN_SERVER", ""};
    test::Setting key{"TOCSIN_KEY", ""};
    test::CaseLog log;

    std::string put(const std::string& name, const std::vector<std::string>& lines) const {
        const auto file = folder.path() / name;
        std::ofstream out(file, std::ios::binary);
        for (const std::string& line : lines)
            out << line << '\n';
        return file.string();
    }

    std::string whole() const { return put("all.ndjson", log.lines()); }

    std::string of_case() const { return put("case.ndjson", log.lines(log.statement_id)); }

    std::string read(const std::string& name) const {
        std::ifstream in(folder.path() / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    static Ran run(const std::vector<std::string>& arguments) {
        std::ostringstream out, err;
        Ran ran;
        ran.code = cli::run_cli(arguments, out, err);
        ran.out = out.str();
        ran.err = err.str();
        return ran;
    }
};

} // namespace

TEST_CASE("a report is made of an export alone", "[client][report]") {
    const Desk desk;
    const Ran ran = Desk::run({"report", desk.whole()});
    REQUIRE(ran.code == 0);
    const json::object report = json::parse(ran.out).as_object();
    CHECK(report.at("schema").as_string() == "tocsin.report/1");
    CHECK(report.at("origin").as_string() == desk.log.origin);
    CHECK(report.at("reading").as_string() == "whole");
    CHECK(report.at("entries").to_number<std::uint64_t>() == desk.log.size());
    // The log is one for exercises: all of it stands apart, and in no participation.
    CHECK(report.at("alerts").as_array().empty());
    const json::object& exercises = report.at("exercises").as_object();
    REQUIRE(exercises.at("alerts").as_array().size() == 1);
    REQUIRE(exercises.at("procedures").as_array().size() == 1);
    const json::object& procedure = exercises.at("procedures").as_array()[0].as_object();
    CHECK(procedure.at("id").as_string() == desk.log.statement_id);
    CHECK(procedure.at("outcome").as_string() == "ADOPTED");
    CHECK(procedure.at("latePositions").to_number<int>() == 1);
    CHECK(procedure.at("deadline").to_number<std::int64_t>() == to_ms(desk.log.deadline));
    CHECK(report.at("participation").as_object().at("governments").as_array().empty());
}

TEST_CASE("the same reading gives the same bytes", "[client][report]") {
    const Desk desk;
    for (const char* format : {"json", "csv", "html"}) {
        const Ran first = Desk::run({"report", desk.whole(), "--format", format});
        const Ran again = Desk::run({"report", desk.whole(), "--format", format});
        REQUIRE(first.code == 0);
        CHECK(first.out == again.out);
        CHECK(!first.out.empty());
    }
}

TEST_CASE("a file is written as it is named, for nobody else to read", "[client][report]") {
    const Desk desk;
    const std::string page = (desk.folder.path() / "report.html").string();
    REQUIRE(Desk::run({"report", desk.of_case(), "-o", page}).code == 0);
    CHECK(desk.read("report.html").starts_with("<!DOCTYPE html>"));
    CHECK(desk.read("report.html").find("EXERCISE") != std::string::npos);
    const auto rights = std::filesystem::status(page).permissions();
    CHECK((rights & std::filesystem::perms::others_read) == std::filesystem::perms::none);
}

TEST_CASE("nothing is reported from a file that is not sound", "[client][report]") {
    const Desk desk;
    std::vector<std::string> lines = desk.log.lines();
    lines.erase(lines.begin() + 3);
    const Ran ran = Desk::run({"report", desk.put("cut.ndjson", lines)});
    CHECK(ran.code == 7);
    CHECK(ran.out.empty());
    CHECK(ran.err.find("tocsin verify") != std::string::npos);
}

TEST_CASE("participation is asked of the log, and not of one case", "[client][report]") {
    const Desk desk;
    CHECK(Desk::run({"report", desk.of_case(), "--government", "GH"}).code == 2);
    CHECK(
        Desk::run({"report", desk.whole(), "--from", "2026-12-01", "--to", "2026-11-01"}).code == 2
    );
    const Ran ran = Desk::run(
        {"report", desk.whole(), "--government", "GH", "--from", "2026-01-01", "--to", "2027-01-01"}
    );
    REQUIRE(ran.code == 0);
    const json::object report = json::parse(ran.out).as_object();
    const auto& governments = report.at("participation").as_object().at("governments").as_array();
    REQUIRE(governments.size() == 1);
    CHECK(governments[0].as_object().at("party").as_string() == "GH");
}

TEST_CASE("a certificate is made of the export of a case", "[client][report]") {
    const Desk desk;
    const Ran ran = Desk::run({"certificate", desk.of_case(), "--format", "json"});
    REQUIRE(ran.code == 0);
    const json::object certificate = json::parse(ran.out).as_object();
    CHECK(certificate.at("procedureId").as_string() == desk.log.statement_id);
    CHECK(certificate.at("exercise").as_bool());
    CHECK(!certificate.at("parties").as_array().empty());
    for (const auto& party : certificate.at("parties").as_array())
        CHECK(party.as_object().at("leafHash").as_string().size() == 64);
    CHECK(certificate.at("checkpoint").as_string() == desk.log.checkpoint(0));
}
