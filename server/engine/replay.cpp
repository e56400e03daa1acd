// SPDX-License-Identifier: Apache-2.0
#include "server/engine/replay.hpp"

#include "server/base/ahead.hpp"
#include "server/base/limits.hpp"
#include "server/engine/entry_reading.hpp"

#include <deque>
#include <optional>

namespace tocsin::engine {

namespace {

// Pieces small enough that what one gives back is what the next takes: in larger ones the
// allocator, between two threads, costs more than the hashing.
constexpr std::size_t rows_max = 192;
constexpr std::size_t bytes_max = 4 * 1024 * 1024;
constexpr std::size_t recent_max = 8'192;
constexpr std::size_t recent_bytes_max = limits::ring_bytes_max / 8; // as payload

class Recent {
public:
    void push(Told told, std::size_t bytes) {
        held_.push_back({std::move(told), bytes});
        bytes_ += bytes;
        while (held_.size() > recent_max || bytes_ > recent_bytes_max) {
            bytes_ -= held_.front().bytes;
            held_.pop_front();
        }
    }

    std::vector<Told> take() {
        std::vector<Told> told;
        told.reserve(held_.size());
        for (auto& held : held_)
            told.push_back(std::move(held.told));
        return told;
    }

private:
    struct Held {
        Told told;
        std::size_t bytes;
    };

    std::deque<Held> held_;
    std::size_t bytes_ = 0;
};

// One slice as it was read, hashed and parsed; or why it could not be.
struct Slice {
    struct Row {
        Reading reading;
        Digest leaf;
        std::size_t bytes = 0;
    };

    std::vector<Row> rows;
    std::optional<Trouble> trouble;
};

Slice read_slice(storage::Log& log, storage::Index from) {
    Slice slice;
    const auto entries = log.read(from, rows_max, bytes_max);
    if (!entries) {
        slice.trouble = entries.error();
        return slice;
    }
    slice.rows.reserve(entries->size());
    for (const auto& entry : *entries)
        slice.rows.push_back({read_entry(entry), entry.leaf_hash, entry.payload.size()});
    return slice;
}

} // namespace

// Reading and hashing on a thread of its own, folding here: nobody else uses the log meanwhile.
Result<Replayed> replay(storage::Log& log) {
    Ahead<Slice> slices([&log](const Ahead<Slice>::Put& put) {
        storage::Index next = 0;
        for (;;) {
            Slice slice = read_slice(log, next);
            next += slice.rows.size();
            const bool is_last = slice.rows.empty();
            if (!put(std::move(slice)) || is_last) return;
        }
    });
    Replayed replayed;
    Recent recent;
    while (auto slice = slices.next()) {
        if (slice->trouble) return *slice->trouble;
        for (auto& row : slice->rows) {
            if (row.reading.damaged) ++replayed.damaged;
            fold(replayed.state, row.reading.told);
            replayed.tree.append(row.leaf);
            recent.push(std::move(row.reading.told), row.bytes);
        }
    }
    replayed.recent = recent.take();
    return replayed;
}

} // namespace tocsin::engine
