// The report as one table, a figure a line: the same fields as tocsin.report/1, laid flat. Where a
// thing belongs to a party or a month, these have columns of their own.
// SPDX-License-Identifier: Apache-2.0
#include "server/report/report.hpp"
#include "server/report/words.hpp"

#include <boost/json.hpp>

namespace tocsin::report {

namespace {

namespace json = boost::json;

// Where a figure stands.
struct Place {
    std::string section, id, party, month, figure;

    Place within(std::string_view name) const {
        Place place = *this;
        place.figure += (figure.empty() ? "" : ".") + std::string(name);
        return place;
    }
};

std::string text_of(const json::value& value) {
    if (value.is_null()) return "";
    if (value.is_string()) return std::string(value.as_string());
    return json::serialize(value);
}

std::string text_of(const json::object& object, std::string_view name) {
    const auto* found = object.if_contains({name.data(), name.size()});
    return found ? text_of(*found) : "";
}

void lay(const json::value& value, const Place& place, std::string& csv);

void lay_list(const json::array& list, const Place& place, std::string& csv) {
    std::size_t number = 0;
    for (const json::value& one : list) {
        Place inner = place;
        if (const json::object* object = one.if_object()) {
            if (object->contains("party") && !object->contains("dueAt"))
                inner.party = text_of(*object, "party");
            if (object->contains("month")) inner.month = text_of(*object, "month");
        }
        // Lines of a party or a month have their columns; others are numbered.
        const bool has_place = inner.month != place.month ||
                               (inner.party != place.party && place.figure != "positions");
        lay(one, has_place ? inner : inner.within(std::to_string(number)), csv);
        ++number;
    }
}

void lay(const json::value& value, const Place& place, std::string& csv) {
    if (const json::object* object = value.if_object()) {
        for (const auto& field : *object)
            if (!(field.key() == "party" && !place.party.empty()) && field.key() != "month")
                lay(field.value(), place.within(std::string_view(field.key())), csv);
        return;
    }
    if (const json::array* list = value.if_array()) return lay_list(*list, place, csv);
    for (const std::string& cell :
         {place.section, place.id, place.party, place.month, place.figure})
        csv += csv_cell(cell) + ",";
    csv += csv_cell(text_of(value)) + "\r\n";
}

void lay_cases(const json::object& cases, const std::string& prefix, std::string& csv) {
    for (const char* name : {"alerts", "procedures", "reviews"})
        for (const json::value& one : cases.at(name).as_array()) {
            Place place;
            place.section = prefix + name;
            place.id = text_of(one.as_object(), "id") + text_of(one.as_object(), "subject");
            lay(one, place, csv);
        }
}

} // namespace

std::string report_csv(const Report& report) {
    const json::object whole = report_json(report);
    std::string csv = "section,id,party,month,figure,value\r\n";
    for (const auto& field : whole) {
        Place place;
        place.section = "report";
        if (!field.value().is_structured())
            lay(field.value(), place.within(std::string_view(field.key())), csv);
    }
    lay_cases(whole, "", csv);
    lay_cases(whole.at("exercises").as_object(), "exercises.", csv);
    if (!whole.at("participation").is_object()) return csv;
    Place place;
    place.section = "participation";
    lay(whole.at("participation"), place, csv);
    return csv;
}

} // namespace tocsin::report
