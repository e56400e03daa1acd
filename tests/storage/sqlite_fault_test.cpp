// The disk fails, the process dies, bits flip: faults.md 89 to 97.
// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/houses.hpp"

#include <sys/mount.h>

namespace tocsin::test {

namespace {

Result<std::unique_ptr<SqliteLog>> open_at(const fs::path& directory, const CatchUp& each = {}) {
    static SeededRng rng(5);
    SqliteLog::Options options;
    options.directory = directory;
    return SqliteLog::open(options, rng, each);
}

// Writes past every trigger, as somebody with the file in hand would.
void tamper(const fs::path& directory, const std::string& sql) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open((directory / "tocsin.db").c_str(), &db) == SQLITE_OK);
    const std::string all = "DROP TRIGGER entry_only_erase; DROP TRIGGER entry_no_delete;" + sql;
    REQUIRE(sqlite3_exec(db, all.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
}

std::vector<Digest> leaves_of(Log& log) {
    return *log.leaf_hashes(0, log.head().size);
}

} // namespace

TEST_CASE(
    "fault 89: what was committed is there when the process is killed at any moment",
    "[storage][sqlite]"
) {
    SqliteHouse house;
    Folder copies;
    std::vector<TreeHead> heads;
    for (int i = 0; i < 12; ++i) {
        heads.push_back(*append_some(house.log(), static_cast<std::uint64_t>(i % 4 + 1)));
        if (i == 5) house.reopen();
        copy_database(house.directory(), copies.path() / std::to_string(i));
    }

    for (std::size_t i = 0; i < heads.size(); ++i) {
        auto found = open_at(copies.path() / std::to_string(i));
        REQUIRE(found.has_value());
        CHECK((*found)->head().size == heads[i].size);
        CHECK((*found)->head().root == heads[i].root);
        CHECK((*found)->find(person(7), command(0))->has_value());
        CHECK(append_some(**found, 1)->size == heads[i].size + 1);
    }
}

TEST_CASE(
    "a kill in the middle of a commit leaves the batch whole or not at all", "[storage][sqlite]"
) {
    SqliteHouse house;
    Folder copies;
    const TreeHead before = *append_some(house.log(), 3);

    // The frames of the batch are in the WAL; its sync never returned.
    house.disk().sync_answers = SQLITE_IOERR_FSYNC;
    REQUIRE(append_some(house.log(), 4).error().fate == Fate::stop);
    copy_database(house.directory(), copies.path() / "data");
    house.disk().heal();
    auto found = open_at(copies.path() / "data");

    REQUIRE(found.has_value());
    const TreeHead after = (*found)->head();
    CHECK((after.size == 3 || after.size == 7));
    CHECK(root_of(*(*found)->leaf_hashes(0, 3)) == before.root);
    const bool remembered = (*found)->find(person(7), command(3))->has_value();
    CHECK(remembered == (after.size == 7));
}

TEST_CASE(
    "fault 90: after a failed sync nothing more is written until the log is opened again",
    "[storage][sqlite]"
) {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 2).has_value());
    house.disk().sync_answers = SQLITE_IOERR_FSYNC;
    REQUIRE(append_some(house.log(), 1).error().fate == Fate::stop);
    house.disk().heal();
    const int writes = house.disk().writes;

    const auto second = append_some(house.log(), 1);
    house.log().idle();
    house.close();

    CHECK(second.error().fate == Fate::stop);
    CHECK(house.disk().writes == writes);
    house.open();
    CHECK(append_some(house.log(), 1).has_value());
}

TEST_CASE("one commit costs one sync and none when nothing was appended", "[storage][sqlite]") {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 1).has_value());
    const int before = house.disk().syncs;

    (void)house.log().append(1, nobody_else, [](Pen&) {});
    const int after_nothing = house.disk().syncs;
    REQUIRE(append_some(house.log(), 1'000).has_value());

    CHECK(after_nothing == before);
    CHECK(house.disk().syncs == after_nothing + 1);
}

TEST_CASE("fault 93: a power cut takes nothing that was answered", "[storage][sqlite]") {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        SqliteHouse house;
        Folder copies;
        SeededRng rng(seed);
        for (int i = 0; i < 6; ++i) {
            REQUIRE(append_some(house.log(), rng.below(40) + 1).has_value());
            if (rng.below(4) == 0) house.reopen();
        }
        const auto answered = leaves_of(house.log());
        // One more batch was on its way, its sync unanswered.
        house.disk().sync_answers = SQLITE_IOERR_FSYNC;
        REQUIRE(!append_some(house.log(), 20).has_value());

        house.disk().cut_power(house.directory(), copies.path() / "data", rng);
        house.disk().heal();
        auto found = open_at(copies.path() / "data");

        INFO("seed " << seed);
        REQUIRE(found.has_value());
        CHECK((*found)->not_writable_because().empty());
        REQUIRE((*found)->head().size >= answered.size());
        CHECK(*(*found)->leaf_hashes(0, answered.size()) == answered);
        const auto size = (*found)->head().size;
        CHECK((size == answered.size() || size == answered.size() + 20));
        CHECK(append_some(**found, 1).has_value());
    }
}

