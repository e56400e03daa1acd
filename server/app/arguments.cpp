// SPDX-License-Identifier: Apache-2.0
#include "server/app/arguments.hpp"

#include "server/app/exit_code.hpp"
#include "server/app/setting_values.hpp"
#include "server/app/settings.hpp"

#include <algorithm>
#include <filesystem>

namespace tocsin::app {

namespace {

Trouble misused(std::string what, std::string next) {
    return {
        Trouble::Fate::failed,
        exit_code::usage,
        std::move(what),
        "this is not how it is used",
        std::move(next)};
}

Trouble unknown(const std::string& name, std::span<const Option> known, bool settings) {
    std::vector<std::string> names;
    for (const auto& option : known)
        names.emplace_back(option.name);
    if (settings)
        for (const auto& setting : setting_names())
            names.push_back("--" + setting);
    const auto near = nearest(name, names);
    return misused("unknown option " + name, near ? "did you mean " + *near + "?" : "see --help");
}

} // namespace

std::string Arguments::value(std::string_view name, std::string otherwise) const {
    const auto at = options.find(name);
    return at == options.end() ? std::move(otherwise) : at->second;
}

Result<Arguments>
parse_arguments(std::span<const std::string> given, std::span<const Option> known, bool settings) {
    Arguments arguments;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto& word = given[i];
        if (word == "--") {
            arguments.words.insert(
                arguments.words.end(),
                given.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                given.end()
            );
            break;
        }
        if (!word.starts_with("--") || word.size() < 3) {
            arguments.words.push_back(word);
            continue;
        }
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto option =
            std::find_if(known.begin(), known.end(), [&](const auto& o) { return o.name == name; });
        const bool data_dir = settings && name == "--data-dir";
        const bool setting = settings && find_setting(std::string_view(name).substr(2)) != nullptr;
        if (option == known.end() && !setting && !data_dir) return unknown(name, known, settings);

        std::string value;
        const bool wants = setting || data_dir || option->takes_value;
        if (wants && equals != std::string::npos)
            value = word.substr(equals + 1);
        else if (wants && i + 1 < given.size())
            value = given[++i];
        else if (wants)
            return misused(name + " needs a value", "give one: " + name + " VALUE");
        else if (equals != std::string::npos)
            return misused(name + " takes no value", "give it alone");

        if (data_dir) {
            const auto folder = folder_of(name, value);
            if (!folder) return folder.error();
            const auto file = *folder / "tocsin.db";
            arguments.settings.emplace_back("store.url", "sqlite://" + file.string());
        } else if (setting) {
            arguments.settings.emplace_back(name.substr(2), value);
        } else {
            arguments.options[name] = value;
        }
    }
    return arguments;
}

Result<std::filesystem::path> folder_of(std::string_view option, const std::string& given) {
    std::error_code ec;
    const auto folder = std::filesystem::absolute(given, ec); // throws otherwise, for "" too
    if (!ec) return folder.lexically_normal();
    const std::string name(option);
    return misused(name + " names no folder: " + ec.message(), "name one: " + name + " FOLDER");
}

} // namespace tocsin::app
