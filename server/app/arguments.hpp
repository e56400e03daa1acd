// What stood behind the program's name: options first known, then taken apart, with "did you mean".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::app {

struct Option {
    std::string_view name; // "--port"
    bool takes_value = false;
};

struct Arguments {
    std::vector<std::string> words;                          // neither options nor their values
    std::map<std::string, std::string, std::less<>> options; // "--port" → "8080"; a switch → ""
    std::vector<std::pair<std::string, std::string>>
        settings; // "--listen.http V", by name of the setting

    bool has(std::string_view name) const { return options.find(name) != options.end(); }

    std::string value(std::string_view name, std::string otherwise = {}) const;
};

// "--name value" or "--name=value"; "--" ends the options. With `settings` every configuration key
// is
// an option as well, and --data-dir stands for store.url. Trouble: exit 2.
Result<Arguments> parse_arguments(
    std::span<const std::string> given, std::span<const Option> known, bool settings = false
);

// The folder that this option names, absolute. Trouble, exit 2: none is named, or it is relative to
// a folder that has gone.
Result<std::filesystem::path> folder_of(std::string_view option, const std::string& given);

} // namespace tocsin::app
