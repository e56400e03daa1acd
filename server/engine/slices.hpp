// Runs of entries further back than the ring, read on the log's thread. Followers that stand at the
// same place share one read and one slice; a few of the last are kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/presence.hpp"
#include "server/engine/ring.hpp"

#include <functional>
#include <set>

namespace tocsin::engine {

struct Slice {
    std::deque<Outgoing> held; // not empty

    storage::Index begin() const { return held.front().index(); }

    storage::Index end() const { return held.back().index() + 1; }
};

class Slices {
public:
    // Null: the log could not be read.
    using Arrived = std::function<void(storage::Index from, const std::shared_ptr<Slice>&)>;

    Slices(Desk& desk, storage::Log& log, Arrived arrived);

    std::shared_ptr<Slice> find(storage::Index from) const;
    // Asks the log; one read per place at a time.
    void fetch(storage::Index from);

    std::uint64_t damaged() const { return damaged_; }

private:
    struct Read {
        std::shared_ptr<Slice> slice;
        std::uint64_t damaged = 0;
    };

    static Read read(storage::Log& log, storage::Index from);
    void keep(storage::Index from, Read read);

    static constexpr std::size_t kept_max = 64;

    Desk& desk_;
    storage::Log& log_;
    Arrived arrived_;
    std::set<storage::Index> on_their_way_;
    std::deque<std::shared_ptr<Slice>> kept_; // the newest first
    std::uint64_t damaged_ = 0;
    Presence here_;
};

} // namespace tocsin::engine
