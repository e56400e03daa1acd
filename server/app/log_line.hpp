// One line of the log of operations (never the log of the Coalition): level, component, event name,
// words and key=values, in one of three forms. Control and bidirectional characters are escaped, so
// no peer can write a line of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/config.hpp"
#include "server/base/utc.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::app {

struct Field {
    std::string name;
    std::string value;
};

struct LogLine {
    LogLevel level = LogLevel::info;
    std::string_view component; // "house", "claim", "admin" …
    std::string_view event;     // "ready", "reloaded" …
    std::string words;          // one sentence for people
    std::vector<Field> fields;
};

// Text: "2026-11-21T18:40:49.120Z INFO  house.ready words key=value". Journal: "<6>house.ready …".
// JSON: {"time":…,"level":…,"component":…,"event":…,"words":…,key:value …}. No line feed at the
// end; at most log_line_bytes_max, cut with "…".
std::string render(const LogLine& line, LogFormat format, Instant now, bool colour);

// C0, DEL, C1, bidirectional controls and bytes that are no UTF-8 as \xNN; line feeds as \n.
std::string escaped(std::string_view text);

constexpr std::size_t log_line_bytes_max = 4000; // below PIPE_BUF: a whole line or none of it

} // namespace tocsin::app
