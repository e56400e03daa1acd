// Verification as in RFC 9162 sections 2.1.3.2 and 2.1.4.2.
// SPDX-License-Identifier: Apache-2.0
#include "storage/merkle.hpp"

namespace tocsin::storage {

namespace {

constexpr Index size_max = INT64_MAX;

// Where the walk from a leaf to the root stands: `place` among `last` + 1 nodes of its level.
struct Climb {
    Index place;
    Index last;

    bool right_child() const { return place % 2 == 1 || place == last; }

    void up() {
        place >>= 1;
        last >>= 1;
    }

    // A node without a sibling rises unchanged until it is a right child, or the first.
    void rise() {
        while (place % 2 == 0 && place != 0)
            up();
    }
};

} // namespace

bool verify_inclusion(
    const Digest& leaf, Index index, Index size, std::span<const Digest> proof, const Digest& root
) {
    if (index >= size || size > size_max) return false;
    Climb climb{index, size - 1};
    Digest hash = leaf;
    for (const auto& sibling : proof) {
        if (climb.last == 0) return false; // too long
        if (climb.right_child()) {
            hash = node_hash(sibling, hash);
            climb.rise();
        } else {
            hash = node_hash(hash, sibling);
        }
        climb.up();
    }
    return climb.last == 0 && hash == root;
}

bool verify_consistency(
    Index size1,
    Index size2,
    const Digest& root1,
    const Digest& root2,
    std::span<const Digest> proof
) {
    if (size1 == 0 || size1 > size2 || size2 > size_max) return false;
    if (size1 == size2) return proof.empty() && root1 == root2;
    if (proof.empty()) return false;

    Climb climb{size1 - 1, size2 - 1};
    while (climb.place % 2 == 1)
        climb.up();
    // When the old tree is a full one its root starts the walk and is not in the proof.
    const bool full = (size1 & (size1 - 1)) == 0;
    Digest old_hash = full ? root1 : proof.front();
    Digest new_hash = old_hash;
    for (const auto& sibling : full ? proof : proof.subspan(1)) {
        if (climb.last == 0) return false;
        if (climb.right_child()) {
            old_hash = node_hash(sibling, old_hash);
            new_hash = node_hash(sibling, new_hash);
            climb.rise();
        } else {
            new_hash = node_hash(new_hash, sibling);
        }
        climb.up();
    }
    return climb.last == 0 && old_hash == root1 && new_hash == root2;
}

} // namespace tocsin::storage
