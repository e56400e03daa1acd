// The reach of an alert as its reader may see it: who was reached by those who watch the reach, who
// answered by the governments among themselves, one's own always (I8).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"
#include "tocsin/v1/view.pb.h"

#include <vector>

namespace tocsin::domain {

// Zero where this reader may not count.
struct ReachCounts {
    std::uint32_t owing = 0;        // governments that were asked
    std::uint32_t acknowledged = 0; // of them, those whose answer stands
    std::uint32_t not_reached = 0;  // governments addressed, nobody of whom has it
    std::uint32_t median_of = 0;    // of the first asked, those whose acknowledgement stands
    std::int64_t median_ms = 0;     // until half of these had acknowledged
};

ReachCounts counts_of(const State& state, const Alert& alert, const Reader& reader);

// One line per party, never reached first.
std::vector<v1::Reach> reach_of(const State& state, const Alert& alert, const Reader& reader);

} // namespace tocsin::domain
