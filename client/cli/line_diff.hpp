// The difference of two texts, line by line: longest common subsequence.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

struct DiffLine {
    char mark = ' '; // ' ' in both, '-' only in the old, '+' only in the new
    std::string text;
};

std::vector<DiffLine> line_diff(std::string_view before, std::string_view after);
std::vector<std::string> lines_of(std::string_view text);

} // namespace tocsin::cli
