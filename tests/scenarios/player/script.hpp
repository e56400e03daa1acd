// A scenario as a file that a diplomat can read: one act a line, what belongs to it indented below,
// what is expected behind " -- ". tests/scenarios/README.md says which sentences there are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tocsin::scenario {

struct Step {
    int line = 0;
    std::string sentence;    // "lead raises kurdistan"
    std::string expectation; // "refused APPROVAL_REQUIRED", or empty: it succeeds
    std::multimap<std::string, std::string> details; // "headline" → "Internet cut off …"
    std::string text;                                // the lines below "text", unindented
};

struct Script {
    std::string name;  // of the file
    std::string title; // its first line
    std::vector<Step> steps;
};

Result<Script> read_script(const std::filesystem::path& file);

// Words of a list: "DE, AR AU" and "mobile, broadband" alike.
std::vector<std::string> words_of(const std::string& list);

} // namespace tocsin::scenario