TEST_CASE(
    "fault 91: a page that cannot be read costs that request and nothing else", "[storage][sqlite]"
) {
    SqliteHouse house;
    // More than SQLite keeps in memory.
    for (int i = 0; i < 15; ++i)
        REQUIRE(append_some(house.log(), 1'000).has_value());
    house.reopen();

    house.disk().read_answers = SQLITE_IOERR_READ;
    const auto unread = house.log().read(0, 256, 64 * 1024);
    house.disk().heal();

    REQUIRE(!unread.has_value());
    CHECK(unread.error().fate == Fate::failed);
    CHECK(read_all(house.log()).size() == 15'000);
    CHECK(append_some(house.log(), 1).has_value());
}

TEST_CASE("damage that SQLite itself finds while writing halts the log", "[storage][sqlite]") {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 2).has_value());

    house.fail_next(Fate::halt);
    const auto damaged = append_some(house.log(), 1);
    house.heal();

    CHECK(damaged.error().fate == Fate::halt);
    CHECK(append_some(house.log(), 1).error().fate == Fate::halt);
    CHECK(!house.log().not_writable_because().empty());
    CHECK(read_all(house.log()).size() == 2);
}

TEST_CASE(
    "fault 94: a flipped bit in a header or leaf hash is found at the start and named",
    "[storage][sqlite]"
) {
    for (const char* sql :
         {"UPDATE entry SET header = zeroblob(76) WHERE \"index\" = 3",
          "UPDATE entry SET leaf_hash = zeroblob(32) WHERE \"index\" = 3"}) {
        SqliteHouse house;
        REQUIRE(append_some(house.log(), 6).has_value());
        house.close();
        tamper(house.directory(), sql);

        house.open();

        INFO(sql);
        CHECK(house.log().not_writable_because().find("entry 3 ") != std::string::npos);
        const auto refused = append_some(house.log(), 1);
        CHECK(refused.error().fate == Fate::halt);
        CHECK(house.log().head().size == 6);
        CHECK(house.log().read(0, 100, 100'000)->size() == 3);
        CHECK(house.log().read(3, 100, 100'000).error().fate == Fate::halt);
        CHECK(house.log().read(4, 100, 100'000)->size() == 2);
        CHECK(house.log().find(person(7), command(5))->has_value());
    }
}

TEST_CASE(
    "a flipped bit is found while reading even when it came after the start", "[storage][sqlite]"
) {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 6).has_value());
    house.reopen();
    tamper(house.directory(), "UPDATE entry SET header = zeroblob(76) WHERE \"index\" = 3");

    const auto slice = house.log().read(0, 100, 100'000);

    CHECK(slice->size() == 3);
    CHECK(house.log().not_writable_because().find("entry 3 ") != std::string::npos);
    CHECK(append_some(house.log(), 1).error().fate == Fate::halt);
}

TEST_CASE(
    "an entry that is missing is found at the start and nothing behind it is believed",
    "[storage][sqlite]"
) {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 6).has_value());
    house.close();
    tamper(house.directory(), "DELETE FROM entry WHERE \"index\" = 3");
    house.open();

    CHECK(house.log().not_writable_because() == "entry 3 is missing");
    CHECK(house.log().head().size == 3);
    CHECK(read_all(house.log()).size() == 3);
}

TEST_CASE(
    "fault 95: a payload that does not match its commitment is withheld and the log is whole",
    "[storage][sqlite]"
) {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 6).has_value());
    const TreeHead head = house.log().head();
    house.close();
    tamper(house.directory(), "UPDATE entry SET payload = x'61' WHERE \"index\" = 3");
    house.open();

    const auto all = read_all(house.log());

    CHECK(house.log().head().root == head.root);
    CHECK(house.log().not_writable_because().empty());
    CHECK(!all[3].salt);
    CHECK(all[3].payload.empty());
    CHECK(all[2].salt);
    CHECK(house.sqlite().damaged_payloads() == 1);
    CHECK(append_some(house.log(), 1).has_value());
}

TEST_CASE(
    "what is read at the start is handed over once, as it may be believed", "[storage][sqlite]"
) {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 6).has_value());
    const auto before = read_all(house.log());
    house.close();
    std::size_t expected = 6;
    std::optional<std::size_t> withheld;
    SECTION("all of a log that is sound") {}
    SECTION("less a payload that is not the one committed to") {
        tamper(house.directory(), "UPDATE entry SET payload = x'61' WHERE \"index\" = 3");
        withheld = 3;
    }
    SECTION("nothing from an entry whose header is damaged") {
        tamper(house.directory(), "UPDATE entry SET header = zeroblob(76) WHERE \"index\" = 4");
        expected = 4;
    }
    SECTION("nothing behind an entry that is missing") {
        tamper(house.directory(), "DELETE FROM entry WHERE \"index\" = 2");
        expected = 2;
    }

    std::vector<Entry> handed;
    auto log = open_at(house.directory(), [&](const Entry& entry) { handed.push_back(entry); });

    REQUIRE(log.has_value());
    REQUIRE(handed.size() == expected);
    for (std::size_t i = 0; i < handed.size(); ++i) {
        CHECK(handed[i].index == i);
        CHECK(handed[i].header == before[i].header);
        CHECK(handed[i].leaf_hash == before[i].leaf_hash);
        CHECK(handed[i].payload == (withheld == i ? "" : before[i].payload));
        CHECK(handed[i].salt == (withheld == i ? std::nullopt : before[i].salt));
    }
    CHECK((*log)->damaged_payloads() == (withheld ? 1 : 0));
}

