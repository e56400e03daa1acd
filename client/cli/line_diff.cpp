// SPDX-License-Identifier: Apache-2.0
#include "client/cli/line_diff.hpp"

#include <algorithm>
#include <cstdint>

namespace tocsin::cli {

namespace {

// Beyond this a middle part is shown as replaced whole: nobody reads such a difference line by
// line.
constexpr std::size_t cells_max = 4'000'000;

std::size_t rows_of(const std::vector<std::string>& lines, std::size_t begin) {
    return lines.size() - begin;
}

} // namespace

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::vector<DiffLine> line_diff(std::string_view before, std::string_view after) {
    std::vector<std::string> a = lines_of(before), b = lines_of(after);
    std::vector<DiffLine> result, tail;
    std::size_t begin = 0;
    while (begin < a.size() && begin < b.size() && a[begin] == b[begin])
        result.push_back({' ', a[begin++]});
    while (a.size() > begin && b.size() > begin && a.back() == b.back()) {
        tail.push_back({' ', a.back()});
        a.pop_back();
        b.pop_back();
    }
    if (rows_of(a, begin) * rows_of(b, begin) > cells_max) {
        for (std::size_t i = begin; i < a.size(); ++i)
            result.push_back({'-', a[i]});
        for (std::size_t j = begin; j < b.size(); ++j)
            result.push_back({'+', b[j]});
        result.insert(result.end(), tail.rbegin(), tail.rend());
        return result;
    }
    // common[i][j]: lines in common of what follows a[i] and b[j].
    const std::size_t rows = rows_of(a, begin), columns = rows_of(b, begin);
    std::vector<std::vector<std::uint16_t>> common(
        rows + 1, std::vector<std::uint16_t>(columns + 1)
    );
    for (std::size_t i = rows; i-- > 0;)
        for (std::size_t j = columns; j-- > 0;)
            common[i][j] = a[begin + i] == b[begin + j]
                               ? static_cast<std::uint16_t>(common[i + 1][j + 1] + 1)
                               : std::max(common[i + 1][j], common[i][j + 1]);
    std::size_t i = 0, j = 0;
    while (i < rows || j < columns) {
        const bool same = i < rows && j < columns && a[begin + i] == b[begin + j];
        if (same) {
            result.push_back({' ', a[begin + i]});
            ++i, ++j;
        } else if (i < rows && (j == columns || common[i + 1][j] >= common[i][j + 1])) {
            result.push_back({'-', a[begin + i++]});
        } else {
            result.push_back({'+', b[begin + j++]});
        }
    }
    result.insert(result.end(), tail.rbegin(), tail.rend());
    return result;
}

} // namespace tocsin::cli
