// evolve: what an entry does to the state. It does not fail, decide, or look anything up elsewhere;
// an erased entry (no event) changes nothing but size and time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

namespace tocsin::domain {

// MUST be called with entries in index order: facts.index == state.size.
void evolve(State& state, const EntryFacts& facts, const v1::Event& event);
void evolve_erased(State& state, const EntryFacts& facts);

} // namespace tocsin::domain
