// SPDX-License-Identifier: Apache-2.0
#include "storage/guard.hpp"

#include "tests/storage/houses.hpp"

namespace tocsin::test {

namespace {

// A log of SQLite with a guard in two places, as the house keeps it.
struct Guarded {
    Guarded() {
        fs::create_directory(folder.path() / "first");
        fs::create_directory(folder.path() / "second");
    }

    Guard guard() const {
        return Guard(folder.path() / "first", folder.path() / "second", {verifier});
    }

    std::string note(const TreeHead& head) const {
        return sign_checkpoint({verifier.name, head}, key);
    }

    std::string note(Index size) const { return note(TreeHead{size, tree.root(size)}); }

    Folder folder;
    SeededRng rng{1};
    SigningKey key = SigningKey::generate(rng);
    VerifierKey verifier{"example.com/log", key.public_key()};
    Tree tree;

    void grow(Index size) {
        while (tree.size() < size)
            tree.append(leaf_hash("entry " + std::to_string(tree.size())));
    }
};

Result<void> check_log(SqliteLog& log, const Guarded& guarded) {
    const auto notes = guarded.guard().load();
    REQUIRE(notes.has_value());
    const auto root_at = [&](Index size) { return root_of(*log.leaf_hashes(0, size)); };
    return check_released(*notes, {&guarded.verifier, 1}, log.head(), root_at);
}

} // namespace

TEST_CASE("a released checkpoint is kept in both places", "[storage][guard]") {
    Guarded house;
    house.grow(5);
    CHECK(house.guard().load()->empty());

    REQUIRE(house.guard().release(house.note(5)).has_value());

    CHECK(content_of(house.folder.path() / "first/released-checkpoint") == house.note(5));
    CHECK(content_of(house.folder.path() / "second/released-checkpoint") == house.note(5));
    CHECK(house.guard().load()->size() == 2);
}

TEST_CASE("what a crash left half written is neither read nor in the way", "[storage][guard]") {
    Guarded house;
    house.grow(6);
    REQUIRE(house.guard().release(house.note(5)).has_value());
    write_file(house.folder.path() / "first/released-checkpoint.tmp", "half a no");

    CHECK(house.guard().load()->front() == house.note(5));
    CHECK(house.guard().release(house.note(6)).has_value());
    CHECK(house.guard().load()->front() == house.note(6));
}

TEST_CASE(
    "a guard ahead of the other by a checkpoint never served is no fault", "[storage][guard]"
) {
    Guarded house;
    house.grow(9);
    REQUIRE(house.guard().release(house.note(5)).has_value());
    write_file(house.folder.path() / "second/released-checkpoint", house.note(7));

    const auto notes = house.guard().load();

    REQUIRE(notes->size() == 2);
    CHECK(notes->front() == house.note(7));
    const auto root_at = [&](Index size) { return house.tree.root(size); };
    CHECK(check_released(*notes, {&house.verifier, 1}, {9, house.tree.root(9)}, root_at).has_value()
    );
    CHECK(!house.guard().release(house.note(6)).has_value());
    CHECK(house.guard().release(house.note(8)).has_value());
}

TEST_CASE(
    "a checkpoint smaller or other than the released one is never released", "[storage][guard]"
) {
    Guarded house;
    house.grow(8);
    REQUIRE(house.guard().release(house.note(5)).has_value());

    const auto smaller = house.guard().release(house.note(4));
    const auto forked = house.guard().release(house.note(TreeHead{5, sha256({"another"})}));
    const auto foreign = house.guard().release("no note at all\n");

    CHECK(smaller.error().fate == Fate::halt);
    CHECK(forked.error().fate == Fate::halt);
    CHECK(foreign.error().fate == Fate::halt);
    CHECK(house.guard().release(house.note(5)).has_value());
    CHECK(house.guard().load()->front() == house.note(5));
}

TEST_CASE("a guard that is not ours halts the house", "[storage][guard]") {
    Guarded house;
    house.grow(5);
    SeededRng rng(9);
    const SigningKey stranger = SigningKey::generate(rng);
    write_file(
        house.folder.path() / "second/released-checkpoint",
        sign_checkpoint({house.verifier.name, {5, house.tree.root(5)}}, stranger)
    );

    const auto notes = house.guard().load();

    REQUIRE(!notes.has_value());
    CHECK(notes.error().fate == Fate::halt);
}

TEST_CASE("a guard that cannot be written says so before anything is served", "[storage][guard]") {
    Guarded house;
    house.grow(5);
    fs::remove_all(house.folder.path() / "second");

    CHECK(!house.guard().release(house.note(5)).has_value());
}

TEST_CASE(
    "fault 96: a log whose WAL was deleted while stopped is older than its released checkpoint",
    "[storage][guard]"
) {
    Guarded guarded;
    Folder copies;
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 3).has_value());
    house.reopen();
    REQUIRE(append_some(house.log(), 4).has_value());
    REQUIRE(guarded.guard().release(guarded.note(house.log().head())).has_value());
    REQUIRE(check_log(house.sqlite(), guarded).has_value());
    copy_database(house.directory(), copies.path() / "data");
    fs::remove(copies.path() / "data/tocsin.db-wal");
    SqliteLog::Options options;
    options.directory = copies.path() / "data";
    SeededRng rng(1);

    const auto old = SqliteLog::open(options, rng);

    REQUIRE(old.has_value());
    CHECK((*old)->head().size == 3);
    const auto verdict = check_log(**old, guarded);
    REQUIRE(!verdict.has_value());
    CHECK(verdict.error().fate == Fate::halt);
    CHECK(verdict.error().what == "the log is older than the released checkpoint");
}

TEST_CASE(
    "fault 97: an old backup that was restored is told from the log with both checkpoints",
    "[storage][guard]"
) {
    Guarded guarded;
    Folder copies;
    SqliteHouse house;
    REQUIRE(append_some(house.log(), 2).has_value());
    copy_database(house.directory(), copies.path() / "backup");
    REQUIRE(append_some(house.log(), 1).has_value());
    REQUIRE(guarded.guard().release(guarded.note(house.log().head())).has_value());
    const Digest released = house.log().head().root;
    SqliteLog::Options options;
    options.directory = copies.path() / "backup";
    SeededRng rng(99);
    const auto restored = SqliteLog::open(options, rng);
    REQUIRE(restored.has_value());

    const auto older = check_log(**restored, guarded);
    REQUIRE(append_some(**restored, 5).has_value());
    const auto forked = check_log(**restored, guarded);

    CHECK(older.error().fate == Fate::halt);
    CHECK(older.error().why.find(to_base64(released.view())) != std::string::npos);
    CHECK(older.error().why.find("2 entries") != std::string::npos);
    CHECK(!older.error().next.empty());
    CHECK(forked.error().fate == Fate::halt);
    CHECK(forked.error().what == "the log is not the one whose checkpoint was released");
}

} // namespace tocsin::test
