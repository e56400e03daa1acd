// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_store.hpp"
#include "tests/storage/houses.hpp"

#include <SQLiteCpp/Exception.h>

#include <csignal>
#include <sys/wait.h>

namespace tocsin::test {

namespace {

// A database with the schema and its triggers, and without the authorizer: what a bug could reach.
struct Tables {
    Folder folder;
    fs::path file = folder.path() / "tocsin.db";
    SQLite::Database db{file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};

    Tables() {
        configure_writer(db);
        migrate(db, migrations(), file);
        append(0);
        append(1);
        db.exec("INSERT INTO command VALUES(zeroblob(16), zeroblob(16), zeroblob(32), 0)");
    }

    void append(int index) {
        db.exec(
            "INSERT INTO entry VALUES(" + std::to_string(index) +
            ", zeroblob(32), zeroblob(76), zeroblob(32), x'61')"
        );
    }

    std::string rows() {
        std::string all;
        SQLite::Statement entries(db, R"(SELECT quote("index") || quote(leaf_hash) || quote(header)
            || quote(salt) || quote(payload) FROM entry ORDER BY "index")");
        while (entries.executeStep())
            all += entries.getColumn(0).getString();
        SQLite::Statement commands(
            db, R"(SELECT quote(actor) || quote(id) || quote("index") FROM command)"
        );
        while (commands.executeStep())
            all += commands.getColumn(0).getString();
        return all;
    }
};

constexpr const char* hostile[] = {
    R"(DELETE FROM entry)",
    R"(DELETE FROM entry WHERE "index" = 1)",
    R"(UPDATE entry SET "index" = 99 WHERE "index" = 1)",
    R"(UPDATE entry SET rowid = 99 WHERE "index" = 1)",
    R"(UPDATE entry SET _rowid_ = 99 WHERE "index" = 1)",
    R"(UPDATE entry SET oid = 99 WHERE "index" = 1)",
    R"(UPDATE entry SET leaf_hash = randomblob(32))",
    R"(UPDATE entry SET header = randomblob(76))",
    R"(UPDATE entry SET payload = x'62')",
    R"(UPDATE entry SET salt = randomblob(32))",
    R"(UPDATE entry SET salt = NULL)",
    R"(UPDATE entry SET payload = NULL)",
    R"(UPDATE entry SET salt = NULL, payload = NULL, header = randomblob(76))",
    R"(UPDATE OR REPLACE entry SET "index" = 0 WHERE "index" = 1)",
    R"(INSERT INTO entry VALUES(3, zeroblob(32), zeroblob(76), NULL, NULL))",
    R"(INSERT INTO entry VALUES(1, zeroblob(32), zeroblob(76), NULL, NULL))",
    R"(INSERT INTO entry VALUES(-1, zeroblob(32), zeroblob(76), NULL, NULL))",
    R"(INSERT INTO entry VALUES(NULL, zeroblob(32), zeroblob(76), NULL, NULL))",
    R"(INSERT OR REPLACE INTO entry VALUES(1, zeroblob(32), randomblob(76), NULL, NULL))",
    R"(REPLACE INTO entry VALUES(0, randomblob(32), zeroblob(76), NULL, NULL))",
    R"(INSERT INTO entry VALUES(1, zeroblob(32), zeroblob(76), NULL, NULL)
       ON CONFLICT DO UPDATE SET header = randomblob(76))",
    R"(INSERT INTO entry VALUES(2, zeroblob(31), zeroblob(76), NULL, NULL))",
    R"(INSERT INTO entry VALUES(2, 'text of 32 characters, not bytes', zeroblob(76), NULL, NULL))",
    R"(INSERT INTO entry VALUES(2, NULL, zeroblob(76), NULL, NULL))",
    R"(INSERT INTO entry VALUES(2, zeroblob(32), zeroblob(65536), NULL, NULL))",
    R"(INSERT INTO entry VALUES(2, zeroblob(32), zeroblob(76), zeroblob(32), NULL))",
    R"(INSERT INTO entry VALUES(2, zeroblob(32), zeroblob(76), NULL, x'61'))",
    R"(INSERT INTO entry VALUES(2, zeroblob(32), zeroblob(76), zeroblob(16), x'61'))",
    R"(DELETE FROM command)",
    R"(UPDATE command SET "index" = 1)",
    R"(UPDATE command SET id = randomblob(16))",
    R"(INSERT OR REPLACE INTO command VALUES(zeroblob(16), zeroblob(16), randomblob(32), 1))",
    R"(INSERT INTO command VALUES(zeroblob(16), zeroblob(16), zeroblob(32), 1)
       ON CONFLICT DO UPDATE SET "index" = 1)",
    R"(INSERT INTO command VALUES(zeroblob(16), randomblob(15), zeroblob(32), 1))",
    R"(INSERT INTO command VALUES(zeroblob(16), randomblob(16), zeroblob(32), 7))",
};

