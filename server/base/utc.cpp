// SPDX-License-Identifier: Apache-2.0
#include "server/base/utc.hpp"

#include <fmt/format.h>

namespace tocsin {

namespace {

namespace chr = std::chrono;

// Digits of a fixed width, or nothing.
std::optional<int> number(std::string_view text, std::size_t at, std::size_t width) {
    if (text.size() < at + width) return std::nullopt;
    int value = 0;
    for (char digit : text.substr(at, width)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

std::optional<chr::sys_days> days(std::string_view text) {
    const auto year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
    const chr::year_month_day date{
        chr::year(*year), chr::month(unsigned(*month)), chr::day(unsigned(*day))};
    if (!date.ok()) return std::nullopt;
    return chr::sys_days(date);
}

// "Z", "+05:30" or "-04:00"; minutes east of Greenwich.
std::optional<int> offset(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    const auto hours = number(text, 1, 2), minutes = number(text, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const int east = *hours * 60 + *minutes;
    return text[0] == '-' ? -east : east;
}

} // namespace

std::string print_date(Instant instant) {
    const chr::year_month_day date{chr::floor<chr::days>(instant)};
    return fmt::format(
        "{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day())
    );
}

std::string print_utc_seconds(Instant instant) {
    const chr::hh_mm_ss time{instant - chr::floor<chr::days>(instant)};
    return fmt::format(
        "{}T{:02}:{:02}:{:02}Z",
        print_date(instant),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count()
    );
}

std::string print_utc(Instant instant) {
    std::string text = print_utc_seconds(instant);
    const auto ms = (instant - chr::floor<chr::seconds>(instant)).count();
    text.insert(text.size() - 1, fmt::format(".{:03}", ms));
    return text;
}

std::optional<Instant> parse_date(std::string_view text) {
    if (text.size() != 10) return std::nullopt;
    const auto date = days(text);
    if (!date) return std::nullopt;
    return Instant(*date);
}

std::optional<Instant> parse_utc(std::string_view text) {
    if (text.size() < 17 || (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
        return std::nullopt;
    const auto date = days(text.substr(0, 10));
    const auto hour = number(text, 11, 2), minute = number(text, 14, 2);
    if (!date || !hour || !minute || text[13] != ':' || *hour > 23 || *minute > 59)
        return std::nullopt;

    std::size_t at = 16;
    int second = 0, ms = 0;
    if (text[at] == ':') {
        const auto seconds = number(text, 17, 2);
        if (!seconds || *seconds > 59) return std::nullopt;
        second = *seconds;
        at = 19;
        if (at < text.size() && text[at] == '.') {
            if (!number(text, ++at, 1)) return std::nullopt; // A point with nothing behind it.
            int scale = 100;
            for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
                ms += (text[at] - '0') * scale;
            }
        }
    }
    if (at >= text.size()) return std::nullopt;
    const auto east = offset(text.substr(at));
    if (!east) return std::nullopt;
    return Instant(*date) + chr::hours(*hour) + chr::minutes(*minute - *east) +
           chr::seconds(second) + chr::milliseconds(ms);
}

} // namespace tocsin
