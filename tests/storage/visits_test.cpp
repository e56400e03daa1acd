// Browsers' sessions and the last use of keys, kept beside the log.
// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_visits.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/storage/houses.hpp"

#include <SQLiteCpp/Exception.h>

#include <csignal>
#include <sys/wait.h>

namespace tocsin::test {

namespace {

Digest digest(std::uint8_t number) {
    Digest digest;
    digest.octets.fill(number);
    return digest;
}

SessionRow session(std::uint8_t number, std::int64_t last_used) {
    SessionRow row;
    row.token = digest(number);
    row.person = person(7);
    row.key = digest(70);
    row.started = from_ms(1'000);
    row.last_used = from_ms(last_used);
    row.agent = "Firefox on Linux";
    return row;
}

VisitChanges put(const SessionRow& row) {
    VisitChanges changes;
    changes.sessions[row.token] = row;
    return changes;
}

void check_visits(const std::function<Visits&()>& visits, const std::function<void()>& reopen) {
    VisitChanges first = put(session(1, 2'000));
    first.sessions[digest(2)] = session(2, 2'000);
    first.uses[digest(70)] = {from_ms(2'000), 4'294'967'295};
    REQUIRE(visits().keep(first).has_value());
    VisitChanges second = put(session(1, 9'000));
    second.ended.insert(digest(2));
    second.ended.insert(digest(3)); // never there
    REQUIRE(visits().keep(second).has_value());

    reopen();

    const auto all = visits().all();
    REQUIRE(all.has_value());
    REQUIRE(all->sessions.size() == 1);
    const SessionRow& row = all->sessions.front();
    CHECK(row.token == digest(1));
    CHECK(row.person == person(7));
    CHECK(row.key == digest(70));
    CHECK(row.started == from_ms(1'000));
    CHECK(row.last_used == from_ms(9'000));
    CHECK(row.agent == "Firefox on Linux");
    REQUIRE(all->uses.size() == 1);
    CHECK(all->uses.at(digest(70)).last_used == from_ms(2'000));
    CHECK(all->uses.at(digest(70)).sign_count == 4'294'967'295);
}

// A database as the schema before sessions left it, with two entries in it.
struct OldDatabase {
    Folder folder;
    fs::path directory = folder.path() / "data";
    fs::path file = directory / "tocsin.db";

    OldDatabase() {
        SeededRng rng(1);
        SqliteLog::Options options;
        options.directory = directory;
        auto log = SqliteLog::open(options, rng);
        REQUIRE(log.has_value());
        REQUIRE(append_some(**log, 2).has_value());
        log->reset();
        SQLite::Database db(file.string(), SQLite::OPEN_READWRITE);
        db.exec("DROP TABLE session");
        db.exec("DROP TABLE key_use");
        for (const char* table : {"channel", "channel_item", "channel_cursor"})
            db.exec(std::string("DROP TABLE ") + table);
        db.exec("PRAGMA user_version = 1");
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    }
};

} // namespace

TEST_CASE("sessions and uses of keys are there again after a restart", "[storage][visits]") {
    SqliteHouse house;
    check_visits([&]() -> Visits& { return house.sqlite().visits(); }, [&] { house.reopen(); });
}

TEST_CASE("the visits in memory keep the same rules", "[storage][visits]") {
    MemoryVisits memory;
    check_visits([&]() -> Visits& { return memory; }, [] {});
}

TEST_CASE("what is kept of visits is kept whole or not at all", "[storage][visits]") {
    SqliteHouse house;
    REQUIRE(house.sqlite().visits().keep(put(session(1, 2'000))).has_value());

    VisitChanges half = put(session(2, 3'000));
    half.sessions[digest(9)] = session(9, 3'000);
    half.sessions[digest(9)].agent = std::string(65, 'x'); // refused by the table, after row 2
    CHECK(!house.sqlite().visits().keep(half).has_value());

    const auto all = *house.sqlite().visits().all();
    REQUIRE(all.sessions.size() == 1);
    CHECK(all.sessions.front().token == digest(1));
}

TEST_CASE("of changes gathered the later one counts", "[storage][visits]") {
    VisitChanges gathered = put(session(1, 2'000));
    gathered.add(put(session(2, 2'000)));
    gathered.add(put(session(1, 5'000)));
    VisitChanges end;
    end.ended.insert(digest(2));
    gathered.add(end);

    CHECK(gathered.sessions.size() == 1);
    CHECK(gathered.sessions.at(digest(1)).last_used == from_ms(5'000));
    CHECK(gathered.ended == std::set<Digest>{digest(2)});
    CHECK(VisitChanges().empty());
}

TEST_CASE(
    "a database of before there were sessions is brought along and keeps its entries",
    "[storage][visits]"
) {
    const OldDatabase old;
    SeededRng rng(1);
    SqliteLog::Options options;
    options.directory = old.directory;

    auto log = SqliteLog::open(options, rng);

    REQUIRE(log.has_value());
    CHECK((*log)->head().size == 2);
    CHECK((*log)->not_writable_because().empty());
    CHECK((*log)->visits().keep(put(session(1, 2'000))).has_value());
    CHECK((*log)->visits().all()->sessions.size() == 1);
    log->reset();
    SQLite::Database copy(old.file.string() + ".schema-1");
    CHECK(copy.execAndGet("PRAGMA user_version").getInt() == 1);
    CHECK(copy.execAndGet("SELECT count(*) FROM entry").getInt() == 2);
}

TEST_CASE(
    "fault 101: bringing an older database along, killed in the middle, is done again at the next "
    "start",
    "[storage][visits]"
) {
    const OldDatabase old;
    const pid_t child = ::fork();
    if (child == 0) {
        SQLite::Database db(old.file.string(), SQLite::OPEN_READWRITE);
        configure_writer(db);
        const auto die = [](sqlite3_context*, int, sqlite3_value**) { ::raise(SIGKILL); };
        sqlite3_create_function(
            db.getHandle(), "die", 0, SQLITE_UTF8, nullptr, die, nullptr, nullptr
        );
        const Migration& sessions = migrations()[1];
        const std::string deadly = std::string(sessions.sql).append("SELECT die();");
        const Migration steps[] = {migrations().front(), {sessions.version, deadly.c_str()}};
        migrate(db, steps, old.file);
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    {
        SQLite::Database db(old.file.string(), SQLite::OPEN_READWRITE);
        CHECK(db.execAndGet("PRAGMA user_version").getInt() == 1);
        CHECK(
            db.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name = 'session'").getInt() == 0
        );
    }

    SeededRng rng(1);
    SqliteLog::Options options;
    options.directory = old.directory;
    auto log = SqliteLog::open(options, rng);
    REQUIRE(log.has_value());
    CHECK((*log)->head().size == 2);
    CHECK((*log)->visits().keep(put(session(1, 2'000))).has_value());
}

} // namespace tocsin::test
