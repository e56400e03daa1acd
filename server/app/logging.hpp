// Logging to stderr that can never hold up the house: lines go through a bounded queue to a thread
// of their own; a queue that is full, or a stderr that takes nothing, drops lines and counts them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/log_line.hpp"
#include "server/base/clock.hpp"

#include <memory>

namespace tocsin::app {

class Logging {
public:
    // `format` automatic: text on a terminal, journal under systemd ($JOURNAL_STREAM), else JSON.
    Logging(const Clock& clock, LogLevel level, LogFormat format, int descriptor = 2);
    ~Logging(); // writes what it can within a second, drops the rest

    void level(LogLevel level);
    LogLevel level() const;

    void line(LogLine line);
    void info(
        std::string_view component,
        std::string_view event,
        std::string words,
        std::vector<Field> fields = {}
    );
    void warn(
        std::string_view component,
        std::string_view event,
        std::string words,
        std::vector<Field> fields = {}
    );
    void error(
        std::string_view component,
        std::string_view event,
        std::string words,
        std::vector<Field> fields = {}
    );

    std::uint64_t dropped() const; // lines, since the start

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tocsin::app
