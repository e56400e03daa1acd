// How every driver makes entries of what a command wants written, before anything touches a disk:
// the batch is built in memory, then stored in one go or thrown away whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"
#include "storage/log.hpp"
#include "storage/merkle.hpp"

#include <deque>
#include <map>

namespace tocsin::storage {

using CommandKey = std::pair<PersonId, CommandId>;

// A pen whose writing stays in memory. The driver stores entries() and remembered() when `decide`
// has returned, and adopts tree() and recorded_at() when that is durable.
class DraftPen : public Pen {
public:
    DraftPen(Rng& rng, const Frontier& tree, Instant recorded_at);

    const Entry& append(NewEntry entry) final;
    void remember(const PersonId& actor, const CommandId& id, const CommandRecord& record) final;
    Result<std::optional<CommandRecord>> find(const PersonId& actor, const CommandId& id) final;

    std::deque<Entry>& entries() { return entries_; }

    const std::map<CommandKey, CommandRecord>& remembered() const { return remembered_; }

    Frontier& tree() { return tree_; }

    Instant recorded_at() const { return recorded_at_; }

private:
    // What the log held before this transaction.
    virtual Result<std::optional<CommandRecord>> find_stored(const CommandKey& key) = 0;

    Rng& rng_;
    Frontier tree_;
    Instant recorded_at_;
    std::deque<Entry> entries_; // a deque: append() hands out references
    std::map<CommandKey, CommandRecord> remembered_;
};

} // namespace tocsin::storage
