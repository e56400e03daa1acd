// From the log to the state, at start: reads it all in slices, believes no payload without its
// commitment, and keeps the newest entries for the feed's ring. On the log's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/sequencer.hpp"
#include "storage/merkle.hpp"

#include <vector>

namespace tocsin::engine {

struct Replayed {
    domain::State state;
    storage::Tree tree;
    std::vector<Told> recent;  // the newest, without gap, as many as the ring may hold
    std::uint64_t damaged = 0; // payloads that do not match their commitment
};

Result<Replayed> replay(storage::Log& log);

} // namespace tocsin::engine
