// What SqliteLog holds between calls: its statements, prepared once, and the head of the log.
// Included by the sqlite_*.cpp files alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/seal.hpp"
#include "storage/sqlite_store.hpp"

#include <SQLiteCpp/Column.h>

namespace tocsin::storage {

// A run of a prepared statement: however it ends, no statement stays open behind it, or the WAL
// could never be reset.
class Run {
public:
    explicit Run(SQLite::Statement& statement) : statement_(statement) {}

    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    ~Run() {
        statement_.tryReset();
        sqlite_clear();
    }

    // Bytes are not copied: they MUST outlive the run.
    Run& bind(int at, std::string_view bytes);
    Run& bind_text(int at, std::string_view text);
    Run& bind(int at, Index index);

    bool step() { return statement_.executeStep(); }

    std::string_view bytes(int column) const;

    bool is_null(int column) const { return statement_.getColumn(column).isNull(); }

    Index index(int column) const {
        return static_cast<Index>(statement_.getColumn(column).getInt64());
    }

private:
    void sqlite_clear() noexcept;

    SQLite::Statement& statement_;
};

struct WritingStatements {
    explicit WritingStatements(SQLite::Database& writer);
    SQLite::Statement last_index, find_command, put_entry, put_command, erase_entry;
    SQLite::Statement put_document, erase_document, put_person, erase_person;
    SQLite::Statement put_session, end_session, put_key_use;
    SQLite::Statement put_channel, remove_channel, erase_channels;
    SQLite::Statement put_item, remove_item, put_cursor;
    SQLite::Statement mend_command;
};

struct ReadingStatements {
    explicit ReadingStatements(SQLite::Database& reader);
    SQLite::Statement entries, leaves, command, document, people, sessions, key_uses;
    SQLite::Statement channels, items, cursor;
};

class DocumentTable final : public Documents {
public:
    explicit DocumentTable(SqliteLog::State& log) : log_(log) {}

    Result<Digest> put(const StoredDocument& document) override;
    Result<std::optional<StoredDocument>> get(const Digest& sha256) override;
    Result<void> erase(const Digest& sha256) override;

private:
    SqliteLog::State& log_;
};

class DirectoryTable final : public Directory {
public:
    explicit DirectoryTable(SqliteLog::State& log) : log_(log) {}

    Result<void> put(const PersonId& person, const DirectoryRow& row) override;
    Result<std::map<PersonId, DirectoryRow>> all() override;
    Result<void> erase(const PersonId& person) override;

private:
    SqliteLog::State& log_;
};

class VisitTables final : public Visits {
public:
    explicit VisitTables(SqliteLog::State& log) : log_(log) {}

    Result<void> keep(const VisitChanges& changes) override;
    Result<VisitRows> all() override;

private:
    SqliteLog::State& log_;
};

class ChannelTables final : public Channels {
public:
    explicit ChannelTables(SqliteLog::State& log) : log_(log) {}

    Result<void> keep(const ChannelChanges& changes) override;
    Result<ChannelRows> all() override;

private:
    SqliteLog::State& log_;
};

struct SqliteLog::State {
    State(const Options& options, Rng& random);

    Result<void> open(const CatchUp& each);
    Result<void> store_draft(DraftPen& pen);
    Result<std::optional<CommandRecord>> find(const PersonId& actor, const CommandId& id);
    // The same inside a transaction, on the pages it is about to write: no other is begun.
    Result<std::optional<CommandRecord>> find_writing(const PersonId& actor, const CommandId& id);
    Result<std::optional<CommandRecord>> find_by(
        SQLite::Database& at, SQLite::Statement& command, const PersonId& actor, const CommandId& id
    );
    Result<std::vector<Entry>> slice(Index from, std::size_t rows_max, std::size_t bytes_max);
    // The entry as stored, less a payload that is damaged; nothing when the row itself is.
    std::optional<Entry> take_entry(const Run& row);

    SqliteStore store;
    Rng& rng;
    std::unique_ptr<WritingStatements> writing; // null when opened to read
    std::unique_ptr<ReadingStatements> reading;
    Frontier tree;
    Instant recorded_at{};
    std::uint64_t damaged_payloads = 0;
    DocumentTable documents;
    DirectoryTable directory;
    VisitTables visits;
    ChannelTables channels;
};

} // namespace tocsin::storage
