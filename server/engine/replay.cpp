// SPDX-License-Identifier: Apache-2.0
#include "server/engine/replay.hpp"

#include "server/base/ahead.hpp"
#include "server/base/limits.hpp"

namespace tocsin::engine {

namespace {

// Pieces small enough that the memory one gives back is what the next takes.
constexpr std::size_t rows_max = 192;
constexpr std::size_t bytes_max = 4 * 1024 * 1024;
constexpr std::size_t recent_max = 8'192;
constexpr std::size_t recent_bytes_max = limits::ring_bytes_max / 8; // as payload

} // namespace

void Replay::take(const storage::Entry& entry) {
    fold(entry, read_checked(entry, std::exchange(spare_, nullptr)));
}

void Replay::fold(const storage::Entry& entry, Reading reading) {
    if (reading.damaged) ++replayed_.damaged;
    engine::fold(replayed_.state, reading.told);
    replayed_.tree.append(entry.leaf_hash);
    bytes_ += entry.payload.size();
    held_.push_back({std::move(reading.told), entry.payload.size()});
    while (held_.size() > recent_max || bytes_ > recent_bytes_max)
        let_go();
}

void Replay::let_go() {
    bytes_ -= held_.front().bytes;
    // Made by us and held by nobody else, so it may be written again: a million events need not be
    // allocated one by one.
    spare_ = std::const_pointer_cast<v1::Event>(std::move(held_.front().told.event));
    held_.pop_front();
}

Replayed Replay::finish() {
    replayed_.recent.reserve(held_.size());
    for (auto& held : held_)
        replayed_.recent.push_back(std::move(held.told));
    held_.clear();
    return std::move(replayed_);
}

Result<Replayed> replay(storage::Log& log) {
    Replay replay;
    for (storage::Index from = 0;;) {
        auto slice = log.read(from, rows_max, bytes_max);
        if (!slice) return slice.error();
        if (slice->empty()) return replay.finish();
        for (const auto& entry : *slice)
            replay.fold(entry, read_entry(entry));
        from += slice->size();
    }
}

Replayed replay_while(const std::function<void(const storage::CatchUp&)>& open) {
    using Entries = Ahead<storage::Entry>;
    Entries entries([&open](Entries::Out& out) {
        open([&out](const storage::Entry& entry) {
            out.slot() = entry;
            (void)out.put();
        });
    });
    Replay replay;
    while (const auto* entry = entries.next())
        replay.take(*entry);
    return replay.finish();
}

} // namespace tocsin::engine
