// The tree grows here; merkle_proof.cpp checks what others claim about it.
// SPDX-License-Identifier: Apache-2.0
#include "storage/merkle.hpp"

#include "server/base/check.hpp"

#include <bit>

namespace tocsin::storage {

namespace {

// Where RFC 6962 cuts a tree of `size` > 1 leaves: the largest power of two smaller than it.
Index split(Index size) {
    return std::bit_floor(size - 1);
}

} // namespace

Digest empty_root() {
    return sha256({});
}

void Frontier::append(const Digest& leaf) {
    edge_.push_back(leaf);
    // Each trailing one of the old size is a full subtree of the same height: they become one.
    for (int merges = std::countr_one(size_); merges > 0; --merges) {
        const Digest right = edge_.back();
        edge_.pop_back();
        edge_.back() = node_hash(edge_.back(), right);
    }
    ++size_;
}

Digest Frontier::root() const {
    if (edge_.empty()) return empty_root();
    Digest root = edge_.back();
    for (auto left = edge_.rbegin() + 1; left != edge_.rend(); ++left) {
        root = node_hash(*left, root);
    }
    return root;
}

Digest root_of(std::span<const Digest> leaves) {
    Frontier frontier;
    for (const auto& leaf : leaves)
        frontier.append(leaf);
    return frontier.root();
}

void Tree::append(const Digest& leaf) {
    if (levels_.empty()) levels_.emplace_back();
    levels_.front().push_back(leaf);
    for (std::size_t level = 0; levels_[level].size() % 2 == 0; ++level) {
        if (levels_.size() == level + 1) levels_.emplace_back();
        const auto& below = levels_[level];
        levels_[level + 1].push_back(node_hash(below[below.size() - 2], below.back()));
    }
}

// The root over leaves [begin, end); `begin` is a multiple of the smallest full tree that covers
// them.
Digest Tree::subtree(Index begin, Index end) const {
    const Index width = end - begin;
    if (std::has_single_bit(width)) {
        const auto level = static_cast<std::size_t>(std::countr_zero(width));
        return levels_[level][begin >> level];
    }
    const Index middle = begin + split(width);
    const Digest left = subtree(begin, middle);
    return node_hash(left, subtree(middle, end));
}

Digest Tree::root(Index size) const {
    TOCSIN_CHECK(size <= this->size());
    return size == 0 ? empty_root() : subtree(0, size);
}

std::vector<Digest> Tree::inclusion_proof(Index index, Index size) const {
    TOCSIN_CHECK(size <= this->size());
    TOCSIN_CHECK(index < size);
    std::vector<Digest> proof;
    Index begin = 0, end = size;
    while (end - begin > 1) {
        const Index middle = begin + split(end - begin);
        if (index < middle) {
            proof.push_back(subtree(middle, end));
            end = middle;
        } else {
            proof.push_back(subtree(begin, middle));
            begin = middle;
        }
    }
    return {proof.rbegin(), proof.rend()};
}

std::vector<Digest> Tree::consistency_proof(Index size1, Index size2) const {
    TOCSIN_CHECK(size2 <= this->size());
    TOCSIN_CHECK(size1 <= size2);
    std::vector<Digest> proof;
    if (size1 == 0 || size1 == size2) return proof;
    Index begin = 0, end = size2;
    while (end != size1) {
        const Index middle = begin + split(end - begin);
        if (size1 <= middle) {
            proof.push_back(subtree(middle, end));
            end = middle;
        } else {
            proof.push_back(subtree(begin, middle));
            begin = middle;
        }
    }
    // A whole old tree is known to the verifier; anything smaller must be told.
    if (begin != 0) proof.push_back(subtree(begin, end));
    return {proof.rbegin(), proof.rend()};
}

} // namespace tocsin::storage
