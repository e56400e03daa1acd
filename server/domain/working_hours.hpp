// What a deadline means in a capital: how much of its working time lies before it, by the calendar
// of that capital (weekend, holidays, hours) in its own zone. Pure: who knows zones tells the
// offset. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/coalition.hpp"

#include <functional>

namespace tocsin::domain {

// Local time minus UTC at an instant; nothing: the zone is not known.
using OffsetOf =
    std::function<std::optional<std::chrono::minutes>(const std::string& zone, Instant at)>;

struct WorkingTime {
    std::chrono::minutes working{}; // between the two instants; of the first 60 days of them
    bool at_work = false;           // the later instant falls in working hours
    std::string why_not;            // "weekend", "holiday", "night", "no zone is known"
    std::string local;              // the later instant there: "2026-11-22 17:00 (UTC+3)"
};

WorkingTime working_time(
    const v1::Calendar& calendar,
    const std::string& zone,
    Instant from,
    Instant until,
    const OffsetOf& offset_of
);

} // namespace tocsin::domain
