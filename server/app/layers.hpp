// Where configuration comes from, laid over each other: default < file < conf.d < environment <
// flag. Each value remembers where it was said, so that an error can name the place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tocsin::app {

struct Said {
    std::vector<std::string> items; // one, unless the setting is a list
    std::string
        where; // "default", "/etc/tocsin/tocsin.toml:4:9", "$TOCSIN_LOG__LEVEL", "--log.level"

    const std::string& text() const { return items.front(); }
};

using Layers = std::map<std::string, Said, std::less<>>; // every setting, by name

using Environment = std::map<std::string, std::string>; // TOCSIN_… and XDG_… only
Environment environment();

struct Sources {
    std::vector<std::filesystem::path> files; // the file, then conf.d in name order
    Environment environment;
    std::vector<std::pair<std::string, std::string>> flags; // name, value
};

// Unknown keys, wrong types and unreadable files are Trouble (exit 78) that names file:line:column
// and the nearest name. Nothing is half taken.
Result<Layers> gather(const Sources& sources);

// --config F, else $TOCSIN_CONFIG, else ./tocsin.toml, else /etc/tocsin/tocsin.toml; then
// /etc/tocsin/conf.d/*.toml unless a file was named. A named file that is missing is Trouble (exit
// 66).
Result<std::vector<std::filesystem::path>> find_files(
    const std::string& named,
    const Environment& environment,
    const std::filesystem::path& etc = "/etc/tocsin"
);

// One file laid over `layers`.
Result<void> lay_file(Layers& layers, const std::filesystem::path& file);

} // namespace tocsin::app
