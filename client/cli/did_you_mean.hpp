// The verb or option somebody probably meant.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace tocsin::cli {

// Insertions, deletions, changes, swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b);

// Empty: nothing near enough.
std::string nearest(std::string_view word, const std::vector<std::string>& known);
std::string did_you_mean(const CLI::App& app, const std::vector<std::string>& arguments);

} // namespace tocsin::cli
