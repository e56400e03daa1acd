// The sentences a script may hold, each with the method that plays it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/scenarios/player/stage.hpp"

namespace tocsin::scenario {

struct Sentence {
    std::regex pattern;
    awaitable<void> (Stage::*play)(const Step&, std::smatch);
};

const std::vector<Sentence>& sentences();

} // namespace tocsin::scenario
