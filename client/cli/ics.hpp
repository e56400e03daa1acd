// Instants as a calendar program reads them (RFC 5545).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

struct IcsEvent {
    std::string uid; // the same again when the instant moves: it is moved, not doubled
    Instant at{};
    std::string summary;
};

std::string ics_calendar(const std::vector<IcsEvent>& events, Instant made_at);

} // namespace tocsin::cli
