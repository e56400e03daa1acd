// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_tables.hpp"

#include "storage/sqlite_store.hpp"

#include <SQLiteCpp/Column.h>

namespace tocsin::storage {

namespace {

std::string_view blob(const SQLite::Column& column) {
    return {
        static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

Index index_in(const SQLite::Column& column) {
    return static_cast<Index>(column.getInt64());
}

SqliteLog::Options to_read(const std::filesystem::path& directory) {
    SqliteLog::Options options;
    options.directory = directory;
    options.read_only = true;
    return options;
}

} // namespace

struct SqliteTables::State {
    explicit State(const std::filesystem::path& directory) : store(to_read(directory)) {}

    SqliteStore store;
};

SqliteTables::SqliteTables(std::unique_ptr<State> state) : state_(std::move(state)) {}

SqliteTables::~SqliteTables() = default;

Result<std::unique_ptr<SqliteTables>> SqliteTables::open(const std::filesystem::path& directory) {
    auto state = std::make_unique<State>(directory);
    if (auto opened = state->store.open(); !opened) return opened.error();
    return std::unique_ptr<SqliteTables>(new SqliteTables(std::move(state)));
}

Result<void> SqliteTables::entries(const std::function<bool(const EntryRow&)>& take) {
    return state_->store.read([&]() -> Result<void> {
        SQLite::Statement rows(
            state_->store.reader(),
            R"(SELECT "index", leaf_hash, header, salt, payload FROM entry ORDER BY "index")"
        );
        while (rows.executeStep()) {
            const auto leaf = rows.getColumn(1), header = rows.getColumn(2);
            const auto salt = rows.getColumn(3), payload = rows.getColumn(4);
            EntryRow row{index_in(rows.getColumn(0)), blob(leaf), blob(header), {}, {}};
            if (!salt.isNull()) row.salt = blob(salt);
            if (!payload.isNull()) row.payload = blob(payload);
            if (!take(row)) break;
        }
        return {};
    });
}

Result<void> SqliteTables::commands(const std::function<void(const CommandRow&)>& take) {
    return state_->store.read([&]() -> Result<void> {
        SQLite::Statement rows(
            state_->store.reader(), R"(SELECT actor, id, request_sha256, "index" FROM command)"
        );
        while (rows.executeStep()) {
            const auto actor = rows.getColumn(0), id = rows.getColumn(1), sha = rows.getColumn(2);
            take({blob(actor), blob(id), blob(sha), index_in(rows.getColumn(3))});
        }
        return {};
    });
}

Result<std::optional<StoredDocument>> SqliteTables::document(const Digest& sha256) {
    std::optional<StoredDocument> found;
    auto read = state_->store.read([&]() -> Result<void> {
        SQLite::Statement row(
            state_->store.reader(), "SELECT media_type, content FROM document WHERE sha256 = ?"
        );
        row.bindNoCopy(1, sha256.octets.data(), static_cast<int>(sha256.octets.size()));
        if (!row.executeStep()) return {};
        const auto content = row.getColumn(1);
        found = StoredDocument{row.getColumn(0).getString(), std::string(blob(content))};
        return {};
    });
    if (!read) return read.error();
    return found;
}

} // namespace tocsin::storage
