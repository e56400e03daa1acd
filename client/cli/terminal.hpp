// Where words and data go: data on `out`, words on `err` (cli.md). What is a terminal is said here
// and nowhere asked again, so that tests and the scenario player run verbs as a script would.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <iostream>
#include <string>

namespace tocsin::cli {

struct Terminal {
    std::ostream& out;
    std::ostream& err;
    std::istream& in;
    bool out_is_tty = false;
    bool in_is_tty = false;
    bool colour = false; // allowed by NO_COLOR, TERM and the stream itself
    int width = 80;
    int height = 24;
};

// The process's own streams, as they are.
Terminal process_terminal();

// Set by Ctrl-C: whoever waits stops cleanly (exit 130).
std::atomic<bool>& interrupted();

// Server-made text as one line (or several, when `lines`) that cannot drive a terminal: control and
// bidirectional characters become visible escapes.
std::string harmless(std::string_view text, bool lines = false);

// Columns a text takes: wide characters count two, combining ones none.
std::size_t columns_of(std::string_view text);
// Cut to at most `columns`, with "…" where something was cut.
std::string cut_to(std::string_view text, std::size_t columns);

} // namespace tocsin::cli
