// SPDX-License-Identifier: Apache-2.0
#include "server/engine/slices.hpp"

#include "server/base/limits.hpp"
#include "server/engine/entry_reading.hpp"

namespace tocsin::engine {

Slices::Slices(Desk& desk, storage::Log& log, Arrived arrived)
    : desk_(desk), log_(log), arrived_(std::move(arrived)) {}

std::shared_ptr<Slice> Slices::find(storage::Index from) const {
    for (const auto& slice : kept_) {
        if (slice->begin() <= from && from < slice->end()) return slice;
    }
    return nullptr;
}

void Slices::fetch(storage::Index from) {
    if (!on_their_way_.insert(from).second) return;
    auto work = [&log = log_, from] { return read(log, from); };
    auto done = [this, from](Read result) { keep(from, std::move(result)); };
    ask_desk(desk_, Desk::Kind::slice, here_, std::move(work), std::move(done));
}

Slices::Read Slices::read(storage::Log& log, storage::Index from) {
    Read result;
    const auto entries = log.read(from, limits::slice_rows_max, limits::slice_bytes_max);
    if (!entries || entries->empty()) return result;
    result.slice = std::make_shared<Slice>();
    for (const auto& entry : *entries) {
        Reading reading = read_entry(entry);
        if (reading.damaged) ++result.damaged;
        Outgoing& outgoing = result.slice->held.emplace_back();
        outgoing.told = std::move(reading.told);
    }
    return result;
}

void Slices::keep(storage::Index from, Read read) {
    on_their_way_.erase(from);
    damaged_ += read.damaged;
    if (read.slice) {
        if (kept_.size() == kept_max) kept_.pop_back();
        kept_.push_front(read.slice);
    }
    arrived_(from, read.slice);
}

} // namespace tocsin::engine
