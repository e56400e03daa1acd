// The tables of a stopped server's database as they stand, for whoever verifies them: SqliteLog
// leaves out what is damaged, here everything is handed over and judged by the caller.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/documents.hpp"
#include "storage/log.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace tocsin::storage {

class SqliteTables {
public:
    // As SqliteLog::open() with read_only, without reading the rows.
    static Result<std::unique_ptr<SqliteTables>> open(const std::filesystem::path& directory);
    ~SqliteTables();

    // Views hold until the callback returns.
    struct EntryRow {
        Index index = 0;
        std::string_view leaf_hash, header;
        std::optional<std::string_view> salt, payload;
    };

    // In order of index, as long as `take` wants more. Trouble also when a page of the file cannot
    // be read.
    Result<void> entries(const std::function<bool(const EntryRow&)>& take);

    struct CommandRow {
        std::string_view actor, id, request_sha256;
        Index index = 0; // of the entry where it began
    };

    // What the server answers a repeated command from; in whatever order they lie.
    Result<void> commands(const std::function<void(const CommandRow&)>& take);

    Result<std::optional<StoredDocument>> document(const Digest& sha256);

private:
    struct State;
    explicit SqliteTables(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace tocsin::storage
