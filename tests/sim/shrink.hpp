// From a run that failed to the smallest that still does: fewer faults, a shorter time, fewer
// people, then as few acts as may be (delta debugging, Zeller and Hildebrandt 2002).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/sim/world.hpp"

namespace tocsin::sim {

Outcome run(const Swarm& swarm, bool tell);

// The command that shows the same check violated again.
std::string shrunk(Swarm swarm, const Outcome& outcome);

} // namespace tocsin::sim