// As it lay under schema 3: commands by actor first.
void set_back_to_schema_3(const fs::path& file) {
    SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
    db.exec(
        R"(CREATE TABLE old(actor BLOB NOT NULL, id BLOB NOT NULL, request_sha256 BLOB NOT NULL,
           "index" INTEGER NOT NULL REFERENCES entry("index"), PRIMARY KEY(actor, id))
           STRICT, WITHOUT ROWID;
           INSERT INTO old SELECT actor, id, request_sha256, "index" FROM command;
           DROP TABLE command; ALTER TABLE old RENAME TO command; PRAGMA user_version = 3)"
    );
}

} // namespace

TEST_CASE(
    "no statement but an append or an erasure changes the tables of the log", "[storage][sqlite]"
) {
    Tables tables;
    const std::string before = tables.rows();

    for (const char* statement : hostile) {
        INFO(statement);
        CHECK_THROWS_AS(tables.db.exec(statement), SQLite::Exception);
        CHECK(tables.rows() == before);
    }
}

TEST_CASE("an ignored insert changes nothing", "[storage][sqlite]") {
    Tables tables;
    const std::string before = tables.rows();

    tables.db.tryExec(
        "INSERT OR IGNORE INTO entry VALUES(1, zeroblob(32), randomblob(76), NULL, NULL)"
    );
    tables.db.tryExec("UPDATE OR IGNORE entry SET header = randomblob(76)");

    CHECK(tables.rows() == before);
}

TEST_CASE("the next append and an erasure and a new command are accepted", "[storage][sqlite]") {
    Tables tables;

    tables.append(2);
    tables.db.exec(R"(UPDATE entry SET salt = NULL, payload = NULL WHERE "index" = 1)");
    tables.db.exec("INSERT INTO command VALUES(zeroblob(16), randomblob(16), zeroblob(32), 2)");

    CHECK(tables.db.execAndGet("SELECT count(*) FROM entry WHERE payload IS NULL").getInt() == 1);
}

TEST_CASE("after the start a connection may do nothing but its work", "[storage][sqlite]") {
    Tables tables;
    restrain(tables.db);

    for (const char* statement :
         {"DROP TABLE entry",
          "DROP TRIGGER entry_no_delete",
          "ALTER TABLE entry RENAME TO e",
          "CREATE TABLE other(x)",
          "CREATE TEMP TRIGGER t BEFORE INSERT ON entry BEGIN SELECT 1; END",
          "ATTACH ':memory:' AS other",
          "DELETE FROM entry",
          "DELETE FROM command",
          "VACUUM",
          "PRAGMA journal_mode = DELETE",
          "PRAGMA synchronous = OFF",
          "PRAGMA writable_schema = ON",
          "PRAGMA recursive_triggers = OFF",
          "PRAGMA foreign_keys = OFF",
          "PRAGMA user_version = 9",
          "UPDATE entry SET header = zeroblob(76)",
          "UPDATE command SET \"index\" = 1",
          "REINDEX",
          "UPDATE document SET content = x'00'",
          "UPDATE session SET person = zeroblob(16)",
          "DELETE FROM key_use",
          "SELECT load_extension('x')",
          "UPDATE sqlite_schema SET sql = ''"}) {
        INFO(statement);
        CHECK_THROWS_AS(tables.db.exec(statement), SQLite::Exception);
    }
    tables.append(2);
    CHECK(tables.db.execAndGet("PRAGMA synchronous").getInt() == 2);
    CHECK(tables.db.execAndGet("PRAGMA quick_check").getString() == "ok");
}

