// The named time zones of the host (IANA, from the system's own files): how far local time is from
// UTC at an instant. libstdc++ 12 has no time zones of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"

#include <optional>
#include <string>

namespace tocsin {

// Nothing: no such zone here.
std::optional<std::chrono::minutes> zone_offset(const std::string& zone, Instant at);

} // namespace tocsin
