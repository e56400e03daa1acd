// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_log.hpp"

#include "server/base/check.hpp"
#include "storage/seal.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::storage {

class MemoryPen final : public DraftPen {
public:
    explicit MemoryPen(MemoryLog& log)
        : DraftPen(log.rng_, log.frontier_, log.recorded_at_), log_(log) {}

private:
    Result<std::optional<CommandRecord>> find_stored(const CommandKey& key) override {
        return log_.find(key.first, key.second);
    }

    MemoryLog& log_;
};

void MemoryLog::fail_next(Trouble trouble, bool landed) {
    failure_ = Failure{std::move(trouble), landed};
}

Result<TreeHead>
MemoryLog::append(Index known_size, const CatchUp& catch_up, const Decide& decide) {
    TOCSIN_CHECK(known_size <= entries_.size());
    for (auto index = known_size; index < entries_.size(); ++index)
        catch_up(entries_[index]);
    MemoryPen pen(*this);
    decide(pen);

    const auto failure = std::exchange(failure_, std::nullopt);
    if (failure && !(failure->trouble.fate == Trouble::Fate::stop && failure->landed)) {
        return failure->trouble;
    }
    for (auto& entry : pen.entries())
        entries_.push_back(std::move(entry));
    for (const auto& [key, record] : pen.remembered()) {
        TOCSIN_CHECK(commands_.emplace(key, record).second);
    }
    frontier_ = std::move(pen.tree());
    recorded_at_ = pen.recorded_at();
    if (failure) return failure->trouble;
    return head();
}

Result<std::vector<Entry>>
MemoryLog::read(Index from, std::size_t rows_max, std::size_t bytes_max) {
    std::vector<Entry> slice;
    std::size_t bytes = 0;
    for (auto index = from; index < entries_.size() && slice.size() < rows_max; ++index) {
        const Entry& entry = slice.emplace_back(entries_[index]);
        bytes += entry.header.size() + entry.payload.size();
        if (bytes > bytes_max) break;
    }
    return slice;
}

Result<std::optional<CommandRecord>> MemoryLog::find(const PersonId& actor, const CommandId& id) {
    const auto found = commands_.find({actor, id});
    std::optional<CommandRecord> record;
    if (found != commands_.end()) record = found->second;
    return record;
}

Result<std::vector<Digest>> MemoryLog::leaf_hashes(Index from, Index until) {
    std::vector<Digest> leaves;
    until = std::min<Index>(until, entries_.size());
    for (auto index = from; index < until; ++index)
        leaves.push_back(entries_[index].leaf_hash);
    return leaves;
}

TreeHead MemoryLog::head() const {
    return {frontier_.size(), frontier_.root()};
}

Instant MemoryLog::recorded_at() const {
    return recorded_at_;
}

Result<void> MemoryLog::erase(Index index) {
    if (index >= entries_.size()) {
        Trouble trouble;
        trouble.what = "cannot erase entry " + std::to_string(index);
        trouble.why = "there is none";
        return trouble;
    }
    entries_[index].salt.reset();
    entries_[index].payload.clear();
    return {};
}

} // namespace tocsin::storage
