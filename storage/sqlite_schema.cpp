// The tables, and the ways they are kept from changing. Triggers stop bugs, not somebody with the
// file in hand: that is what the tree and its witnesses are for.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_store.hpp"

#include <SQLiteCpp/Exception.h>

#include <sqlite3.h>

namespace tocsin::storage {

namespace {

// Schema 1. The triggers compare OLD and NEW without naming columns in their heads: a form that
// lists columns is passed by through the aliases of rowid.
constexpr const char* schema_1 = R"sql(
PRAGMA application_id = 0x546F6373;

CREATE TABLE entry(
  "index" INTEGER PRIMARY KEY CHECK("index" >= 0),
  leaf_hash BLOB NOT NULL CHECK(length(leaf_hash) = 32),
  header BLOB NOT NULL CHECK(length(header) <= 65535),
  salt BLOB CHECK(salt IS NULL OR length(salt) = 32),
  payload BLOB,
  CHECK((salt IS NULL) = (payload IS NULL))
) STRICT;

CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER entry_only_erase BEFORE UPDATE ON entry
WHEN NEW."index" IS NOT OLD."index" OR NEW.leaf_hash IS NOT OLD.leaf_hash
  OR NEW.header IS NOT OLD.header OR NEW.salt IS NOT NULL OR NEW.payload IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER entry_no_gap BEFORE INSERT ON entry
WHEN NEW."index" IS NOT (SELECT COALESCE(MAX("index"), -1) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'index gap'); END;

CREATE TABLE command(
  actor BLOB NOT NULL CHECK(length(actor) = 16),
  id BLOB NOT NULL CHECK(length(id) = 16),
  request_sha256 BLOB NOT NULL CHECK(length(request_sha256) = 32),
  "index" INTEGER NOT NULL REFERENCES entry("index"),
  PRIMARY KEY(actor, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER command_no_delete BEFORE DELETE ON command
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER command_no_update BEFORE UPDATE ON command
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE document(
  sha256 BLOB PRIMARY KEY NOT NULL CHECK(length(sha256) = 32),
  media_type TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;

CREATE TRIGGER document_no_update BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'named by its content'); END;

CREATE TABLE directory(
  person BLOB PRIMARY KEY NOT NULL CHECK(length(person) = 16),
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  telephone TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// Schema 2: browsers' sessions, and when keys were last used (visits.hpp).
constexpr const char* schema_2 = R"sql(
CREATE TABLE session(
  token BLOB PRIMARY KEY NOT NULL CHECK(length(token) = 32),
  person BLOB NOT NULL CHECK(length(person) = 16),
  key BLOB NOT NULL CHECK(length(key) = 32),
  started INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  agent TEXT NOT NULL CHECK(length(agent) <= 64)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_use(
  key BLOB PRIMARY KEY NOT NULL CHECK(length(key) = 32),
  last_used INTEGER NOT NULL,
  sign_count INTEGER NOT NULL CHECK(sign_count BETWEEN 0 AND 4294967295)
) STRICT, WITHOUT ROWID;
)sql";

// Schema 3: by what persons are told beside an open console, and what is still to be sent
// (channels.hpp). Whoever is erased from the directory is erased here.
constexpr const char* schema_3 = R"sql(
CREATE TABLE channel(
  id BLOB PRIMARY KEY NOT NULL CHECK(length(id) = 16),
  person BLOB NOT NULL CHECK(length(person) = 16),
  kind INTEGER NOT NULL CHECK(kind IN (1, 2)),
  address TEXT NOT NULL CHECK(length(address) <= 1024),
  p256dh BLOB NOT NULL,
  auth BLOB NOT NULL,
  label TEXT NOT NULL,
  language TEXT NOT NULL,
  added INTEGER NOT NULL,
  proven INTEGER NOT NULL,
  tested INTEGER NOT NULL,
  code_sha256 BLOB NOT NULL,
  failed INTEGER NOT NULL,
  failed_because TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_item(
  channel BLOB NOT NULL CHECK(length(channel) = 16),
  subject TEXT NOT NULL,
  message INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  since INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY(channel, subject, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_cursor(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  next INTEGER NOT NULL
) STRICT;

CREATE TRIGGER channel_item_goes_with_it AFTER DELETE ON channel
BEGIN DELETE FROM channel_item WHERE channel = OLD.id; END;
)sql";

// Schema 4: commands in the order of their ids. These begin with the time (UUIDv7), so what is
// written lies together at the end; by actor first, each command changed a page of its own.
constexpr const char* schema_4 = R"sql(
CREATE TABLE command_by_id(
  actor BLOB NOT NULL CHECK(length(actor) = 16),
  id BLOB NOT NULL CHECK(length(id) = 16),
  request_sha256 BLOB NOT NULL CHECK(length(request_sha256) = 32),
  "index" INTEGER NOT NULL REFERENCES entry("index"),
  PRIMARY KEY(id, actor)
) STRICT, WITHOUT ROWID;

INSERT INTO command_by_id(actor, id, request_sha256, "index")
SELECT actor, id, request_sha256, "index" FROM command ORDER BY id, actor;

DROP TABLE command;
ALTER TABLE command_by_id RENAME TO command;

CREATE TRIGGER command_no_delete BEFORE DELETE ON command
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER command_no_update BEFORE UPDATE ON command
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
)sql";

constexpr Migration steps_there_are[] = {
    {1, schema_1}, {2, schema_2}, {3, schema_3}, {4, schema_4}};

// A copy beside the file as it was, whole and synced before anything is changed.
void keep_copy(SQLite::Database& writer, int version, const std::filesystem::path& file) {
    std::filesystem::path copy = file, draft;
    copy += ".schema-" + std::to_string(version);
    draft = copy;
    draft += ".tmp";
    std::filesystem::remove(draft);
    SQLite::Statement vacuum(writer, "VACUUM INTO ?");
    vacuum.bind(1, draft.string());
    vacuum.exec();
    if (!sync_file(draft)) throw SQLite::Exception("cannot sync the copy", SQLITE_IOERR_FSYNC);
    std::filesystem::rename(draft, copy);
    if (!sync_directory(file.parent_path())) {
        throw SQLite::Exception("cannot sync the copy's name", SQLITE_IOERR_DIR_FSYNC);
    }
}

} // namespace

std::span<const Migration> migrations() {
    return steps_there_are;
}

void migrate(
    SQLite::Database& writer, std::span<const Migration> steps, const std::filesystem::path& file
) {
    const int version = writer.execAndGet("PRAGMA user_version").getInt();
    if (version > 0 && version < steps.back().version) keep_copy(writer, version, file);
    for (const auto& step : steps) {
        if (step.version <= version) continue;
        writer.exec("BEGIN IMMEDIATE");
        try {
            writer.exec(step.sql);
            writer.exec("PRAGMA user_version = " + std::to_string(step.version));
            writer.exec("COMMIT");
        } catch (...) {
            if (!sqlite3_get_autocommit(writer.getHandle())) writer.tryExec("ROLLBACK");
            throw;
        }
    }
}

} // namespace tocsin::storage
