// Reading, on the connection that can do nothing else, in slices: a statement left open would keep
// the WAL from being reset. What is read is checked; what fails is never handed out.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/check.hpp"
#include "storage/sqlite_state.hpp"

#include <algorithm>

namespace tocsin::storage {

namespace {

constexpr int not_ours = 78; // EX_CONFIG
constexpr std::size_t rebuild_rows = 4096;
constexpr std::size_t rebuild_bytes = 16 * 1024 * 1024;

Trouble damaged(Index index) {
    return Trouble{
        Trouble::Fate::halt,
        not_ours,
        "entry " + std::to_string(index) + " is damaged",
        "its header does not give its leaf hash",
        "see docs/OPERATIONS.md"};
}

} // namespace

std::optional<Entry> SqliteLog::State::take_entry(const Run& row) {
    Entry entry;
    entry.index = row.index(0);
    entry.header = row.bytes(2);
    entry.leaf_hash = leaf_hash(entry.header);
    const auto header = decode_header(entry.header);
    if (!header || entry.leaf_hash.view() != row.bytes(1)) return std::nullopt;
    if (row.is_null(3)) return entry;
    // The tree holds without it: a payload that is not the one committed to is as good as erased.
    const auto salt = Salt::from(row.bytes(3));
    const auto payload = row.bytes(4);
    if (salt && sha256({salt->view(), payload}) == header->commitment) {
        entry.salt = salt;
        entry.payload = payload;
    } else {
        ++damaged_payloads;
    }
    return entry;
}

Result<std::vector<Entry>>
SqliteLog::State::slice(Index from, std::size_t rows_max, std::size_t bytes_max) {
    std::vector<Entry> entries;
    auto done = store.read([&]() -> Result<void> {
        Run rows(reading->entries);
        rows.bind(1, from).bind(2, tree.size());
        std::size_t bytes = 0;
        Index expected = from;
        while (entries.size() < rows_max && bytes <= bytes_max && rows.step()) {
            auto entry = take_entry(rows);
            if (!entry || entry->index != expected) {
                store.halt(to_string(damaged(expected)));
                if (entries.empty()) return damaged(expected);
                return {};
            }
            bytes += entry->header.size() + entry->payload.size();
            entries.push_back(std::move(*entry));
            ++expected;
        }
        if (entries.empty() && rows_max > 0 && from < tree.size()) return damaged(from);
        return {};
    });
    if (!done) return done.error();
    return entries;
}

Result<std::optional<CommandRecord>>
SqliteLog::State::find(const PersonId& actor, const CommandId& id) {
    return find_by(store.reader(), reading->command, actor, id);
}

Result<std::optional<CommandRecord>>
SqliteLog::State::find_writing(const PersonId& actor, const CommandId& id) {
    return find_by(store.writer(), writing->find_command, actor, id);
}

Result<std::optional<CommandRecord>> SqliteLog::State::find_by(
    SQLite::Database& at, SQLite::Statement& command, const PersonId& actor, const CommandId& id
) {
    std::optional<CommandRecord> record;
    auto done = store.read(at, [&]() -> Result<void> {
        Run row(command);
        row.bind(1, actor.view()).bind(2, id.view());
        if (row.step()) record = CommandRecord{*Digest::from(row.bytes(0)), row.index(1)};
        return {};
    });
    if (!done) return done.error();
    return record;
}

Result<std::vector<Entry>>
SqliteLog::read(Index from, std::size_t rows_max, std::size_t bytes_max) {
    return state_->slice(from, rows_max, bytes_max);
}

Result<std::optional<CommandRecord>> SqliteLog::find(const PersonId& actor, const CommandId& id) {
    return state_->find(actor, id);
}

Result<std::vector<Digest>> SqliteLog::leaf_hashes(Index from, Index until) {
    std::vector<Digest> leaves;
    until = std::min(until, state_->tree.size());
    if (from >= until) return leaves;
    leaves.reserve(until - from);
    auto done = state_->store.read([&]() -> Result<void> {
        Run rows(state_->reading->leaves);
        rows.bind(1, from).bind(2, until);
        while (rows.step()) {
            const auto leaf = Digest::from(rows.bytes(1));
            if (!leaf || rows.index(0) != from + leaves.size()) break;
            leaves.push_back(*leaf);
        }
        if (leaves.size() < until - from) return damaged(from + leaves.size());
        return {};
    });
    if (!done) return done.error();
    return leaves;
}

Result<std::uint64_t> SqliteLog::rebuild_commands(const RequestOf& request_of) {
    std::uint64_t missing = 0;
    for (Index from = 0; from < state_->tree.size();) {
        const auto slice = state_->slice(from, rebuild_rows, rebuild_bytes);
        if (!slice) return slice.error();
        auto written = state_->store.write([&]() -> Result<void> {
            for (const auto& entry : *slice) {
                const auto header = decode_header(entry.header);
                TOCSIN_CHECK(header.has_value());
                if (header->command_id.is_zero()) continue;
                // In index order, and never over what is there: the first entry of a command wins.
                const Digest request = request_of(entry.payload).value_or(Digest());
                Run row(state_->writing->mend_command);
                row.bind(1, header->actor.view()).bind(2, header->command_id.view());
                row.bind(3, request.view()).bind(4, entry.index).step();
                missing += static_cast<std::uint64_t>(state_->store.writer().getChanges());
            }
            return {};
        });
        if (!written) return written.error();
        from += slice->size();
    }
    return missing;
}

std::uint64_t SqliteLog::wal_bytes() const {
    return state_->store.wal_bytes();
}

std::uint64_t SqliteLog::database_bytes() const {
    std::error_code ec;
    const auto bytes = std::filesystem::file_size(state_->store.file(), ec);
    return ec ? 0 : bytes;
}

std::uint64_t SqliteLog::damaged_payloads() const {
    return state_->damaged_payloads;
}

const std::string& SqliteLog::warning() const {
    return state_->store.warning();
}

} // namespace tocsin::storage
