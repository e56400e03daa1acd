// That a log seen earlier is a prefix of the log seen now, from inclusion proofs alone: the path of
// the last entry of the smaller tree in the larger one holds, on its left, everything the smaller
// root is made of. Pure arithmetic. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/log.hpp"
#include "storage/merkle.hpp"

#include <span>
#include <vector>

namespace tocsin::client {

// Which paths to ask for, in the tree of `now`: of the last entry of `before`, and of its
// neighbour, whose first hash is that entry's leaf. before.size >= 1, now.size > before.size.
std::vector<storage::Index>
prefix_indices(const storage::TreeHead& before, const storage::TreeHead& now);

// `paths` answer prefix_indices(), in that order.
bool proves_prefix(
    const storage::TreeHead& before,
    const storage::TreeHead& now,
    std::span<const std::vector<Digest>> paths
);

} // namespace tocsin::client
