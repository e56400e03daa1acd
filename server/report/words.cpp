// SPDX-License-Identifier: Apache-2.0
#include "server/report/words.hpp"

#include <algorithm>
#include <cctype>

namespace tocsin::report {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

// The bytes of what is not seen, or turns direction, at the front: C0 but LF and TAB, DEL, C1;
// U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069. 0: none of these.
std::size_t unseen_bytes(std::string_view text) {
    const auto octet = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
    };
    const unsigned first = octet(0), second = octet(1), third = octet(2);
    if (first < 0x20) return first == '\n' || first == '\t' ? 0 : 1;
    if (first == 0x7F) return 1;
    if (first == 0xC2) return second >= 0x80 && second < 0xA0 ? 2 : 0;
    if (first == 0xD8) return second == 0x9C ? 2 : 0;
    if (first != 0xE2) return 0;
    const bool turns =
        (second == 0x80 && (third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE))) ||
        (second == 0x81 && third >= 0xA6 && third <= 0xA9);
    return turns ? 3 : 0;
}

bool is_number(std::string_view text) {
    const std::size_t from = text.starts_with('-') ? 1 : 0;
    return text.size() > from &&
           std::all_of(text.begin() + static_cast<long>(from), text.end(), [](char one) {
               return one >= '0' && one <= '9';
           });
}

} // namespace

std::string escaped(std::string_view text) {
    std::string safe;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char one = text[at];
        if (const auto unseen = unseen_bytes(text.substr(at)); unseen > 0) {
            safe += replacement;
            at += unseen - 1;
        } else {
            switch (one) {
            case '&': safe += "&amp;"; break;
            case '<': safe += "&lt;"; break;
            case '>': safe += "&gt;"; break;
            case '"': safe += "&quot;"; break;
            case '\'': safe += "&#39;"; break;
            default: safe += one;
            }
        }
    }
    return safe;
}

std::string csv_cell(std::string_view text) {
    std::string cell(text);
    const bool is_formula =
        !cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos;
    if (is_formula && !is_number(cell)) cell.insert(cell.begin(), '\'');
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char one : cell)
        quoted += one == '"' ? std::string("\"\"") : std::string(1, one);
    return quoted + "\"";
}

std::string span_words(std::int64_t ms) {
    if (ms < 0) return "−" + span_words(-ms);
    if (ms < 1000) return std::to_string(ms) + " ms";
    const std::int64_t s = ms / 1000;
    const auto two = [](std::int64_t large, const char* unit, std::int64_t small, const char* less
                     ) {
        std::string words = std::to_string(large) + " " + unit;
        return small == 0 ? words : words + " " + std::to_string(small) + " " + less;
    };
    if (s < 60) return std::to_string(s) + " s";
    if (s < 3600) return two(s / 60, "min", s % 60, "s");
    if (s < 86400) return two(s / 3600, "h", s % 3600 / 60, "min");
    return two(s / 86400, "d", s % 86400 / 3600, "h");
}

std::string span_words(const std::optional<std::int64_t>& ms) {
    return ms ? span_words(*ms) : "–";
}

std::string at_words(const std::optional<Instant>& at) {
    return at ? print_utc_seconds(*at) : "–";
}

std::string plain_word(std::string_view name) {
    std::string word(name);
    for (char& one : word)
        one = one == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(one)));
    return word;
}

} // namespace tocsin::report
