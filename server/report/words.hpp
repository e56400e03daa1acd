// How a report writes things down: text that is only ever text, times and spans for people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::report {

// For HTML, XML and SVG, content and attributes alike: no markup, no control character, nothing
// that turns the direction of what stands around it.
std::string escaped(std::string_view text);

// One cell of CSV (RFC 4180): quoted where it must be, and never a formula to a spreadsheet.
std::string csv_cell(std::string_view text);

std::string span_words(std::int64_t ms);                       // "4 min 10 s"
std::string span_words(const std::optional<std::int64_t>& ms); // nothing: "–"
std::string at_words(const std::optional<Instant>& at);        // UTC to the second, or "–"
// "GRULAC_GROUP" as people read it: "grulac group".
std::string plain_word(std::string_view name);

} // namespace tocsin::report
