// The Merkle tree of RFC 6962 section 2.1 / RFC 9162 section 2.1: pure arithmetic over hashes.
// Knows no disk and no network. All sizes are at most 2^63-1.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "storage/entry.hpp"
#include "storage/sha256.hpp"

#include <functional>
#include <span>
#include <vector>

namespace tocsin::storage {

Digest empty_root();

// The right edge of a growing tree: O(log n) memory, O(1) amortised append.
class Frontier {
public:
    void append(const Digest& leaf);

    Index size() const { return size_; }

    Digest root() const;

private:
    std::vector<Digest> edge_; // roots of the full subtrees, largest first
    Index size_ = 0;
};

// Root of a range that is given whole.
Digest root_of(std::span<const Digest> leaves);

// All inner hashes kept (64 bytes a leaf), so that proofs at any size cost O(log² n): the server's
// and the verifier's tree. Append only.
class Tree {
public:
    void append(const Digest& leaf);

    Index size() const { return levels_.empty() ? 0 : levels_.front().size(); }

    Digest root(Index size) const;                                      // size <= size()
    std::vector<Digest> inclusion_proof(Index index, Index size) const; // leaf sibling first
    std::vector<Digest> consistency_proof(Index size1, Index size2) const;

    Digest leaf(Index index) const { return levels_.front()[index]; }

    // The root of the n-th full subtree of 2^height leaves; it MUST be there: (n+1)·2^height <=
    // size.
    const Digest& full(unsigned height, Index n) const { return levels_[height][n]; }

private:
    Digest subtree(Index begin, Index end) const;
    std::vector<std::vector<Digest>>
        levels_; // level l holds the roots of full subtrees of 2^l leaves
};

// Verification; false for every proof that is too long, too short, of the wrong index or size.
bool verify_inclusion(
    const Digest& leaf, Index index, Index size, std::span<const Digest> proof, const Digest& root
);
// size1 == 0 is an error here: an empty tree proves nothing (audit-log: witness special-cases it).
bool verify_consistency(
    Index size1,
    Index size2,
    const Digest& root1,
    const Digest& root2,
    std::span<const Digest> proof
);

} // namespace tocsin::storage
