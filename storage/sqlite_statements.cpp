// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_state.hpp"

namespace tocsin::storage {

namespace {

constexpr const char* select_command =
    R"(SELECT request_sha256, "index" FROM command WHERE actor = ? AND id = ?)";

} // namespace

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
      find_command(writer, select_command),
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
      put_channel(
          writer,
          "INSERT INTO channel(id, person, kind, address, p256dh, auth, label, "
          "language, added, proven, tested, code_sha256, failed, failed_because) "
          "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET address = excluded.address, p256dh = excluded.p256dh, "
          "auth = excluded.auth, label = excluded.label, language = excluded.language, "
          "added = excluded.added, proven = excluded.proven, tested = excluded.tested, "
          "code_sha256 = excluded.code_sha256, failed = excluded.failed, "
          "failed_because = excluded.failed_because"
      ),
      remove_channel(writer, "DELETE FROM channel WHERE id = ?"),
      erase_channels(writer, "DELETE FROM channel WHERE person = ?"),
      put_item(
          writer,
          "INSERT INTO channel_item(channel, subject, message, tries, since, next) "
          "VALUES(?, ?, ?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET tries = excluded.tries, next = excluded.next"
      ),
      remove_item(
          writer, "DELETE FROM channel_item WHERE channel = ? AND subject = ? AND message = ?"
      ),
      put_cursor(
          writer,
          "INSERT INTO channel_cursor(one, next) VALUES(1, ?) "
          "ON CONFLICT DO UPDATE SET next = excluded.next"
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
      command(reader, select_command),
      document(reader, "SELECT media_type, content FROM document WHERE sha256 = ?"),
      people(reader, "SELECT person, name, email, telephone FROM directory ORDER BY person"),
      sessions(
          reader,
          "SELECT token, person, key, started, last_used, agent FROM session ORDER BY started"
      ),
      key_uses(reader, "SELECT key, last_used, sign_count FROM key_use"),
      channels(
          reader,
          "SELECT id, person, kind, address, p256dh, auth, label, language, added, proven, "
          "tested, code_sha256, failed, failed_because FROM channel ORDER BY added, id"
      ),
      items(reader, "SELECT channel, subject, message, tries, since, next FROM channel_item"),
      cursor(reader, "SELECT next FROM channel_cursor") {}

} // namespace tocsin::storage
