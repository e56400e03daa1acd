// Tiles of the tree and bundles of its entries (C2SP tlog-tiles v0.1.0): the log as files that
// anybody may keep, for ever the same once full. Served by net, asked of the tree and of the stored
// headers, never kept a second time. docs/LOG_FORMAT.md section 10.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/merkle.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::storage {

constexpr unsigned tile_width_full = 256;

struct TilePath {
    enum class Of { hashes, entries };
    Of of = Of::hashes;
    unsigned level = 0; // 0 to 63; of hashes only
    Index number = 0;
    unsigned width = tile_width_full; // 1 to 256; below 256: a partial tile

    // "tile/0/x001/234.p/5", "tile/entries/000".
    std::string str() const;
    // Only what str() prints: no leading zeros, no width 0 or 256, at most 18 digits.
    static std::optional<TilePath> parse(std::string_view path);

    // Whether a log of that size has it. Partial tiles of every smaller size stay available.
    bool exists_at(Index size) const;

    Index first() const { return number * tile_width_full; } // hash of the level, or entry

    bool operator==(const TilePath&) const = default;
};

// Where the entry stands in a log of that size; index < size.
TilePath bundle_of(Index index, Index size);

// Its hashes joined, 32 bytes each; the tree is at least as large as the tile.
std::string hash_tile(const Tree& tree, const TilePath& path);

// Each as 2 bytes of length, big-endian, and the bytes; a header is far below 65,536 bytes.
std::string entry_bundle(std::span<const std::string> headers);

} // namespace tocsin::storage
