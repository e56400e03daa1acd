// SPDX-License-Identifier: Apache-2.0
#include "server/app/log_line.hpp"

#include "server/wire/utf8.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace tocsin::app {

namespace {

// U+2028 and U+2029 end a line for some readers.
bool is_unseen(char32_t rune) {
    return wire::is_control(rune) || wire::is_bidi_control(rune) || rune == 0x2028 ||
           rune == 0x2029;
}

const char* upper(LogLevel level) {
    switch (level) {
    case LogLevel::error: return "ERROR";
    case LogLevel::warn: return "WARN ";
    case LogLevel::info: return "INFO ";
    case LogLevel::debug: return "DEBUG";
    }
    return "INFO ";
}

const char* colour_of(LogLevel level) {
    switch (level) {
    case LogLevel::error: return "\x1b[31m";
    case LogLevel::warn: return "\x1b[33m";
    case LogLevel::info: return "\x1b[32m";
    case LogLevel::debug: return "\x1b[2m";
    }
    return "";
}

int priority(LogLevel level) { // syslog's
    switch (level) {
    case LogLevel::error: return 3;
    case LogLevel::warn: return 4;
    case LogLevel::info: return 6;
    case LogLevel::debug: return 7;
    }
    return 6;
}

std::string json_quoted(std::string_view text) {
    return boost::json::serialize(boost::json::value(escaped(text)));
}

std::string render_json(const LogLine& line, Instant now) {
    std::string out = fmt::format(
        R"({{"time":"{}","level":"{}","component":"{}","event":"{}")",
        print_utc(now),
        to_string(line.level),
        line.component,
        line.event
    );
    if (!line.words.empty()) out += ",\"words\":" + json_quoted(line.words);
    for (const auto& [name, value] : line.fields)
        out += "," + json_quoted(name) + ":" + json_quoted(value);
    return out + "}";
}

std::string render_words(const LogLine& line) {
    std::string out = fmt::format("{}.{}", line.component, line.event);
    if (!line.words.empty()) out += " " + escaped(line.words);
    for (const auto& [name, value] : line.fields) {
        const bool bare = !value.empty() && value.find_first_of(" \"=") == std::string::npos;
        out += fmt::format(
            " {}={}{}{}", escaped(name), bare ? "" : "\"", escaped(value), bare ? "" : "\""
        );
    }
    return out;
}

std::string cut(std::string line) {
    if (line.size() <= log_line_bytes_max) return line;
    std::size_t end = log_line_bytes_max - 3;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
        --end;
    line.resize(end);
    return line + "…";
}

} // namespace

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        std::string_view rest = text;
        const auto rune = wire::take_rune(rest);
        const auto letter = text.substr(0, rune ? text.size() - rest.size() : 1);
        if (letter == "\n")
            out += "\\n";
        else if (!rune || is_unseen(*rune))
            for (const char c : letter)
                out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            out += letter;
        text.remove_prefix(letter.size());
    }
    return out;
}

std::string render(const LogLine& line, LogFormat format, Instant now, bool colour) {
    if (format == LogFormat::json) {
        auto whole = render_json(line, now);
        if (whole.size() <= log_line_bytes_max) return whole;
        LogLine shorter{line.level, line.component, line.event, "line too long, cut", {}};
        return render_json(shorter, now);
    }
    if (format == LogFormat::journal)
        return cut(fmt::format("<{}>{}", priority(line.level), render_words(line)));
    if (colour)
        return cut(fmt::format(
            "{} {}{}\x1b[0m {}",
            print_utc(now),
            colour_of(line.level),
            upper(line.level),
            render_words(line)
        ));
    return cut(fmt::format("{} {} {}", print_utc(now), upper(line.level), render_words(line)));
}

} // namespace tocsin::app
