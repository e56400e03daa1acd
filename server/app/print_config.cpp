// The configuration written back as TOML that could be read again, and what changed between two.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/config.hpp"
#include "server/app/setting_values.hpp"
#include "server/app/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::app {

namespace {

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + '"';
}

std::string value_of(const Setting& setting, const Said& said) {
    if (setting.secret && !said.text().empty()) return "\"********\"";
    if (setting.form == Setting::Form::number) // "007" of the environment is no number of TOML
        return std::to_string(parse_number(said.text()).value_or(0));
    if (setting.form != Setting::Form::list) return toml_string(said.text());
    std::vector<std::string> items;
    for (const auto& item : said.items)
        items.push_back(toml_string(item));
    return fmt::format("[{}]", fmt::join(items, ", "));
}

constexpr std::string_view reloadable[] = {
    "limits.connections",
    "limits.connections_per_person",
    "limits.messages_per_minute",
    "listen.trusted_proxies",
    "log.level"};

} // namespace

std::string print_config(const Layers& layers) {
    std::string out;
    std::string section;
    for (const auto& setting : settings()) {
        const auto dot = setting.name.rfind('.');
        const bool inside = dot != std::string_view::npos;
        const auto here = inside ? std::string(setting.name.substr(0, dot)) : std::string();
        if (here != section) out += fmt::format("\n[{}]\n", here);
        section = here;
        const auto& said = layers.find(setting.name)->second;
        const auto key = inside ? setting.name.substr(dot + 1) : setting.name;
        out += fmt::format(
            "{} = {}   # {} ({})\n", key, value_of(setting, said), setting.words, said.where
        );
    }
    return out;
}

Difference difference(const Layers& before, const Layers& after) {
    Difference found;
    for (const auto& setting : settings()) {
        const auto& was = before.find(setting.name)->second;
        const auto& is = after.find(setting.name)->second;
        if (was.items == is.items) continue;
        const std::string name(setting.name);
        if (std::find(std::begin(reloadable), std::end(reloadable), setting.name) !=
            std::end(reloadable))
            found.applied.push_back(
                fmt::format("{} {}→{}", name, fmt::join(was.items, ","), fmt::join(is.items, ","))
            );
        else
            found.needs_restart.push_back(name);
    }
    return found;
}

} // namespace tocsin::app
