// One line of Access Now's #KeepItOn STOP list (JSON) → the content of a signal or an alert. Pure.
// What the source says is kept to the letter: in a field where there is one, else as a parameter of
// the source's own name; only the headline is ours. A line that does not fit is refused with its
// row, field and reason, never cut.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/event.pb.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin::app {

struct RowTrouble {
    std::size_t line = 0; // from 1
    std::string row;      // the source's own id, when it could be read
    std::string field;
    std::string why;
};

std::string to_string(const RowTrouble& trouble);

using Imported = std::variant<v1::AlertContent, RowTrouble>;

Imported import_stop(std::string_view json_line, std::size_t line, v1::Realm realm);

} // namespace tocsin::app
