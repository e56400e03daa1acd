// The opaque cursor: how far a follower has read, bound to this log, so that one of another log is
// noticed (RESET) and one beyond the head as well (4460).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::wire {

using LogId = Bytes<8, struct LogIdTag>;

struct Cursor {
    std::uint64_t next = 0; // index of the first entry not yet read
    LogId log;              // SHA-256(origin ‖ LF ‖ log key)[:8]
};

std::string encode(const Cursor& cursor);
std::optional<Cursor> decode_cursor(std::string_view bytes);

} // namespace tocsin::wire
