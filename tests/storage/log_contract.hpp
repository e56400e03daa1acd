// The words MUST of storage/log.hpp as tests. Whoever includes this says first which houses are
// held to them: #define LOGS_UNDER_TEST MemoryHouse, SqliteHouse.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/storage/houses.hpp"

namespace tocsin::test {

#define LOG_TEST(name) TEMPLATE_TEST_CASE(name, "[storage][log]", LOGS_UNDER_TEST)

LOG_TEST("an empty log has the root of nothing and the time of nothing") {
    TestType house;

    CHECK(house.log().head().size == 0);
    CHECK(house.log().head().root == empty_root());
    CHECK(house.log().recorded_at() == Instant{});
    CHECK(house.log().read(0, 10, 1000)->empty());
    CHECK(house.log().not_writable_because().empty());
}

LOG_TEST("entries are numbered without gap from the first on") {
    TestType house;

    REQUIRE(append_some(house.log(), 3)->size == 3);
    REQUIRE(append_some(house.log(), 2)->size == 5);
    house.reopen();

    const auto all = read_all(house.log());
    REQUIRE(all.size() == 5);
    for (Index i = 0; i < 5; ++i) {
        CHECK(all[i].index == i);
        CHECK(all[i].payload == wanted(i).payload);
    }
}

LOG_TEST("an entry stands in the log as the pen showed it") {
    TestType house;
    Entry shown;

    auto head =
        house.log().append(0, nobody_else, [&](Pen& pen) { shown = pen.append(wanted(1)); });
    house.reopen();

    const auto stored = read_all(house.log()).front();
    CHECK(stored.index == shown.index);
    CHECK(stored.header == shown.header);
    CHECK(stored.leaf_hash == shown.leaf_hash);
    CHECK(stored.salt == shown.salt);
    CHECK(stored.payload == shown.payload);
    const auto header = decode_header(stored.header);
    CHECK(header->actor == person(7));
    CHECK(header->command_id == command(1));
    CHECK(header->kind == 32);
    CHECK(payload_matches(*header, *stored.salt, stored.payload));
    CHECK(head->root == stored.leaf_hash);
}

LOG_TEST("a reference to an entry stays good while the pen writes more") {
    TestType house;

    (void)house.log().append(0, nobody_else, [&](Pen& pen) {
        const Entry& first = pen.append(wanted(0));
        for (std::uint64_t i = 1; i < 200; ++i)
            pen.append(wanted(i));
        CHECK(first.index == 0);
        CHECK(first.payload == wanted(0).payload);
    });
}

LOG_TEST("the head is the tree over the stored headers and is the same after opening again") {
    TestType house;
    for (int i = 1; i < 20; ++i)
        REQUIRE(append_some(house.log(), 3).has_value());
    const TreeHead before = house.log().head();

    house.reopen();

    CHECK(house.log().head().size == before.size);
    CHECK(house.log().head().root == before.root);
    CHECK(root_from_headers(read_all(house.log())) == before.root);
    CHECK(root_of(*house.log().leaf_hashes(0, before.size)) == before.root);
}

LOG_TEST("no two entries share a salt") {
    TestType house;
    REQUIRE(append_some(house.log(), 2).has_value());

    const auto all = read_all(house.log());

    CHECK(all[0].salt != all[1].salt);
    CHECK(!all[0].salt->is_zero());
}

LOG_TEST("the time of the log never runs back even if the clock does") {
    TestType house;

    (void)house.log().append(0, nobody_else, [](Pen& pen) {
        pen.append(wanted(0, from_ms(5'000)));
    });
    (void)house.log().append(1, nobody_else, [](Pen& pen) {
        pen.append(wanted(1, from_ms(3'000)));
        pen.append(wanted(2, from_ms(6'000)));
        pen.append(wanted(3, from_ms(5'500)));
    });
    house.reopen();

    std::vector<std::int64_t> times;
    for (const auto& entry : read_all(house.log())) {
        times.push_back(to_ms(decode_header(entry.header)->recorded_at));
    }
    CHECK(times == std::vector<std::int64_t>{5'000, 5'000, 6'000, 6'000});
    CHECK(house.log().recorded_at() == from_ms(6'000));
}

LOG_TEST("a command that appended something is found again with its first entry") {
    TestType house;
    const CommandRecord record{sha256({"the bytes asked"}), 1};
    (void)house.log().append(0, nobody_else, [&](Pen& pen) {
        pen.append(wanted(0));
        pen.append(wanted(1));
        pen.append(wanted(1));
        CHECK(!*pen.find(person(7), command(1)));
        pen.remember(person(7), command(1), record);
        CHECK((*pen.find(person(7), command(1)))->index == 1);
    });

    house.reopen();

    const auto found = *house.log().find(person(7), command(1));
    REQUIRE(found.has_value());
    CHECK(found->index == 1);
    CHECK(found->request_sha256 == record.request_sha256);
    CHECK(!*house.log().find(person(8), command(1)));
    CHECK(!*house.log().find(person(7), command(2)));
    (void)house.log().append(3, nobody_else, [&](Pen& pen) {
        CHECK((*pen.find(person(7), command(1)))->index == 1);
    });
}

LOG_TEST("whoever takes the pen is told first what it does not know yet") {
    TestType house;
    REQUIRE(append_some(house.log(), 600).has_value());
    std::vector<Index> told;
    bool decided = false;

    (void)house.log().append(
        100,
        [&](const Entry& entry) {
            CHECK(!decided);
            told.push_back(entry.index);
        },
        [&](Pen&) { decided = true; }
    );

    CHECK(decided);
    REQUIRE(told.size() == 500);
    for (Index i = 0; i < told.size(); ++i)
        REQUIRE(told[i] == 100 + i);
}

LOG_TEST("a decision that appends nothing changes nothing") {
    TestType house;
    REQUIRE(append_some(house.log(), 3).has_value());
    const TreeHead before = house.log().head();

    const auto head = house.log().append(3, nobody_else, [](Pen&) {});

    CHECK(head->size == 3);
    CHECK(head->root == before.root);
}

LOG_TEST("an exception while deciding leaves no trace and passes through") {
    TestType house;
    REQUIRE(append_some(house.log(), 1).has_value());
    const auto throwing = [](Pen& pen) {
        pen.append(wanted(1));
        pen.remember(person(7), command(1), {Digest(), 1});
        throw std::runtime_error("a bug");
    };

    CHECK_THROWS_AS(house.log().append(1, nobody_else, throwing), std::runtime_error);

    CHECK(house.log().head().size == 1);
    CHECK(!*house.log().find(person(7), command(1)));
    CHECK(append_some(house.log(), 1)->size == 2);
    house.reopen();
    CHECK(read_all(house.log()).size() == 2);
}

LOG_TEST("when the disk is full nothing of the batch is ever seen and appends go on later") {
    TestType house;
    REQUIRE(append_some(house.log(), 2).has_value());
    const TreeHead before = house.log().head();

    house.fail_next(Fate::read_only);
    const auto refused = append_some(house.log(), 3);

    REQUIRE(!refused.has_value());
    CHECK(refused.error().fate == Fate::read_only);
    CHECK(house.log().head().root == before.root);
    CHECK(read_all(house.log()).size() == 2);
    CHECK(!*house.log().find(person(7), command(2)));
    house.heal();
    CHECK(append_some(house.log(), 1)->size == 3);
    house.reopen();
    CHECK(read_all(house.log()).size() == 3);
}

LOG_TEST("an act that failed leaves no trace and the next one is as good as ever") {
    TestType house;
    REQUIRE(append_some(house.log(), 2).has_value());

    house.fail_next(Fate::failed);
    const auto failed = append_some(house.log(), 3);
    house.heal();

    REQUIRE(!failed.has_value());
    CHECK(failed.error().fate == Fate::failed);
    CHECK(house.log().head().size == 2);
    CHECK(append_some(house.log(), 1)->size == 3);
    house.reopen();
    CHECK(read_all(house.log()).size() == 3);
}

LOG_TEST("when nobody knows what is on disk the log says stop") {
    TestType house;
    REQUIRE(append_some(house.log(), 2).has_value());

    house.fail_next(Fate::stop);
    const auto unknown = append_some(house.log(), 1);
    house.heal();

    REQUIRE(!unknown.has_value());
    CHECK(unknown.error().fate == Fate::stop);
    CHECK(unknown.error().exit_code == 74);
}

LOG_TEST("a slice ends at the rows or bytes asked for and holds at least one entry") {
    TestType house;
    REQUIRE(append_some(house.log(), 50).has_value());
    const auto bytes = header_bytes + wanted(10).payload.size();

    CHECK(house.log().read(0, 7, 1'000'000)->size() == 7);
    CHECK(house.log().read(10, 100, 1)->size() == 1);
    CHECK(house.log().read(10, 100, 3 * bytes)->size() == 4);
    CHECK(house.log().read(48, 100, 1'000'000)->size() == 2);
    CHECK(house.log().read(50, 100, 1'000'000)->empty());
    CHECK(house.log().read(1'000, 100, 1'000'000)->empty());
}

LOG_TEST("leaf hashes come for exactly the range asked for") {
    TestType house;
    REQUIRE(append_some(house.log(), 10).has_value());
    const auto all = read_all(house.log());

    const auto leaves = *house.log().leaf_hashes(3, 7);

    REQUIRE(leaves.size() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(leaves[i] == all[3 + i].leaf_hash);
    CHECK(house.log().leaf_hashes(8, 99)->size() == 2);
    CHECK(house.log().leaf_hashes(5, 5)->empty());
}

LOG_TEST("erasing takes the payload and leaves every proof") {
    TestType house;
    REQUIRE(append_some(house.log(), 5).has_value());
    const auto before = read_all(house.log());
    const TreeHead head = house.log().head();

    REQUIRE(house.log().erase(2).has_value());
    house.reopen();

    const auto after = read_all(house.log());
    CHECK(!after[2].salt);
    CHECK(after[2].payload.empty());
    CHECK(after[2].header == before[2].header);
    CHECK(after[2].leaf_hash == before[2].leaf_hash);
    CHECK(after[1].payload == before[1].payload);
    CHECK(house.log().head().root == head.root);
    Tree tree;
    for (const auto& entry : after)
        tree.append(entry.leaf_hash);
    CHECK(verify_inclusion(after[2].leaf_hash, 2, 5, tree.inclusion_proof(2, 5), head.root));
    CHECK(house.log().erase(2).has_value());
    CHECK(!house.log().erase(5).has_value());
}

LOG_TEST("an entry with an empty payload is not an erased one") {
    TestType house;
    (void)house.log().append(0, nobody_else, [](Pen& pen) {
        NewEntry empty = wanted(0);
        empty.payload.clear();
        pen.append(std::move(empty));
    });

    house.reopen();

    const auto entry = read_all(house.log()).front();
    CHECK(entry.salt.has_value());
    CHECK(entry.payload.empty());
}

} // namespace tocsin::test
