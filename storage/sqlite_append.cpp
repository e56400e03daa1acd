// Appending: the whole batch is decided and hashed in memory, stored in one transaction, and only
// when that is synced does the head move (I1).
// SPDX-License-Identifier: Apache-2.0
#include "server/base/check.hpp"
#include "server/base/limits.hpp"
#include "storage/sqlite_state.hpp"

namespace tocsin::storage {

namespace {

constexpr int not_ours = 78; // EX_CONFIG

class SqlitePen final : public DraftPen {
public:
    explicit SqlitePen(SqliteLog::State& log)
        : DraftPen(log.rng, log.tree, log.recorded_at), log_(log) {}

private:
    Result<std::optional<CommandRecord>> find_stored(const CommandKey& key) override {
        return log_.find_writing(key.first, key.second);
    }

    SqliteLog::State& log_;
};

// Hands over committed entries [from, until) in slices.
Result<void> tell(SqliteLog::State& log, Index from, Index until, const CatchUp& catch_up) {
    while (from < until) {
        auto slice = log.slice(from, limits::slice_rows_max, limits::slice_bytes_max);
        if (!slice) return slice.error();
        TOCSIN_CHECK(!slice->empty());
        for (const auto& entry : *slice)
            catch_up(entry);
        from += slice->size();
    }
    return {};
}

} // namespace

Result<void> SqliteLog::State::store_draft(DraftPen& pen) {
    Run last(writing->last_index);
    last.step();
    const Index stored = last.is_null(0) ? 0 : last.index(0) + 1;
    if (stored != tree.size()) {
        return Trouble{
            Trouble::Fate::halt,
            not_ours,
            "cannot append to " + store.file().string(),
            "somebody else wrote to it: it holds " + std::to_string(stored) + " entries, not " +
                std::to_string(tree.size()),
            "find out who; restart when nobody else does"};
    }
    for (const auto& entry : pen.entries()) {
        Run row(writing->put_entry);
        row.bind(1, entry.index).bind(2, entry.leaf_hash.view()).bind(3, entry.header);
        row.bind(4, entry.salt->view()).bind(5, entry.payload).step();
    }
    for (const auto& [key, record] : pen.remembered()) {
        Run row(writing->put_command);
        row.bind(1, key.first.view()).bind(2, key.second.view());
        row.bind(3, record.request_sha256.view()).bind(4, record.index).step();
    }
    return {};
}

Result<TreeHead>
SqliteLog::append(Index known_size, const CatchUp& catch_up, const Decide& decide) {
    TOCSIN_CHECK(known_size <= state_->tree.size());
    SqlitePen pen(*state_);
    auto written = state_->store.write([&]() -> Result<void> {
        if (auto told = tell(*state_, known_size, state_->tree.size(), catch_up); !told)
            return told;
        decide(pen);
        if (pen.entries().empty()) return {};
        return state_->store_draft(pen);
    });
    if (!written) return written.error();
    if (!pen.entries().empty()) {
        state_->tree = std::move(pen.tree());
        state_->recorded_at = pen.recorded_at();
    }
    return head();
}

Result<void> SqliteLog::erase(Index index) {
    auto written = state_->store.write([&]() -> Result<void> {
        if (index >= state_->tree.size()) {
            return Trouble{
                Trouble::Fate::failed,
                1,
                "cannot erase entry " + std::to_string(index),
                "there is none",
                ""};
        }
        Run row(state_->writing->erase_entry);
        row.bind(1, index).step();
        return {};
    });
    if (written) state_->store.erase_traces();
    return written;
}

void SqliteLog::idle() {
    state_->store.idle();
}

std::string SqliteLog::not_writable_because() const {
    return state_->store.not_writable_because();
}

TreeHead SqliteLog::head() const {
    return {state_->tree.size(), state_->tree.root()};
}

Instant SqliteLog::recorded_at() const {
    return state_->recorded_at;
}

} // namespace tocsin::storage
