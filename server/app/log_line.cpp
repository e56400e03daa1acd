// SPDX-License-Identifier: Apache-2.0
#include "server/app/log_line.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace tocsin::app {

namespace {

// Length of the UTF-8 sequence that starts here, or 0 when there is none.
std::size_t sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    std::size_t length = 0;
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) length = 2;
    if (first >= 0xE0 && first <= 0xEF) length = 3;
    if (first >= 0xF0 && first <= 0xF4) length = 4;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    return length;
}

bool is_control(std::string_view letter) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(letter[i]); };
    if (letter.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7F;
    if (letter.size() == 2) return (byte(0) == 0xC2 && byte(1) < 0xA0) || letter == "\u061c";
    if (letter.size() != 3 || byte(0) != 0xE2) return false;
    if (byte(1) == 0x80)
        return byte(2) == 0x8E || byte(2) == 0x8F || (byte(2) >= 0xA8 && byte(2) <= 0xAE);
    return byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
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
        const auto length = sequence(text);
        const auto letter = text.substr(0, length == 0 ? 1 : length);
        if (letter == "\n")
            out += "\\n";
        else if (length == 0 || is_control(letter))
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
