// Instants: UTC, to the millisecond, and the only code that prints or reads them (fmt 9.1 would
// print local time). It asks no clock; clock.hpp does. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// To and from the wire's int64 milliseconds since 1970.
constexpr Instant from_ms(std::int64_t ms) {
    return Instant(std::chrono::milliseconds(ms));
}

constexpr std::int64_t to_ms(Instant instant) {
    return instant.time_since_epoch().count();
}

// RFC 3339 in UTC, "2026-11-21T18:40:49.120Z"; print_utc_seconds drops the milliseconds.
std::string print_utc(Instant instant);
std::string print_utc_seconds(Instant instant);
std::string print_date(Instant instant); // "2026-11-21"

// RFC 3339 with "Z" or a numeric offset, seconds and fraction optional; or nothing.
std::optional<Instant> parse_utc(std::string_view text);
std::optional<Instant> parse_date(std::string_view text); // "2026-11-21": midnight UTC

} // namespace tocsin
