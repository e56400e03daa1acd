// SPDX-License-Identifier: Apache-2.0
#include "tests/import/comparison.hpp"

#include "server/base/utc.hpp"

#include <algorithm>
#include <fstream>

namespace tocsin::import_test {

namespace json = boost::json;

namespace {

std::string text(const json::object& row, const char* field) {
    const auto* value = row.if_contains(field);
    return value && value->is_string() ? json::value_to<std::string>(*value) : std::string();
}

std::string joined(const json::object& row, const char* field) {
    std::string list;
    for (const auto& value : row.at(field).as_array())
        list += json::value_to<std::string>(value) + " ";
    return list;
}

template <class List>
std::string joined(const List& list) {
    std::string all;
    for (const auto& value : list)
        all += value + " ";
    return all;
}

std::string date(bool there, const v1::When& when) {
    return there ? print_date(from_ms(when.at())) : "";
}

std::string parameter(const v1::AlertContent& content, const char* name) {
    for (const auto& parameter : content.parameters()) {
        if (parameter.name() == name) return parameter.value();
    }
    return {};
}

bool is_foreign(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) > 127;
    });
}

} // namespace

Comparison::Comparison(const std::string& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        json::object row = json::parse(line).as_object();
        rows_.emplace(text(row, "id"), std::move(row));
    }
    total_ = rows_.size();
}

void Comparison::expect(
    const std::string& id, const char* field, const std::string& ours, const std::string& theirs
) {
    if (ours == theirs || !failure_.empty()) return;
    failure_ = id + ": " + field + " is \"" + ours + "\", the source says \"" + theirs + "\"";
}

void Comparison::take(const v1::AlertContent& content) {
    const auto row = rows_.find(content.external_id());
    if (row == rows_.end()) {
        if (failure_.empty())
            failure_ = content.external_id() + " came twice, or is not in the source";
        return;
    }
    compare(row->second, content);
    for (const auto& code : content.countries())
        ++countries_[code];
    rows_.erase(row);
    ++read_;
}

void Comparison::compare(const json::object& row, const v1::AlertContent& content) {
    const std::string& id = content.external_id();
    const std::string country = text(row, "country_name");
    expect(id, "countries", joined(content.countries()), joined(row, "countries"));
    expect(id, "onset", date(content.has_onset(), content.onset()), text(row, "start"));
    expect(id, "end", date(content.has_end(), content.end()), text(row, "end"));
    expect(id, "description", content.description(), text(row, "description"));
    expect(id, "affected_services", joined(content.services()), joined(row, "affected_services"));
    expect(id, "ordered_by", content.ordered_by(), text(row, "ordered_by"));
    expect(id, "country_name", parameter(content, "country_name"), country);
    const std::string area = text(row, "area_text");
    expect(
        id,
        "area_text",
        content.area(),
        area.empty() && content.countries().empty() ? country : area
    );
    std::string subdivisions;
    for (const auto& part : row.at("subdivisions").as_array())
        subdivisions += text(part.as_object(), "code") + " ";
    expect(id, "subdivisions", joined(content.subdivisions()), subdivisions);
    for (const auto* words : {&content.description(), &content.area(), &country})
        foreign_ += is_foreign(*words);
}

std::string Comparison::summary() const {
    return std::to_string(read_) + " of " + std::to_string(total_) +
           " rows issued and read back, " + std::to_string(countries_.size()) + " countries, " +
           std::to_string(foreign_) + " texts with letters beyond ASCII, identical to the source";
}

std::string Comparison::failure() const {
    if (!failure_.empty()) return failure_;
    if (!rows_.empty())
        return rows_.begin()->first + " and " + std::to_string(rows_.size() - 1) +
               " more did not come back";
    return {};
}

} // namespace tocsin::import_test
