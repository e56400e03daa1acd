// SPDX-License-Identifier: Apache-2.0
#include "server/app/layers.hpp"

#include "server/app/exit_code.hpp"
#include "server/app/setting_values.hpp"
#include "server/app/settings.hpp"
#include "server/wire/utf8.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace tocsin::app {

namespace {

Trouble unfit(std::string where, std::string why, std::string next) {
    return {
        Trouble::Fate::failed,
        exit_code::configuration,
        std::move(where),
        std::move(why),
        std::move(next)};
}

// What a file says is UTF-8 already: nothing else could be printed, or logged, as it is.
Result<Said> said(const Setting& setting, std::string_view value, std::string where) {
    if (!wire::is_utf8(value))
        return unfit(std::move(where), "the value is not UTF-8", "write it in UTF-8");
    Said result{{}, std::move(where)};
    if (setting.form != Setting::Form::list) {
        result.items.emplace_back(value);
        return result;
    }
    while (!value.empty()) {
        const auto comma = std::min(value.find(','), value.size());
        auto item = value.substr(0, comma);
        while (item.starts_with(' '))
            item.remove_prefix(1);
        while (item.ends_with(' '))
            item.remove_suffix(1);
        if (!item.empty()) result.items.emplace_back(item);
        value.remove_prefix(std::min(comma + 1, value.size()));
    }
    return result;
}

// A secret's file ends, as editors leave it, with one line feed that is no part of it.
Result<std::string> read_secret(const std::string& file, const std::string& variable) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return unfit("$" + variable, "cannot read " + file, "check the path and its permissions");
    std::string content{std::istreambuf_iterator<char>(stream), {}};
    while (content.ends_with('\n') || content.ends_with('\r'))
        content.pop_back();
    return content;
}

Result<void> lay_environment(Layers& layers, const Environment& environment) {
    std::vector<std::string> names;
    for (const auto& setting : settings())
        names.push_back(environment_name(setting));

    for (const auto& [variable, value] : environment) {
        if (variable.find("__") == std::string::npos && variable != "TOCSIN_PUBLIC_URL" &&
            variable != "TOCSIN_ORGANISATION" && variable != "TOCSIN_PUBLIC_URL_FILE")
            continue; // TOCSIN_CONFIG, TOCSIN_DEMO and the client's own
        const bool from_file = variable.ends_with("_FILE");
        const auto base = from_file ? variable.substr(0, variable.size() - 5) : variable;
        const auto at = std::find(names.begin(), names.end(), base);
        if (at == names.end()) {
            const auto near = nearest(base, names);
            return unfit(
                "$" + variable,
                "no such setting",
                near ? "did you mean " + *near + "?" : "remove it"
            );
        }
        const auto& setting = settings()[static_cast<std::size_t>(at - names.begin())];
        std::string text = value;
        if (from_file) {
            auto secret = read_secret(value, variable);
            if (!secret) return secret.error();
            text = *secret;
        }
        auto laid = said(setting, text, "$" + variable);
        if (!laid) return laid.error();
        layers[std::string(setting.name)] = std::move(*laid);
    }
    return {};
}

} // namespace

Environment environment() {
    Environment found;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view line = *entry;
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        if (!line.starts_with("TOCSIN_") && !line.starts_with("XDG_")) continue;
        found.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return found;
}

Result<Layers> gather(const Sources& sources) {
    Layers layers;
    for (const auto& setting : settings())
        layers[std::string(setting.name)] = *said(setting, setting.standard, "default");

    for (const auto& file : sources.files) {
        auto laid = lay_file(layers, file);
        if (!laid) return laid.error();
    }
    auto laid = lay_environment(layers, sources.environment);
    if (!laid) return laid.error();
    for (const auto& [name, value] : sources.flags) {
        const Setting* setting = find_setting(name);
        if (!setting) {
            const auto near = nearest(name, setting_names());
            return unfit(
                "--" + name,
                "no such setting",
                near ? "did you mean --" + *near + "?" : "see print-config"
            );
        }
        auto flag = said(*setting, value, "--" + name);
        if (!flag) return flag.error();
        layers[name] = std::move(*flag);
    }
    return layers;
}

Result<std::vector<std::filesystem::path>> find_files(
    const std::string& named, const Environment& environment, const std::filesystem::path& etc
) {
    std::error_code ec;
    std::string wanted = named;
    if (const auto at = environment.find("TOCSIN_CONFIG");
        wanted.empty() && at != environment.end())
        wanted = at->second;
    if (!wanted.empty()) {
        if (std::filesystem::is_regular_file(wanted, ec))
            return std::vector<std::filesystem::path>{wanted};
        return Trouble{
            Trouble::Fate::failed,
            exit_code::input_missing,
            "no configuration at " + wanted,
            ec ? ec.message() : "not a file",
            "name one that exists, or none"};
    }

    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_regular_file("tocsin.toml", ec))
        files.emplace_back("tocsin.toml");
    else if (std::filesystem::is_regular_file(etc / "tocsin.toml", ec))
        files.push_back(etc / "tocsin.toml");
    const auto first_extra = static_cast<std::ptrdiff_t>(files.size());
    std::filesystem::directory_iterator extras(etc / "conf.d", ec);
    if (!ec)
        for (const auto& extra : extras)
            if (extra.path().extension() == ".toml") files.push_back(extra.path());
    std::sort(files.begin() + first_extra, files.end());
    return files;
}

} // namespace tocsin::app