TEST_CASE(
    "a command answered under an older schema is answered the same, and not done again",
    "[storage][sqlite]"
) {
    const Folder folder;
    SeededRng rng(1);
    SqliteLog::Options options;
    options.directory = folder.path();
    auto log = SqliteLog::open(options, rng);
    REQUIRE(append_some(**log, 200).has_value());
    log->reset();
    set_back_to_schema_3(folder.path() / "tocsin.db");

    log = SqliteLog::open(options, rng);
    REQUIRE(log.has_value());
    for (std::uint64_t number = 0; number < 200; ++number) {
        const auto found = (*log)->find(person(7), command(number));
        REQUIRE((found && *found));
        CHECK((*found)->index == number);
    }
    CHECK_FALSE((*log)->find(person(8), command(0))->has_value());
    CHECK((*log)
              ->append(
                  200,
                  nobody_else,
                  [](Pen& pen) {
                      const auto again = pen.find(person(7), command(199));
                      REQUIRE((again && *again));
                      CHECK((*again)->index == 199);
                  }
              )
              .has_value());
    REQUIRE(append_some(**log, 1).has_value());
    log->reset();
    SQLite::Database copy((folder.path() / "tocsin.db.schema-3").string());
    CHECK(copy.execAndGet("SELECT count(*) FROM command").getInt() == 200);
    SQLite::Database now((folder.path() / "tocsin.db").string());
    CHECK(now.execAndGet("SELECT count(*) FROM pragma_foreign_key_check('command')").getInt() == 0);
    CHECK(
        now.execAndGet("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' "
                       "AND tbl_name = 'command'")
            .getInt() == 2
    );
}

TEST_CASE(
    "a migration that fails leaves the file as it was and is done again at the next start",
    "[storage][sqlite]"
) {
    Tables tables;
    const int now = migrations().back().version;
    const Migration failing[] = {
        migrations().front(), {now + 1, "CREATE TABLE more(x); SELECT no_such_function();"}};
    const Migration mended[] = {migrations().front(), {now + 1, "CREATE TABLE more(x);"}};

    CHECK_THROWS_AS(migrate(tables.db, failing, tables.file), SQLite::Exception);
    const int tables_then =
        tables.db.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name='more'").getInt();
    const int version_then = tables.db.execAndGet("PRAGMA user_version").getInt();
    migrate(tables.db, mended, tables.file);

    CHECK(tables_then == 0);
    CHECK(version_then == now);
    CHECK(tables.db.execAndGet("PRAGMA user_version").getInt() == now + 1);
    SQLite::Database copy(tables.file.string() + ".schema-" + std::to_string(now));
    CHECK(copy.execAndGet("PRAGMA user_version").getInt() == now);
    CHECK(copy.execAndGet("SELECT count(*) FROM entry").getInt() == 2);
}

TEST_CASE(
    "fault 101: a migration killed in the middle is rolled back and repeated at the next start",
    "[storage][sqlite]"
) {
    Folder folder;
    const fs::path file = folder.path() / "tocsin.db";
    const int now = migrations().back().version;
    { const Tables unused; }
    const pid_t child = ::fork();
    if (child == 0) {
        SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        configure_writer(db);
        migrate(db, migrations(), file);
        const auto die = [](sqlite3_context*, int, sqlite3_value**) { ::raise(SIGKILL); };
        sqlite3_create_function(
            db.getHandle(), "die", 0, SQLITE_UTF8, nullptr, die, nullptr, nullptr
        );
        const Migration deadly[] = {
            migrations().front(), {now + 1, "CREATE TABLE more(x); SELECT die();"}};
        migrate(db, deadly, file);
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));

    SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
    CHECK(db.execAndGet("PRAGMA user_version").getInt() == now);
    CHECK(db.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name = 'more'").getInt() == 0);
    const Migration mended[] = {migrations().front(), {now + 1, "CREATE TABLE more(x);"}};
    migrate(db, mended, file);
    CHECK(db.execAndGet("PRAGMA user_version").getInt() == now + 1);
}

} // namespace tocsin::test
