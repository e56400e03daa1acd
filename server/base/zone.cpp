// SPDX-License-Identifier: Apache-2.0
#include "server/base/zone.hpp"

#include <date/tz.h>
#include <exception>

namespace tocsin {

std::optional<std::chrono::minutes> zone_offset(const std::string& zone, Instant at) {
    try {
        const auto* found = date::locate_zone(zone);
        const auto info = found->get_info(date::floor<std::chrono::seconds>(at));
        return std::chrono::floor<std::chrono::minutes>(info.offset);
    } catch (const std::exception&) {
        return std::nullopt; // The library knows no other way to say "no such zone".
    }
}

} // namespace tocsin
