// From the log to the state, at start: folds all of it, believes no payload without its commitment,
// and keeps the newest entries for the feed's ring. A log that hands its entries over while it is
// opened is read once, and folded meanwhile; replay() reads any log in slices, on its thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/entry_reading.hpp"
#include "storage/merkle.hpp"

#include <deque>
#include <functional>
#include <vector>

namespace tocsin::engine {

struct Replayed {
    domain::State state;
    storage::Tree tree;
    std::vector<Told> recent;  // the newest, without gap, as many as the ring may hold
    std::uint64_t damaged = 0; // payloads that do not match their commitment
};

class Replay {
public:
    // In order, from entry 0; its payload was held against its commitment by the log.
    void take(const storage::Entry& entry);
    Replayed finish();

private:
    friend Result<Replayed> replay(storage::Log& log);

    struct Held {
        Told told;
        std::size_t bytes;
    };

    void fold(const storage::Entry& entry, Reading reading);
    void let_go();

    Replayed replayed_;
    std::deque<Held> held_; // what will be `recent`
    std::size_t bytes_ = 0;
    std::shared_ptr<v1::Event> spare_;
};

Result<Replayed> replay(storage::Log& log);

// Runs `open` on a thread of its own, and folds here what it hands over: reading and hashing take
// about as long as the fold. An exception out of `open` passes through.
Replayed replay_while(const std::function<void(const storage::CatchUp&)>& open);

} // namespace tocsin::engine
