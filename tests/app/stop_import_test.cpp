// The #KeepItOn STOP list, all of it where it is at hand, taken over to the letter.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/stop_import.hpp"

#include "server/base/utc.hpp"
#include "tests/support/places.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <map>

using namespace tocsin;
using namespace tocsin::app;

namespace {

constexpr auto row = R"j({
    "id":"stop-2022-0164","country":"IR","countries":["IR"],
    "country_name":"Iran (Islamic Republic of)",
    "subdivisions":[{"code":"IR-12","name":"Kordestān"}],
    "area_text":"Kurdistan","nationwide":false,
    "start":"2022-09-19","start_type":"Estimated","end":"2022-09-18",
    "duration_days":"for a few hours",
    "kind":["Shutdown","Throttle"],"extent":["Full network"],
    "affected_networks":["Mobile","Broadband"],
    "affected_services":["WhatsApp"],"affected_services_other":"Бип",
    "cause":"Protests","cause_details":"မြန်မာ","justification":"Unknown",
    "ordered_by":"Military","source_kind":"News media article",
    "source_urls":["https://a.test/x","https://b.test/"],"other_urls":[],
    "region":"MENA","count_year":2022,"quality_flags":["end_before_start"],
    "next_year":"a new column"})j";

v1::AlertContent content_of(const std::string& json) {
    const auto imported = import_stop(json, 1, v1::EXERCISE);
    if (const auto* trouble = std::get_if<RowTrouble>(&imported)) FAIL(to_string(*trouble));
    return std::get<v1::AlertContent>(imported);
}

RowTrouble trouble_of(const std::string& json) {
    const auto imported = import_stop(json, 7, v1::ACTUAL);
    REQUIRE(std::holds_alternative<RowTrouble>(imported));
    return std::get<RowTrouble>(imported);
}

std::string parameter(const v1::AlertContent& content, const std::string& name) {
    for (const auto& parameter : content.parameters())
        if (parameter.name() == name) return parameter.value();
    return {};
}

} // namespace

TEST_CASE("a row of the list becomes the content of an alert with nothing lost") {
    const auto content = content_of(row);

    CHECK(content.external_id() == "stop-2022-0164");
    CHECK(content.countries(0) == "IR");
    CHECK(content.subdivisions(0) == "IR-12");
    CHECK(content.area() == "Kurdistan");
    CHECK(content.kinds_size() == 2);
    CHECK(content.networks_size() == 2);
    CHECK(content.onset().precision() == v1::When::DATE);
    CHECK(content.onset().estimated());
    CHECK(print_date(from_ms(content.onset().at())) == "2022-09-19");
    CHECK(content.cause() == "Protests\nမြန်မာ");
    CHECK(content.evidence_size() == 2);
    CHECK(content.evidence(0).source_class() == v1::Evidence::NEWS);
    CHECK(content.verification() == v1::AlertContent::CORROBORATED);
    CHECK(parameter(content, "affected_services_other") == "Бип");
    CHECK(parameter(content, "duration_days") == "for a few hours");
    CHECK(parameter(content, "count_year") == "2022");
}

TEST_CASE("a column that nobody knows yet is carried along as a parameter") {
    CHECK(parameter(content_of(row), "next_year") == "a new column");
}

TEST_CASE("an end before its start is kept as the source says and flagged") {
    const auto content = content_of(row);

    CHECK(content.end().at() < content.onset().at());
    CHECK_FALSE(parameter(content, "import_dates").empty());
}

TEST_CASE("a place without a code keeps its name as the area") {
    const auto content =
        content_of(R"({"id":"x-1","countries":[],"country_name":"Somaliland","start":"2022-01-01"})"
        );

    CHECK(content.countries().empty());
    CHECK(content.area() == "Somaliland");
}

TEST_CASE("a row that cannot be taken over says its line and its id and the field and why") {
    CHECK(to_string(trouble_of("{")).starts_with("line 7: no JSON"));
    CHECK(trouble_of("[]").why == "no JSON object");
    CHECK(trouble_of(R"({"id":"x-1","start":"soon"})").field == "start");
    CHECK(trouble_of(R"({"id":"x-1","start":"soon"})").row == "x-1");
    CHECK(trouble_of(R"({"start":"2022-01-01"})").field == "id");
    CHECK(trouble_of(R"({"id":"x-1"})").field == "start");
    CHECK(trouble_of(R"({"id":"x-1","start":"2022-01-01","countries":"KE"})").field == "countries");
}

TEST_CASE("a text too long is refused by name and never cut") {
    const std::string description(8193, 'x');

    const auto trouble =
        trouble_of(R"({"id":"x-1","start":"2022-01-01","description":")" + description + "\"}");

    CHECK(trouble.row == "x-1");
    CHECK(trouble.field.find("description") != std::string::npos);
}

TEST_CASE("a country that ISO does not list is refused and not passed on") {
    CHECK(
        trouble_of(R"({"id":"x-1","start":"2022-01-01","countries":["XX"]})")
            .field.find("countries") != std::string::npos
    );
}

namespace {

// Every string of the source is somewhere in the content, byte for byte.
bool holds(const v1::AlertContent& content, std::string_view text) {
    std::string all;
    for (const auto& parameter : content.parameters())
        all += parameter.value() + "\x01";
    for (const auto& evidence : content.evidence())
        all += evidence.url() + "\x01" + evidence.value() + "\x01";
    for (const auto& service : content.services())
        all += service + "\x01";
    for (const auto& part :
         {content.area(),
          content.cause(),
          content.justification(),
          content.ordered_by(),
          content.description(),
          content.external_id()})
        all += part + "\x01";
    return all.find(text) != std::string::npos;
}

} // namespace

TEST_CASE("the whole list of documented shutdowns is taken over with every letter of it") {
    std::ifstream file(test::shared("data/shutdowns.jsonl"));
    if (!file) {
        WARN("the list is not at hand");
        return;
    }
    constexpr const char* texts[] = {
        "area_text",
        "description",
        "cause",
        "cause_details",
        "justification",
        "ordered_by",
        "justification_details",
        "operators",
        "legal_method",
        "decision_maker",
        "targeted_groups",
        "affected_services_other",
        "scope_text",
        "country_name",
        "region",
        "source",
        "start_type",
        "status",
        "repeat_of"};
    std::map<std::string, int> counts;
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
        const auto imported = import_stop(line, number, v1::EXERCISE);
        if (const auto* trouble = std::get_if<RowTrouble>(&imported)) {
            FAIL_CHECK(to_string(*trouble));
            continue;
        }
        const auto& content = std::get<v1::AlertContent>(imported);
        const auto source = boost::json::parse(line).as_object();
        ++counts["rows"];
        if (content.countries().empty()) ++counts["without a code"];
        if (content.countries_size() > 1) ++counts["several countries"];
        if (!parameter(content, "import_dates").empty()) ++counts["end before start"];
        for (const auto* key : texts)
            if (source.at(key).is_string() &&
                !holds(content, std::string_view(source.at(key).get_string())))
                FAIL_CHECK(content.external_id() << " lost " << key);
        for (const auto* key : {"source_urls", "other_urls"})
            for (const auto& url : source.at(key).as_array())
                if (!holds(content, std::string_view(url.get_string())))
                    FAIL_CHECK(content.external_id() << " lost a URL");
    }

    CHECK(counts["rows"] == 1790);
    CHECK(counts["without a code"] == 3);
    CHECK(counts["several countries"] == 2);
    CHECK(counts["end before start"] == 3);
}
