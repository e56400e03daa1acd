// How a connection is set before it is used, and what it may no longer do once it is.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/check.hpp"
#include "server/base/limits.hpp"
#include "storage/sqlite_store.hpp"

#include <SQLiteCpp/Exception.h>

#include <algorithm>
#include <sqlite3.h>
#include <string_view>

namespace tocsin::storage {

namespace {

void switch_to(SQLite::Database& connection, int option, int on) {
    int now = -1;
    const int code = sqlite3_db_config(connection.getHandle(), option, on, &now);
    if (code != SQLITE_OK || now != on)
        throw SQLite::Exception("cannot configure SQLite", SQLITE_ERROR);
}

void configure_both(SQLite::Database& connection) {
    switch_to(connection, SQLITE_DBCONFIG_DEFENSIVE, 1);
    switch_to(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
    switch_to(connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
    switch_to(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
    connection.setBusyTimeout(2000);
    connection.exec("PRAGMA cell_size_check = ON");
    connection.exec("PRAGMA foreign_keys = ON");
    // Without it INSERT OR REPLACE passes the triggers by.
    connection.exec("PRAGMA recursive_triggers = ON");
    connection.exec("PRAGMA temp_store = MEMORY");
    connection.exec("PRAGMA mmap_size = 0");
    // Only SqliteStore::checkpoint() ever does: a second one racing it can corrupt (SQLite
    // < 3.51.3).
    connection.exec("PRAGMA wal_autocheckpoint = 0");
}

bool is_one_of(const char* word, std::initializer_list<std::string_view> words) {
    return word && std::find(words.begin(), words.end(), std::string_view(word)) != words.end();
}

int allow(bool allowed) {
    return allowed ? SQLITE_OK : SQLITE_DENY;
}

// Asked while a statement is prepared: what the server has no business with is refused before it
// runs.
int authorize(void*, int action, const char* first, const char* second, const char*, const char*) {
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_TRANSACTION: return SQLITE_OK;
    case SQLITE_FUNCTION: return allow(!is_one_of(second, {"load_extension", "writefile", "edit"}));
    case SQLITE_INSERT:
        return allow(is_one_of(
            first,
            {"entry",
             "command",
             "document",
             "directory",
             "session",
             "key_use",
             "channel",
             "channel_item",
             "channel_cursor"}
        ));
    case SQLITE_UPDATE:
        return allow(
            (is_one_of(first, {"entry"}) && is_one_of(second, {"salt", "payload"})) ||
            (is_one_of(first, {"directory"}) && is_one_of(second, {"name", "email", "telephone"})
            ) ||
            (is_one_of(first, {"session"}) && is_one_of(second, {"last_used"})) ||
            is_one_of(first, {"channel", "channel_item", "channel_cursor"}) ||
            (is_one_of(first, {"key_use"}) && is_one_of(second, {"last_used", "sign_count"}))
        );
    case SQLITE_DELETE:
        return allow(
            is_one_of(first, {"document", "directory", "session", "channel", "channel_item"})
        );
    case SQLITE_PRAGMA:
        return allow(
            !second && is_one_of(
                           first,
                           {"application_id",
                            "user_version",
                            "synchronous",
                            "journal_mode",
                            "quick_check",
                            "integrity_check"}
                       )
        );
    default: return SQLITE_DENY;
    }
}

} // namespace

void leave_untouched(SQLite::Database& connection) {
    switch_to(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
}

void configure_writer(SQLite::Database& writer) {
    configure_both(writer);
    writer.exec("PRAGMA page_size = 4096");
    const std::string mode = writer.execAndGet("PRAGMA journal_mode = WAL").getString();
    writer.exec("PRAGMA synchronous = FULL");
    const int synchronous = writer.execAndGet("PRAGMA synchronous").getInt();
    // Answers are given after COMMIT: with anything less they could be forgotten by a power cut
    // (I1).
    if (mode != "wal" || synchronous != 2) {
        throw SQLite::Exception(
            "this SQLite does not keep WAL with synchronous=FULL", SQLITE_ERROR
        );
    }
    writer.exec("PRAGMA journal_size_limit = 67108864");
    writer.exec("PRAGMA secure_delete = ON");
    writer.exec("PRAGMA cache_size = -16384"); // a batch must not spill into the WAL before COMMIT
    switch_to(writer, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0);
}

void configure_reader(SQLite::Database& reader) {
    configure_both(reader);
    reader.exec("PRAGMA query_only = ON");
}

void restrain(SQLite::Database& connection) {
    constexpr int longest = static_cast<int>(limits::document_bytes_max) + 64 * 1024;
    constexpr std::pair<int, int> bounds[] = {
        {SQLITE_LIMIT_LENGTH, longest},
        {SQLITE_LIMIT_SQL_LENGTH, 100'000},
        {SQLITE_LIMIT_COLUMN, 100},
        {SQLITE_LIMIT_EXPR_DEPTH, 10},
        {SQLITE_LIMIT_COMPOUND_SELECT, 3},
        {SQLITE_LIMIT_VDBE_OP, 25'000},
        {SQLITE_LIMIT_FUNCTION_ARG, 8},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 16},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
    };
    sqlite3* const handle = connection.getHandle();
    for (const auto& [limit, bound] : bounds)
        sqlite3_limit(handle, limit, bound);
    TOCSIN_CHECK(sqlite3_set_authorizer(handle, &authorize, nullptr) == SQLITE_OK);
}

} // namespace tocsin::storage
