// SPDX-License-Identifier: Apache-2.0
#include "server/engine/scrub.hpp"

#include "server/base/limits.hpp"

#include <utility>

namespace tocsin::engine {

Scrub::Scrub(Rooms rooms, Halt halt, Stop stop)
    : rooms_(rooms),
      halt_(std::move(halt)),
      stop_(std::move(stop)),
      timer_(rooms.executor, [this] { step(); }) {}

void Scrub::start() {
    stopped_ = false;
    timer_.set(limits::scrub_interval);
}

void Scrub::stop() {
    stopped_ = true;
    timer_.stop();
}

void Scrub::step() {
    if (stopped_ || reading_) return;
    reading_ = true;
    auto work = [&log = rooms_.log, from = scrubbed_.at] { return read(log, from); };
    auto done = [this](const Result<Slice>& slice) { take(slice); };
    ask_desk(rooms_.desk, Desk::Kind::slice, here_, std::move(work), std::move(done));
}

Result<Scrub::Slice> Scrub::read(storage::Log& log, storage::Index from) {
    const auto entries = log.read(from, limits::slice_rows_max, limits::slice_bytes_max);
    if (!entries) return entries.error();
    Slice slice;
    slice.next = from;
    for (const auto& entry : *entries) {
        const Digest leaf = storage::leaf_hash(entry.header);
        if (leaf != entry.leaf_hash && !slice.stored_otherwise)
            slice.stored_otherwise = entry.index;
        slice.leaves.emplace_back(entry.index, leaf);
        const auto header = storage::decode_header(entry.header);
        if (header && entry.salt && !storage::payload_matches(*header, *entry.salt, entry.payload))
            slice.damaged.push_back(entry.index);
        slice.next = entry.index + 1;
    }
    return slice;
}

// A log that cannot be read now says so to everybody who reads; the scrub tries again. One of which
// nobody knows what is on its disk, since its housekeeping failed, is not waited for: a server
// without commands would go on, and replay nothing to anybody.
void Scrub::take(const Result<Slice>& slice) {
    reading_ = false;
    if (stopped_) return;
    if (!slice && slice.error().fate == Trouble::Fate::stop) {
        stop();
        return stop_(slice.error());
    }
    timer_.set(limits::scrub_interval);
    if (!slice) return;
    std::optional<storage::Index> wrong = slice->stored_otherwise;
    for (const auto& [index, leaf] : slice->leaves) {
        if (index >= rooms_.notary.tree().size()) break; // committed, not yet announced
        if (leaf != rooms_.notary.tree().leaf(index))
            wrong = std::min(index, wrong.value_or(index));
    }
    if (wrong) {
        stop();
        return halt_(
            "entry " + std::to_string(*wrong) +
            " on the disk is not the one that was recorded: restore the newest copy"
        );
    }
    damaged_now_ += slice->damaged.size();
    if (!slice->damaged.empty() && !scrubbed_.first_damaged)
        scrubbed_.first_damaged = slice->damaged.front();
    scrubbed_.damaged = std::max(damaged_before_, damaged_now_);
    scrubbed_.at = slice->next;
    if (slice->leaves.empty()) end_of_pass();
}

void Scrub::end_of_pass() {
    ++scrubbed_.passes;
    scrubbed_.passed_at = rooms_.clock.wall();
    scrubbed_.at = 0;
    damaged_before_ = std::exchange(damaged_now_, 0);
    if (damaged_before_ == 0) scrubbed_.first_damaged.reset();
    scrubbed_.damaged = damaged_before_;
}

} // namespace tocsin::engine
