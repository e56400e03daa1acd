// SPDX-License-Identifier: Apache-2.0
#include "server/domain/working_hours.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using LocalMinute = std::chrono::sys_time<minutes>; // local time, written as if it were UTC

constexpr days looked_at_most{60};

struct Hours {
    minutes opens;
    minutes closes;
};

Hours hours_of(const v1::Calendar& calendar) {
    if (calendar.opens_minute() == 0 && calendar.closes_minute() == 0)
        return {std::chrono::hours(9), std::chrono::hours(17)};
    return {minutes(calendar.opens_minute()), minutes(calendar.closes_minute())};
}

bool is_weekend(const v1::Calendar& calendar, std::chrono::sys_days day) {
    const unsigned weekday = std::chrono::weekday(day).iso_encoding();
    const auto& weekend = calendar.weekend();
    if (weekend.empty()) return weekday >= 6;
    return std::find(weekend.begin(), weekend.end(), weekday) != weekend.end();
}

bool is_holiday(const v1::Calendar& calendar, std::chrono::sys_days day) {
    const std::string date = print_date(Instant(day));
    const auto& holidays = calendar.holidays();
    return std::find(holidays.begin(), holidays.end(), date) != holidays.end();
}

std::string offset_words(minutes offset) {
    const auto count = offset.count();
    if (count == 0) return "UTC";
    const auto size = count < 0 ? -count : count;
    std::string words = (count < 0 ? "UTC-" : "UTC+") + std::to_string(size / 60);
    if (size % 60 != 0) words += ":" + std::to_string(size % 60);
    return words;
}

std::string why_not(const v1::Calendar& calendar, LocalMinute at) {
    const auto day = std::chrono::floor<days>(at);
    if (is_weekend(calendar, day)) return "weekend";
    if (is_holiday(calendar, day)) return "holiday";
    const Hours hours = hours_of(calendar);
    const minutes minute = at - day;
    return minute >= hours.opens && minute <= hours.closes ? "" : "night";
}

// The working part of one local day that lies within [from, until).
minutes worked(
    const v1::Calendar& calendar, std::chrono::sys_days day, LocalMinute from, LocalMinute until
) {
    if (is_weekend(calendar, day) || is_holiday(calendar, day)) return minutes(0);
    const Hours hours = hours_of(calendar);
    const LocalMinute begin = std::max(from, LocalMinute(day) + hours.opens);
    const LocalMinute end = std::min(until, LocalMinute(day) + hours.closes);
    return end > begin ? end - begin : minutes(0);
}

} // namespace

WorkingTime working_time(
    const v1::Calendar& calendar,
    const std::string& zone,
    Instant from,
    Instant until,
    const OffsetOf& offset_of
) {
    WorkingTime time;
    const auto there = zone.empty() ? std::nullopt : offset_of(zone, until);
    const auto here = zone.empty() ? std::nullopt : offset_of(zone, from);
    if (!there || !here) {
        time.why_not = "no zone is known";
        return time;
    }
    const auto local_from = std::chrono::floor<minutes>(from + *here);
    const auto local_until = std::chrono::floor<minutes>(until + *there);
    const auto first = std::chrono::floor<days>(local_from);
    const auto last = std::min(std::chrono::floor<days>(local_until), first + looked_at_most);
    for (auto day = first; day <= last; day += days(1))
        time.working += worked(calendar, day, local_from, local_until);
    time.why_not = why_not(calendar, local_until);
    time.at_work = time.why_not.empty();
    const std::string printed = print_utc_seconds(Instant(local_until));
    time.local =
        printed.substr(0, 10) + " " + printed.substr(11, 5) + " (" + offset_words(*there) + ")";
    return time;
}

} // namespace tocsin::domain
