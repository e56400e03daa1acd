// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/houses.hpp"

namespace tocsin::test {

TEST_CASE("a document is found by the hash of its content", "[storage][documents]") {
    SqliteHouse house;
    const StoredDocument document{
        "text/plain; charset=utf-8", std::string("a text\0with all bytes", 21)};

    const auto key = house.sqlite().documents().put(document);
    house.reopen();

    REQUIRE(key.has_value());
    CHECK(*key == sha256({document.content}));
    const auto found = *house.sqlite().documents().get(*key);
    REQUIRE(found.has_value());
    CHECK(found->content == document.content);
    CHECK(found->media_type == document.media_type);
    CHECK(!*house.sqlite().documents().get(sha256({"another"})));
}

TEST_CASE("the same document twice is stored once", "[storage][documents]") {
    SqliteHouse house;
    const auto first = house.sqlite().documents().put({"text/plain", "same"});

    const auto second = house.sqlite().documents().put({"text/html", "same"});

    CHECK(*second == *first);
    CHECK((*house.sqlite().documents().get(*first))->media_type == "text/plain");
}

TEST_CASE("an empty document is a document", "[storage][documents]") {
    SqliteHouse house;
    const auto key = house.sqlite().documents().put({"text/plain", ""});
    REQUIRE(key.has_value());
    CHECK((*house.sqlite().documents().get(*key))->content.empty());
}

TEST_CASE(
    "a document as long as allowed is kept and one byte more is not", "[storage][documents]"
) {
    SqliteHouse house;
    const std::string longest(limits::document_bytes_max, 'd');

    const auto kept = house.sqlite().documents().put({"application/pdf", longest});

    REQUIRE(kept.has_value());
    CHECK((*house.sqlite().documents().get(*kept))->content == longest);
    CHECK(!house.sqlite().documents().put({"application/pdf", longest + "d"}).has_value());
}

TEST_CASE("an erased document is gone from the files too", "[storage][documents]") {
    SqliteHouse house;
    const std::string secret = "words that must be forgotten";
    const auto key = house.sqlite().documents().put({"text/plain", secret});

    REQUIRE(house.sqlite().documents().erase(*key).has_value());

    CHECK(!*house.sqlite().documents().get(*key));
    CHECK(house.sqlite().documents().erase(*key).has_value());
    CHECK(content_of(house.directory() / "tocsin.db").find(secret) == std::string::npos);
    CHECK(content_of(house.directory() / "tocsin.db-wal").find(secret) == std::string::npos);
}

TEST_CASE("a document that changed under its hash is never handed out", "[storage][documents]") {
    SqliteHouse house;
    const auto key = house.sqlite().documents().put({"text/plain", "what was agreed"});
    house.close();
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open((house.directory() / "tocsin.db").c_str(), &db) == SQLITE_OK);
    REQUIRE(
        sqlite3_exec(
            db,
            "DROP TRIGGER document_no_update; UPDATE document SET content = x'00'",
            nullptr,
            nullptr,
            nullptr
        ) == SQLITE_OK
    );
    sqlite3_close(db);
    house.open();

    const auto found = house.sqlite().documents().get(*key);

    REQUIRE(!found.has_value());
    CHECK(found.error().why == "its content does not match its hash");
}

TEST_CASE(
    "the directory keeps the latest row of each person and forgets when told",
    "[storage][directory]"
) {
    SqliteHouse house;
    auto& directory = house.sqlite().directory();
    REQUIRE(directory.put(person(1), {"Ada", "ada@example.com", "+1"}).has_value());
    REQUIRE(directory.put(person(2), {"Ben", "", ""}).has_value());
    REQUIRE(directory.put(person(1), {"Ada B.", "ada@example.org", ""}).has_value());

    house.reopen();
    const auto all = *house.sqlite().directory().all();
    REQUIRE(house.sqlite().directory().erase(person(1)).has_value());

    REQUIRE(all.size() == 2);
    CHECK(all.at(person(1)).name == "Ada B.");
    CHECK(all.at(person(1)).email == "ada@example.org");
    CHECK(all.at(person(1)).telephone.empty());
    CHECK(house.sqlite().directory().all()->size() == 1);
    CHECK(content_of(house.directory() / "tocsin.db").find("ada@example") == std::string::npos);
}

} // namespace tocsin::test
