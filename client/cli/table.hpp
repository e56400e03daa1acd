// Plain aligned columns, for people and for grep: two spaces between, cut to the terminal's width
// only when there is a terminal. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/terminal.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

class Table {
public:
    explicit Table(std::vector<std::string> headings);
    // Cells are made harmless; missing ones are empty.
    void row(std::vector<std::string> cells);

    bool empty() const { return rows_.size() == 1; }

    void print(const Terminal& terminal) const;

private:
    std::vector<std::vector<std::string>> rows_; // the first holds the headings
};

} // namespace tocsin::cli
