// SPDX-License-Identifier: Apache-2.0
#include "server/app/stop_row.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tocsin::app {

namespace {

bool is_empty(const boost::json::value& value) {
    if (value.is_null()) return true;
    if (const auto* text = value.if_string()) return text->empty();
    if (const auto* list = value.if_array()) return list->empty();
    return false;
}

// Strings as they are, everything else as its JSON.
std::string as_text(const boost::json::value& value) {
    if (const auto* text = value.if_string()) return std::string(*text);
    return boost::json::serialize(value);
}

} // namespace

StopRow::StopRow(std::string_view json_line, std::size_t line) : line_(line) {
    boost::json::error_code ec;
    auto parsed = boost::json::parse({json_line.data(), json_line.size()}, ec);
    if (ec)
        fail("", "no JSON: " + ec.message());
    else if (!parsed.is_object())
        fail("", "no JSON object");
    else
        row_ = std::move(parsed.as_object());
}

const boost::json::value* StopRow::take(const char* key) {
    const auto* value = row_.if_contains(key);
    if (!value) return nullptr;
    taken_.insert(key);
    return value->is_null() ? nullptr : value;
}

std::string StopRow::text(const char* key) {
    const auto* value = take(key);
    if (!value) return {};
    if (const auto* text = value->if_string()) return std::string(*text);
    fail(key, "must be a string or null, is " + boost::json::serialize(*value));
    return {};
}

std::vector<std::string> StopRow::list(const char* key) {
    std::vector<std::string> items;
    const auto* value = take(key);
    if (!value) return items;
    const auto* list = value->if_array();
    if (!list) {
        fail(key, "must be a list, is " + boost::json::serialize(*value));
        return items;
    }
    for (const auto& item : *list) {
        if (const auto* text = item.if_string())
            items.emplace_back(*text);
        else
            fail(key, "must be a list of strings, holds " + boost::json::serialize(item));
    }
    return items;
}

std::optional<Instant> StopRow::date(const char* key) {
    const auto given = text(key);
    if (given.empty()) return std::nullopt;
    const auto parsed = parse_date(given);
    if (!parsed) fail(key, "must be a date such as 2022-09-19, is " + given);
    return parsed;
}

std::vector<std::string> StopRow::subdivisions() {
    std::vector<std::string> codes;
    const auto* value = row_.if_contains("subdivisions");
    if (!value || value->is_null()) return codes;
    const auto* list = value->if_array();
    if (!list) fail("subdivisions", "must be a list, is " + boost::json::serialize(*value));
    for (const auto& item : list ? *list : boost::json::array()) {
        const auto* object = item.if_object();
        const auto* code = object ? object->if_contains("code") : nullptr;
        if (code && code->is_string())
            codes.emplace_back(code->get_string());
        else
            fail(
                "subdivisions",
                "must be a list of {code, name}, holds " + boost::json::serialize(item)
            );
    }
    return codes;
}

void StopRow::keep(const char* key) {
    taken_.erase(key);
}

void StopRow::drop(const char* key) {
    taken_.insert(key);
}

void StopRow::flag(std::string name, std::string value) {
    flags_.emplace_back("import_" + std::move(name), std::move(value));
}

void StopRow::fail(const char* key, std::string why) {
    if (trouble_) return;
    const auto* id = row_.if_contains("id");
    const bool named = id && id->is_string();
    trouble_ = RowTrouble{
        line_, named ? std::string(id->get_string()) : std::string(), key, std::move(why)};
}

void StopRow::rest(v1::AlertContent& content) {
    for (const auto& [key, value] : row_) {
        if (taken_.contains(std::string_view(key.data(), key.size())) || is_empty(value)) continue;
        auto* parameter = content.add_parameters();
        parameter->set_name(std::string(key));
        parameter->set_value(as_text(value));
    }
    for (const auto& [name, value] : flags_) {
        auto* parameter = content.add_parameters();
        parameter->set_name(name);
        parameter->set_value(value);
    }
}

} // namespace tocsin::app
