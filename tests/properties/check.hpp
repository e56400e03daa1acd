// A property over histories of chance: the one door to rapidcheck, whose headers are slow to
// compile. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tocsin::test {

// One number per step of a history; a story with fewer of them is a simpler one.
using Story = std::vector<std::uint64_t>;

// True when `broken_by` says nothing about any of 1,000 stories, the same 1,000 every time unless
// PROPERTY_SEED (a number, or `random`) or RC_PARAMS wish otherwise. Else the seed, the shortest
// story found, what is broken in it and how to play it again are on stderr.
bool holds(const std::string& what, const std::function<std::string(const Story&)>& broken_by);

} // namespace tocsin::test
