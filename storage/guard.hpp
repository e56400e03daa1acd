// The released-checkpoint guard (audit-log.md 1.7): the last checkpoint that may have been shown to
// anybody, kept in up to two places and moved forward before the checkpoint is served. A log that
// does not hold it as a prefix is older than what people have seen: halt.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/checkpoint.hpp"

#include <filesystem>
#include <functional>

namespace tocsin::storage {

class Guard {
public:
    // `second` may be empty; better on another disk. Both directories must exist.
    // `keys`: the log's, that in force first; a note that was released before a change of keys is
    // good.
    Guard(std::filesystem::path first, std::filesystem::path second, std::vector<VerifierKey> keys);

    // The notes found, the larger first; a file that does not open as our checkpoint is a halt.
    Result<std::vector<std::string>> load() const;

    // Writes tmp → fsync → rename → fsync(dir), in both places. MUST succeed before `note` is
    // served.
    Result<void> release(const std::string& note);

private:
    std::vector<std::filesystem::path> files_;
    std::vector<VerifierKey> keys_;
};

// Halt unless the log, whose root at any size <= its own `root_at` gives, contains every guard's
// head.
using RootAt = std::function<Digest(Index)>;
Result<void> check_released(
    const std::vector<std::string>& notes,
    std::span<const VerifierKey> keys,
    const TreeHead& head,
    const RootAt& root_at
);

} // namespace tocsin::storage
