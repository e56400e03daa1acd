// The log in memory, for tests and simulation: the same contract, failing on request in the three
// ways a disk can (storage.md 3.2). Never in production.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"
#include "storage/log.hpp"
#include "storage/merkle.hpp"

#include <map>

namespace tocsin::storage {

class MemoryLog final : public Log {
public:
    explicit MemoryLog(Rng& rng) : rng_(rng) {}

    // The next append fails with this trouble. After Fate::stop `landed` says whether it is there
    // all the same when the log is opened again (a "zombie commit").
    void fail_next(Trouble trouble, bool landed = false);

    Result<TreeHead>
    append(Index known_size, const CatchUp& catch_up, const Decide& decide) override;
    Result<std::vector<Entry>>
    read(Index from, std::size_t rows_max, std::size_t bytes_max) override;
    Result<std::optional<CommandRecord>> find(const PersonId& actor, const CommandId& id) override;
    Result<std::vector<Digest>> leaf_hashes(Index from, Index until) override;
    TreeHead head() const override;
    Instant recorded_at() const override;
    Result<void> erase(Index index) override;

    void idle() override {}

    std::string not_writable_because() const override { return {}; }

private:
    struct Failure {
        Trouble trouble;
        bool landed;
    };
    friend class MemoryPen;

    Rng& rng_;
    std::vector<Entry> entries_;
    std::map<std::pair<PersonId, CommandId>, CommandRecord> commands_;
    Frontier frontier_;
    Instant recorded_at_{};
    std::optional<Failure> failure_;
};

} // namespace tocsin::storage
