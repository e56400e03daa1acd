// SPDX-License-Identifier: Apache-2.0
#include "client/core/prefix_proof.hpp"

namespace tocsin::client {
namespace {

using storage::Index;

// Whether the sibling at each height, from the leaf up, stands on the left (RFC 9162
// section 2.1.3.2).
std::vector<bool> left_siblings(Index index, Index size) {
    std::vector<bool> left;
    Index last = size - 1;
    while (last > 0) {
        if ((index & 1) != 0) {
            left.push_back(true);
        } else if (index < last) {
            left.push_back(false);
        }
        index >>= 1;
        last >>= 1;
    }
    return left;
}

} // namespace

std::vector<Index> prefix_indices(const storage::TreeHead& before, const storage::TreeHead&) {
    const Index last = before.size - 1;
    return {last, last ^ 1}; // now.size > before.size, so the neighbour exists
}

bool proves_prefix(
    const storage::TreeHead& before,
    const storage::TreeHead& now,
    std::span<const std::vector<Digest>> paths
) {
    if (before.size == 0 || now.size <= before.size || paths.size() != 2) return false;
    const Index last = before.size - 1;
    const auto& path = paths[0];
    if (paths[1].empty()) return false;
    const Digest leaf = paths[1].front();
    if (!storage::verify_inclusion(leaf, last, now.size, path, now.root)) return false;

    const auto left = left_siblings(last, now.size);
    if (left.size() != path.size()) return false;
    Digest root = leaf;
    for (std::size_t i = 0; i < path.size(); ++i)
        if (left[i]) root = storage::node_hash(path[i], root);
    return root == before.root;
}

} // namespace tocsin::client
