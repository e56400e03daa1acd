// SPDX-License-Identifier: Apache-2.0
#include "client/cli/table.hpp"

#include <algorithm>

namespace tocsin::cli {

Table::Table(std::vector<std::string> headings) {
    row(std::move(headings));
}

void Table::row(std::vector<std::string> cells) {
    for (auto& cell : cells)
        cell = harmless(cell);
    rows_.push_back(std::move(cells));
}

void Table::print(const Terminal& terminal) const {
    std::vector<std::size_t> widths;
    for (const auto& cells : rows_) {
        widths.resize(std::max(widths.size(), cells.size()));
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], columns_of(cells[i]));
    }
    for (std::size_t number = 0; number < rows_.size(); ++number) {
        std::string line;
        for (std::size_t i = 0; i < rows_[number].size(); ++i) {
            const std::string& cell = rows_[number][i];
            line += cell;
            // No blanks behind the last column.
            if (i + 1 < rows_[number].size()) line.append(widths[i] - columns_of(cell) + 2, ' ');
        }
        while (line.ends_with(' '))
            line.pop_back();
        if (terminal.out_is_tty) line = cut_to(line, static_cast<std::size_t>(terminal.width));
        const bool bold = number == 0 && terminal.colour;
        terminal.out << (bold ? "\x1b[1m" : "") << line << (bold ? "\x1b[0m" : "") << '\n';
    }
}

} // namespace tocsin::cli
