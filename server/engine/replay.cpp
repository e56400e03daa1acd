// SPDX-License-Identifier: Apache-2.0
#include "server/engine/replay.hpp"

#include "server/base/limits.hpp"
#include "server/engine/entry_reading.hpp"

#include <deque>

namespace tocsin::engine {

namespace {

// Pieces small enough that the memory one gives back is what the next takes.
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

} // namespace

Result<Replayed> replay(storage::Log& log) {
    Replayed replayed;
    Recent recent;
    for (;;) {
        auto slice = log.read(replayed.state.size, rows_max, bytes_max);
        if (!slice) return slice.error();
        if (slice->empty()) break;
        for (const auto& entry : *slice) {
            Reading reading = read_entry(entry);
            if (reading.damaged) ++replayed.damaged;
            fold(replayed.state, reading.told);
            replayed.tree.append(entry.leaf_hash);
            recent.push(std::move(reading.told), entry.payload.size());
        }
    }
    replayed.recent = recent.take();
    return replayed;
}

} // namespace tocsin::engine
