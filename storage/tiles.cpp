// SPDX-License-Identifier: Apache-2.0
#include "storage/tiles.hpp"

#include "server/base/check.hpp"

#include <charconv>

namespace tocsin::storage {

namespace {

constexpr unsigned level_max = 63;
constexpr unsigned level_bits = 8; // a level holds the roots of 256 hashes of the level below
constexpr unsigned height_max = 63;
constexpr std::size_t group_digits = 3;
constexpr std::size_t groups_max = 6; // 18 digits
constexpr Index group_base = 1000;
constexpr std::string_view tile_prefix = "tile/";
constexpr std::string_view entries_word = "entries";
constexpr std::string_view partial_mark = ".p/";

bool read_number(std::string_view text, Index& number) {
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    return ec == std::errc() && end == text.data() + text.size();
}

// "x001/x234/067"; leading zeros and signs are met by printing it again.
bool read_groups(std::string_view text, Index& number) {
    number = 0;
    for (std::size_t groups = 0; groups < groups_max; ++groups) {
        const bool goes_on = text.starts_with('x');
        if (goes_on) text.remove_prefix(1);
        Index group = 0;
        if (text.size() < group_digits || !read_number(text.substr(0, group_digits), group))
            return false;
        number = number * group_base + group;
        text.remove_prefix(group_digits);
        if (!goes_on) return text.empty();
        if (!text.starts_with('/')) return false;
        text.remove_prefix(1);
    }
    return false;
}

std::string print_groups(Index number) {
    std::string digits = std::to_string(number);
    digits.insert(0, (group_digits - digits.size() % group_digits) % group_digits, '0');
    std::string groups;
    for (std::size_t at = 0; at < digits.size(); at += group_digits) {
        const bool is_last = at + group_digits == digits.size();
        groups += (is_last ? "" : "x") + digits.substr(at, group_digits) + (is_last ? "" : "/");
    }
    return groups;
}

// How many hashes the level has at that size; of entries: level 0.
Index hashes_at(unsigned level, Index size) {
    const unsigned height = level * level_bits;
    return height > height_max ? 0 : size >> height;
}

} // namespace

std::string TilePath::str() const {
    std::string path(tile_prefix);
    path += of == Of::entries ? std::string(entries_word) : std::to_string(level);
    path += "/" + print_groups(number);
    if (width != tile_width_full) path += std::string(partial_mark) + std::to_string(width);
    return path;
}

std::optional<TilePath> TilePath::parse(std::string_view text) {
    const std::string_view whole = text;
    if (!text.starts_with(tile_prefix)) return std::nullopt;
    text.remove_prefix(tile_prefix.size());
    const auto slash = text.find('/');
    if (slash == text.npos) return std::nullopt;
    const auto level_word = text.substr(0, slash);
    text.remove_prefix(slash + 1);

    TilePath path;
    Index level = 0, width = tile_width_full;
    if (level_word == entries_word) {
        path.of = Of::entries;
    } else if (!read_number(level_word, level) || level > level_max) {
        return std::nullopt;
    }
    if (const auto mark = text.find(partial_mark); mark != text.npos) {
        if (!read_number(text.substr(mark + partial_mark.size()), width)) return std::nullopt;
        if (width == 0 || width >= tile_width_full) return std::nullopt;
        text = text.substr(0, mark);
    }
    if (!read_groups(text, path.number)) return std::nullopt;
    path.level = static_cast<unsigned>(level);
    path.width = static_cast<unsigned>(width);
    if (path.str() != whole) return std::nullopt;
    return path;
}

bool TilePath::exists_at(Index size) const {
    const Index hashes = hashes_at(level, size);
    // Compared before it is multiplied, so that no number comes round to another's.
    return number <= hashes / tile_width_full && first() + width <= hashes;
}

TilePath bundle_of(Index index, Index size) {
    TOCSIN_CHECK(index < size);
    TilePath path;
    path.of = TilePath::Of::entries;
    path.number = index / tile_width_full;
    const Index width = size - path.first();
    if (width < tile_width_full) path.width = static_cast<unsigned>(width);
    return path;
}

std::string hash_tile(const Tree& tree, const TilePath& path) {
    TOCSIN_CHECK(path.of == TilePath::Of::hashes && path.exists_at(tree.size()));
    std::string bytes;
    bytes.reserve(path.width * Digest::size);
    for (unsigned i = 0; i < path.width; ++i)
        bytes += tree.full(path.level * level_bits, path.first() + i).view();
    return bytes;
}

std::string entry_bundle(std::span<const std::string> headers) {
    std::string bundle;
    for (const auto& header : headers) {
        TOCSIN_CHECK(header.size() <= UINT16_MAX);
        bundle += static_cast<char>(header.size() >> 8);
        bundle += static_cast<char>(header.size() & 0xff);
        bundle += header;
    }
    return bundle;
}

} // namespace tocsin::storage
