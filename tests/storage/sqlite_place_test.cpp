// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/houses.hpp"

#include <sys/mount.h>

namespace tocsin::test {

namespace {

struct Opening {
    Folder folder;
    SeededRng rng{1};
    fs::path data = folder.path() / "data";

    Result<std::unique_ptr<SqliteLog>> open(bool read_only = false) {
        SqliteLog::Options options;
        options.directory = data;
        options.read_only = read_only;
        return SqliteLog::open(options, rng);
    }

    int exit_code(bool read_only = false) {
        const auto log = open(read_only);
        return log ? 0 : log.error().exit_code;
    }

    void fill(std::uint64_t entries) {
        const auto log = open();
        REQUIRE(log.has_value());
        REQUIRE(append_some(**log, entries).has_value());
    }

    void run(const std::string& sql) {
        sqlite3* db = nullptr;
        REQUIRE(sqlite3_open((data / "tocsin.db").c_str(), &db) == SQLITE_OK);
        REQUIRE(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(db);
    }

    void make_directory(mode_t mode) {
        fs::create_directory(data);
        REQUIRE(::chmod(data.c_str(), mode) == 0);
    }
};

mode_t mode_of(const fs::path& path) {
    struct stat facts {};

    REQUIRE(::stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777;
}

} // namespace

TEST_CASE("a new data directory and all that is in it is for its owner alone", "[storage][place]") {
    Opening opening;
    const auto log = opening.open();
    REQUIRE(log.has_value());
    REQUIRE(append_some(**log, 1).has_value());

    CHECK(mode_of(opening.data) == 0700);
    for (const char* name : {"tocsin.db", "tocsin.db.lock", "tocsin.db-wal", "tocsin.db-shm"}) {
        INFO(name);
        CHECK(mode_of(opening.data / name) == 0600);
    }
}

TEST_CASE(
    "fault 98: a second server on the same data directory is refused with 75 and the pid of the "
    "first",
    "[storage][place]"
) {
    Opening opening;
    auto first = opening.open();
    REQUIRE(first.has_value());

    const auto second = opening.open();

    REQUIRE(!second.has_value());
    CHECK(second.error().exit_code == 75);
    CHECK(second.error().why == "it is already in use by pid " + std::to_string(::getpid()));
    CHECK(append_some(**first, 1).has_value());
    first->reset();
    CHECK(opening.exit_code() == 0);
}

TEST_CASE(
    "fault 99: a data directory that others may enter is refused with 77", "[storage][place]"
) {
    for (const mode_t mode : {0777, 0750, 0701}) {
        Opening opening;
        opening.make_directory(mode);

        const auto log = opening.open();

        REQUIRE(!log.has_value());
        CHECK(log.error().exit_code == 77);
        CHECK(log.error().what.find(opening.data.string()) != std::string::npos);
        CHECK(!log.error().next.empty());
    }
}

TEST_CASE(
    "fault 99: a data directory that is not writable is refused with 77", "[storage][place]"
) {
    Opening opening;
    opening.make_directory(0500);

    const auto log = opening.open();

    REQUIRE(!log.has_value());
    CHECK(log.error().exit_code == 77);
    CHECK(log.error().why == "it is not writable");
    opening.make_directory(0700);
}

TEST_CASE("fault 99: a data directory of somebody else is refused with 77", "[storage][place]") {
    if (::geteuid() != 0) {
        WARN("only root can give a directory away");
        return;
    }
    Opening opening;
    opening.make_directory(0700);
    REQUIRE(::chown(opening.data.c_str(), 65534, 65534) == 0);

    const auto log = opening.open();

    REQUIRE(!log.has_value());
    CHECK(log.error().exit_code == 77);
    CHECK(log.error().why.find("65534") != std::string::npos);
}

TEST_CASE("a database that others may read is refused with 77", "[storage][place]") {
    Opening opening;
    opening.fill(1);
    REQUIRE(::chmod((opening.data / "tocsin.db").c_str(), 0644) == 0);

    CHECK(opening.exit_code() == 77);
}

TEST_CASE(
    "a data directory whose parent is missing or that is a file is refused", "[storage][place]"
) {
    Opening opening;
    opening.data = opening.folder.path() / "no/such/parent";
    CHECK(opening.exit_code() == 77);
    opening.data = opening.folder.path() / "file";
    write_file(opening.data, "x", 0700);
    CHECK(opening.exit_code() == 77);
}

TEST_CASE(
    "fault 100: a database of a newer version is refused with 78 and left as it is",
    "[storage][place]"
) {
    Opening opening;
    opening.fill(2);
    opening.run("PRAGMA user_version = 99");
    const std::string before = content_of(opening.data / "tocsin.db");

    const auto log = opening.open();

    REQUIRE(!log.has_value());
    CHECK(log.error().exit_code == 78);
    CHECK(log.error().why.find("newer version") != std::string::npos);
    CHECK(content_of(opening.data / "tocsin.db") == before);
    CHECK(!fs::exists(opening.data / "tocsin.db-wal"));
    CHECK(opening.exit_code(true) == 78);
}

TEST_CASE(
    "fault 100: a database of another application is refused with 78 and left as it is",
    "[storage][place]"
) {
    for (const char* sql :
         {"PRAGMA application_id = 42; CREATE TABLE t(x)",
          "CREATE TABLE t(x)",
          "PRAGMA user_version = 1; CREATE TABLE t(x)"}) {
        Opening opening;
        opening.make_directory(0700);
        opening.run(sql);
        REQUIRE(::chmod((opening.data / "tocsin.db").c_str(), 0600) == 0);
        const std::string before = content_of(opening.data / "tocsin.db");

        INFO(sql);
        CHECK(opening.exit_code() == 78);
        CHECK(content_of(opening.data / "tocsin.db") == before);
    }
}

TEST_CASE("a file that is no database is refused with 78 and left as it is", "[storage][place]") {
    for (const std::string& content : {std::string("hello"), std::string(8192, 'x')}) {
        Opening opening;
        opening.make_directory(0700);
        write_file(opening.data / "tocsin.db", content);

        CHECK(opening.exit_code() == 78);
        CHECK(content_of(opening.data / "tocsin.db") == content);
    }
}

TEST_CASE("a stopped database is read without touching anything", "[storage][place]") {
    Opening opening;
    opening.fill(5);
    const std::string before = content_of(opening.data / "tocsin.db");
    fs::remove(opening.data / "tocsin.db.lock");
    REQUIRE(::chmod(opening.data.c_str(), 0755) == 0);

    const auto log = opening.open(true);

    REQUIRE(log.has_value());
    CHECK((*log)->head().size == 5);
    CHECK(read_all(**log).size() == 5);
    CHECK(!(*log)->not_writable_because().empty());
    CHECK(append_some(**log, 1).error().fate == Fate::failed);
    CHECK(!(*log)->erase(0).has_value());
    CHECK(content_of(opening.data / "tocsin.db") == before);
    CHECK(!fs::exists(opening.data / "tocsin.db-wal"));
    CHECK(!fs::exists(opening.data / "tocsin.db.lock"));
}

TEST_CASE("a database with a WAL beside it is not read as if stopped", "[storage][place]") {
    Opening opening;
    const auto running = opening.open();
    REQUIRE(append_some(**running, 5).has_value());

    CHECK(opening.exit_code(true) == 75);
}

} // namespace tocsin::test
