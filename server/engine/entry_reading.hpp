// From the bytes of the log to what the fold sees of them. A payload is believed only when it
// matches its commitment; one that does not is damage: withheld, counted, and passed over
// (faults.md 95). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/sequencer.hpp"

namespace tocsin::engine {

struct Reading {
    Told told;
    bool damaged = false; // header unreadable, or the payload is not what was committed to
};

domain::EntryFacts facts_of(const storage::Entry& entry);
Reading read_entry(const storage::Entry& entry);
// The same of a payload that the log itself has just held against its commitment; `into` is an
// event to be used again, or nothing.
Reading read_checked(const storage::Entry& entry, std::shared_ptr<v1::Event> into);

// One step of the fold: with the event, or as an erased entry.
void fold(domain::State& state, const Told& told);

} // namespace tocsin::engine
