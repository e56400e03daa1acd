// 16 bytes: a version, the log's id, the index in 7 bytes, big-endian. Opaque to clients.
// SPDX-License-Identifier: Apache-2.0
#include "server/wire/cursor.hpp"

#include "server/base/check.hpp"

namespace tocsin::wire {

namespace {

constexpr char version = 1;
constexpr std::size_t index_bytes = 7;
constexpr std::size_t cursor_bytes = 1 + LogId::size + index_bytes;

} // namespace

std::string encode(const Cursor& cursor) {
    TOCSIN_CHECK(cursor.next >> (8 * index_bytes) == 0);
    std::string bytes(1, version);
    bytes += cursor.log.view();
    for (std::size_t i = index_bytes; i-- > 0;) {
        bytes += static_cast<char>(cursor.next >> (8 * i) & 0xff);
    }
    return bytes;
}

std::optional<Cursor> decode_cursor(std::string_view bytes) {
    if (bytes.size() != cursor_bytes || bytes.front() != version) return std::nullopt;
    Cursor cursor;
    cursor.log = *LogId::from(bytes.substr(1, LogId::size));
    for (const char c : bytes.substr(1 + LogId::size)) {
        cursor.next = cursor.next << 8 | static_cast<unsigned char>(c);
    }
    return cursor;
}

} // namespace tocsin::wire
