// One TOML file, read strictly. The only file that knows toml++, whose exceptions end here.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/exit_code.hpp"
#include "server/app/layers.hpp"
#include "server/app/setting_values.hpp"
#include "server/app/settings.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>

namespace tocsin::app {

namespace {

std::string place(const std::filesystem::path& file, const toml::source_region& region) {
    return fmt::format("{}:{}:{}", file.string(), region.begin.line, region.begin.column);
}

Trouble unfit(std::string where, std::string why, std::string next) {
    return {
        Trouble::Fate::failed,
        exit_code::configuration,
        std::move(where),
        std::move(why),
        std::move(next)};
}

Trouble unknown(std::string where, const std::string& name) {
    const auto near = nearest(name, setting_names());
    return unfit(
        std::move(where),
        "unknown key \"" + name + "\"",
        near ? "did you mean \"" + *near + "\"?" : "see tocsin-server print-config --default"
    );
}

const char* form_name(Setting::Form form) {
    switch (form) {
    case Setting::Form::text: return "a string";
    case Setting::Form::list: return "a list of strings";
    case Setting::Form::number: return "a whole number";
    case Setting::Form::duration: return "a duration such as \"45s\"";
    case Setting::Form::size: return "a size such as \"2MiB\"";
    }
    return "";
}

// The value as text, when its TOML type is the one of the setting.
std::optional<Said> take(const Setting& setting, const toml::node& node) {
    Said said;
    if (setting.form == Setting::Form::list) {
        const auto* list = node.as_array();
        if (!list) return std::nullopt;
        for (const auto& item : *list) {
            const auto text = item.value_exact<std::string>();
            if (!text) return std::nullopt;
            said.items.push_back(*text);
        }
        return said;
    }
    if (setting.form == Setting::Form::number) {
        const auto number = node.value_exact<std::int64_t>();
        if (!number || *number < 0) return std::nullopt;
        said.items.push_back(std::to_string(*number));
        return said;
    }
    const auto text = node.value_exact<std::string>();
    if (!text) return std::nullopt;
    said.items.push_back(*text);
    return said;
}

bool is_section(const std::string& name) {
    for (const auto& setting : settings())
        if (setting.name.starts_with(name + ".")) return true;
    return false;
}

Result<void> lay_table(
    Layers& layers,
    const toml::table& table,
    const std::string& prefix,
    const std::filesystem::path& file
) {
    for (const auto& [key, node] : table) {
        const auto name = prefix + std::string(key.str());
        const auto where = place(file, key.source());
        if (const auto* section = node.as_table(); section && is_section(name)) {
            auto laid = lay_table(layers, *section, name + ".", file);
            if (!laid) return laid.error();
            continue;
        }
        const Setting* setting = find_setting(name);
        if (!setting) return unknown(where, name);
        auto said = take(*setting, node);
        if (!said)
            return unfit(
                place(file, node.source()),
                "\"" + name + "\" must be " + form_name(setting->form),
                "write it as in tocsin-server print-config --default"
            );
        said->where = where;
        layers[name] = std::move(*said);
    }
    return {};
}

} // namespace

Result<void> lay_file(Layers& layers, const std::filesystem::path& file) {
    try {
        return lay_table(layers, toml::parse_file(file.string()), {}, file);
    } catch (const toml::parse_error& error) {
        return unfit(
            place(file, error.source()), std::string(error.description()), "correct this line"
        );
    }
}

} // namespace tocsin::app
