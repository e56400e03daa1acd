// Bugs planted on purpose, one for the field of each check: a check that finds none of them checks
// nothing. The program is linked so that calls of a few functions come by here first (--wrap); with
// nothing planted they go straight on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"
#include "storage/log.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::sim {

struct Plant {
    std::string_view name;
    std::string_view checks; // letters of those that may find it, besides the rooms' own assertions
    std::string_view bug;
};

std::span<const Plant> all_plants();

// The one that is in the ground; empty: none.
extern std::string planted;

inline bool is_planted(std::string_view name) {
    return planted == name;
}

// While one lives the functions are the honest ones: the checks ask them too.
class Honest {
public:
    Honest() { ++count; }

    ~Honest() { --count; }

    Honest(const Honest&) = delete;
    Honest& operator=(const Honest&) = delete;
    static int count;
};

// A log that forgets which commands it was given (twice-decided), or erases what it was not asked
// to (payload-erased); null when neither is planted.
std::unique_ptr<storage::Log> planted_log(storage::Log& log);

// Called with the working state before each decision; empty: nobody asks.
extern std::function<void(const domain::State& working)> deciding;

} // namespace tocsin::sim