TEST_CASE(
    "pages of rubbish in the middle of the file never come out as entries", "[storage][sqlite]"
) {
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 500).has_value());
    const auto before = leaves_of(house.log());
    house.close();
    std::string content = content_of(house.directory() / "tocsin.db");
    REQUIRE(content.size() > 20 * 4096);
    for (std::size_t at = 15 * 4096; at < 17 * 4096; ++at)
        content[at] = static_cast<char>(at * 7);
    write_file(house.directory() / "tocsin.db", content);

    auto found = open_at(house.directory());

    REQUIRE(found.has_value());
    CHECK(!(*found)->not_writable_because().empty());
    CHECK(append_some(**found, 1).error().fate == Fate::halt);
    Index next = 0;
    while (auto slice = (*found)->read(next, 100, 100'000)) {
        if (slice->empty()) break;
        for (const auto& entry : *slice) {
            REQUIRE(entry.index == next);
            CHECK(entry.leaf_hash == before[next++]);
        }
    }
    CHECK(next < 500);
}

TEST_CASE(
    "commands that were forgotten are remembered again from the entries", "[storage][sqlite]"
) {
    SqliteHouse house;
    (void)house.log().append(0, nobody_else, [](Pen& pen) {
        pen.append(wanted(1));
        pen.append(wanted(1));
        pen.append(wanted(2));
        pen.remember(person(7), command(2), {sha256({"kept"}), 2});
    });
    const auto request_of = [](std::string_view payload) {
        return std::optional(sha256({payload}));
    };

    CHECK(*house.sqlite().rebuild_commands(request_of) == 1);
    CHECK(*house.sqlite().rebuild_commands(request_of) == 0);

    const auto mended = *house.log().find(person(7), command(1));
    CHECK(mended->index == 0);
    CHECK(mended->request_sha256 == sha256({wanted(1).payload}));
    CHECK((*house.log().find(person(7), command(2)))->request_sha256 == sha256({"kept"}));
}

TEST_CASE(
    "fault 102: the WAL is taken back into the database while nothing else is to be done",
    "[storage][sqlite]"
) {
    SqliteHouse house;
    for (int i = 0; i < 20; ++i)
        REQUIRE(append_some(house.log(), 1'000).has_value());
    const auto grown = house.sqlite().database_bytes();

    house.log().idle();

    CHECK(house.sqlite().wal_bytes() > 4'000'000);
    CHECK(house.sqlite().database_bytes() > grown);
    const auto wal = house.sqlite().wal_bytes();
    for (int i = 0; i < 10; ++i)
        REQUIRE(append_some(house.log(), 1'000).has_value());
    CHECK(house.sqlite().wal_bytes() == wal);
}

TEST_CASE("fault 102: the WAL stays within its bound under a load that never rests", "[storage]") {
    SqliteHouse house;
    std::uint64_t longest = 0;
    while (house.sqlite().database_bytes() < 2 * limits::wal_truncate_bytes) {
        REQUIRE(append_some(house.log(), 1'000).has_value());
        longest = std::max(longest, house.sqlite().wal_bytes());
    }

    CHECK(longest > limits::wal_truncate_bytes / 2);
    CHECK(longest < limits::wal_truncate_bytes + 2 * limits::batch_bytes_max);
}

TEST_CASE("what was erased is in none of the files any more", "[storage][sqlite]") {
    SqliteHouse house;
    const std::string secret = "a name that must be forgotten";
    (void)house.log().append(0, nobody_else, [&](Pen& pen) {
        NewEntry entry = wanted(0);
        entry.payload = secret;
        pen.append(std::move(entry));
    });

    REQUIRE(house.log().erase(0).has_value());

    CHECK(content_of(house.directory() / "tocsin.db").find(secret) == std::string::npos);
    CHECK(content_of(house.directory() / "tocsin.db-wal").find(secret) == std::string::npos);
}

} // namespace tocsin::test
