// Every row is read and hashed again when the log is opened: the tree is made of what is on disk,
// not of what the leaf hashes beside it claim.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_store.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>

#include <sqlite3.h>

namespace tocsin::storage {

namespace {

std::string_view blob(const SQLite::Column& column) {
    const auto* bytes = static_cast<const char*>(column.getBlob());
    return {bytes, static_cast<std::size_t>(column.getBytes())};
}

// What is wrong with this row, if anything; adds it to the tree either way.
const char* weigh(SQLite::Statement& row, Sha256& sha, Recount& count) {
    const auto leaf_column = row.getColumn(1), header_column = row.getColumn(2);
    const auto header_bytes_read = blob(header_column);
    const Digest leaf = leaf_hash(sha, header_bytes_read);
    count.tree.append(leaf);
    if (leaf.view() != blob(leaf_column)) return "its header does not give its leaf hash";
    const auto header = decode_header(header_bytes_read);
    if (!header) return "its header is none of ours";
    if (header->recorded_at < count.recorded_at) return "it is older than the entry before";
    count.recorded_at = header->recorded_at;
    return nullptr;
}

void look(SQLite::Database& connection, Recount& count) {
    Sha256 sha;
    SQLite::Statement rows(
        connection, R"(SELECT "index", leaf_hash, header FROM entry ORDER BY "index")"
    );
    while (rows.executeStep()) {
        const Index expected = count.tree.size();
        if (static_cast<Index>(rows.getColumn(0).getInt64()) != expected) {
            // Nothing behind a hole can be proved.
            if (count.damage.empty())
                count.damage = "entry " + std::to_string(expected) + " is missing";
            return;
        }
        const char* const wrong = weigh(rows, sha, count);
        if (wrong && count.damage.empty()) {
            count.damage = "entry " + std::to_string(expected) + " is damaged: " + wrong;
        }
    }
}

} // namespace

Recount recount(SQLite::Database& connection) {
    Recount count;
    try {
        look(connection, count);
    } catch (const SQLite::Exception& failure) {
        // A page that cannot be understood ends what is known; what stands before it is still good.
        const int primary = failure.getErrorCode() & 0xff;
        if (primary != SQLITE_CORRUPT && primary != SQLITE_NOTADB) throw;
        if (count.damage.empty()) {
            count.damage =
                "entry " + std::to_string(count.tree.size()) + " cannot be read: " + failure.what();
        }
    }
    return count;
}

} // namespace tocsin::storage
