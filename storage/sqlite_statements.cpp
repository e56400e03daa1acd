// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_state.hpp"

namespace tocsin::storage {

Run& Run::bind(int at, std::string_view bytes) {
    // Never a null pointer: SQLite would bind NULL, and an empty payload is not an erased one.
    statement_.bindNoCopy(at, bytes.empty() ? "" : bytes.data(), static_cast<int>(bytes.size()));
    return *this;
}

Run& Run::bind_text(int at, std::string_view text) {
    statement_.bind(at, std::string(text));
    return *this;
}

Run& Run::bind(int at, Index index) {
    statement_.bind(at, static_cast<std::int64_t>(index));
    return *this;
}

std::string_view Run::bytes(int column) const {
    const auto value = statement_.getColumn(column);
    const auto* const bytes = static_cast<const char*>(value.getBlob());
    return {bytes, static_cast<std::size_t>(value.getBytes())};
}

void Run::sqlite_clear() noexcept {
    try {
        statement_.clearBindings();
    } catch (...) {
        // Bindings are overwritten before the next run; there is nothing to tell anybody.
    }
}

WritingStatements::WritingStatements(SQLite::Database& writer)
    : last_index(writer, R"(SELECT MAX("index") FROM entry)"),
      put_entry(
          writer,
          R"(INSERT INTO entry("index", leaf_hash, header, salt, payload) VALUES(?, ?, ?, ?, ?))"
      ),
      put_command(
          writer, R"(INSERT INTO command(actor, id, request_sha256, "index") VALUES(?, ?, ?, ?))"
      ),
      erase_entry(writer, R"(UPDATE entry SET salt = NULL, payload = NULL WHERE "index" = ?)"),
      put_document(
          writer,
          "INSERT INTO document(sha256, media_type, content) VALUES(?, ?, ?) "
          "ON CONFLICT DO NOTHING"
      ),
      erase_document(writer, "DELETE FROM document WHERE sha256 = ?"),
      put_person(
          writer,
          "INSERT INTO directory(person, name, email, telephone) VALUES(?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET name = excluded.name, email = excluded.email, "
          "telephone = excluded.telephone"
      ),
      erase_person(writer, "DELETE FROM directory WHERE person = ?"),
      put_session(
          writer,
          "INSERT INTO session(token, person, key, started, last_used, agent) "
          "VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET last_used = excluded.last_used"
      ),
      end_session(writer, "DELETE FROM session WHERE token = ?"),
      put_key_use(
          writer,
          "INSERT INTO key_use(key, last_used, sign_count) VALUES(?, ?, ?) "
          "ON CONFLICT DO UPDATE SET last_used = excluded.last_used, "
          "sign_count = excluded.sign_count"
      ),
      mend_command(
          writer,
          R"(INSERT INTO command(actor, id, request_sha256, "index") VALUES(?, ?, ?, ?) )"
          "ON CONFLICT DO NOTHING"
      ) {}

ReadingStatements::ReadingStatements(SQLite::Database& reader)
    : entries(
          reader,
          R"(SELECT "index", leaf_hash, header, salt, payload FROM entry )"
          R"(WHERE "index" >= ? AND "index" < ? ORDER BY "index")"
      ),
      leaves(
          reader,
          R"(SELECT "index", leaf_hash FROM entry )"
          R"(WHERE "index" >= ? AND "index" < ? ORDER BY "index")"
      ),
      command(reader, R"(SELECT request_sha256, "index" FROM command WHERE actor = ? AND id = ?)"),
      document(reader, "SELECT media_type, content FROM document WHERE sha256 = ?"),
      people(reader, "SELECT person, name, email, telephone FROM directory ORDER BY person"),
      sessions(
          reader,
          "SELECT token, person, key, started, last_used, agent FROM session ORDER BY started"
      ),
      key_uses(reader, "SELECT key, last_used, sign_count FROM key_use") {}

} // namespace tocsin::storage
