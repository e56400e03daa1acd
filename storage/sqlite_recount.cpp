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

class Look {
public:
    Look(Recount& count, const CatchUp& each) : count_(count), each_(each) {}

    void operator()(SQLite::Database& connection);

private:
    const char* weigh(SQLite::Statement& row);
    void hand_over(SQLite::Statement& row, const Header& header);

    Recount& count_;
    const CatchUp& each_;
    Entry entry_; // one for all, so that its strings are made once
};

void Look::operator()(SQLite::Database& connection) {
    SQLite::Statement rows(
        connection,
        each_ ? R"(SELECT "index", leaf_hash, header, salt, payload FROM entry ORDER BY "index")"
              : R"(SELECT "index", leaf_hash, header FROM entry ORDER BY "index")"
    );
    while (rows.executeStep()) {
        const Index expected = count_.tree.size();
        if (static_cast<Index>(rows.getColumn(0).getInt64()) != expected) {
            // Nothing behind a hole can be proved.
            if (count_.damage.empty())
                count_.damage = "entry " + std::to_string(expected) + " is missing";
            return;
        }
        const char* const wrong = weigh(rows);
        if (wrong && count_.damage.empty()) {
            count_.damage = "entry " + std::to_string(expected) + " is damaged: " + wrong;
        }
    }
}

// What is wrong with this row, if anything; adds it to the tree either way.
const char* Look::weigh(SQLite::Statement& row) {
    const auto leaf_column = row.getColumn(1), header_column = row.getColumn(2);
    const auto header_bytes_read = blob(header_column);
    entry_.index = count_.tree.size();
    entry_.leaf_hash = leaf_hash(header_bytes_read);
    count_.tree.append(entry_.leaf_hash);
    if (entry_.leaf_hash.view() != blob(leaf_column))
        return "its header does not give its leaf hash";
    const auto header = decode_header(header_bytes_read);
    if (!header) return "its header is none of ours";
    if (header->recorded_at < count_.recorded_at) return "it is older than the entry before";
    count_.recorded_at = header->recorded_at;
    if (each_ && count_.damage.empty()) {
        entry_.header = header_bytes_read;
        hand_over(row, *header);
    }
    return nullptr;
}

void Look::hand_over(SQLite::Statement& row, const Header& header) {
    const auto salt_column = row.getColumn(3), payload_column = row.getColumn(4);
    entry_.salt = Salt::from(blob(salt_column));
    entry_.payload = blob(payload_column);
    const bool fits =
        entry_.salt && sha256({entry_.salt->view(), entry_.payload}) == header.commitment;
    if (!fits && !salt_column.isNull()) ++count_.damaged_payloads;
    if (!fits) {
        entry_.salt.reset();
        entry_.payload.clear();
    }
    each_(entry_);
}

} // namespace

Recount recount(SQLite::Database& connection, const CatchUp& each) {
    Recount count;
    try {
        Look look(count, each);
        look(connection);
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
