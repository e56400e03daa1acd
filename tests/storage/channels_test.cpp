// Channels and what is to be sent by them: kept whole or not at all, and erased with their person.
// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_channels.hpp"
#include "tests/storage/houses.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {

namespace {

ChannelId channel_id(std::uint8_t number) {
    ChannelId id;
    id.octets.fill(number);
    return id;
}

PersonId whose(std::uint8_t number) {
    PersonId id;
    id.octets.fill(number);
    return id;
}

ChannelRow row(std::uint8_t number, std::uint8_t person) {
    ChannelRow row;
    row.id = channel_id(number);
    row.person = whose(person);
    row.kind = number % 2 == 0 ? ChannelRow::Kind::email : ChannelRow::Kind::push;
    row.address = "https://push.example/" + std::to_string(number);
    row.p256dh = std::string(65, '\x04');
    row.auth = std::string("\0secret", 7);
    row.label = "Firefox";
    row.language = "fr";
    row.added = from_ms(1'000 + number);
    row.proven = from_ms(2'000);
    row.failed_because = "429";
    return row;
}

ChannelChanges put(const ChannelRow& row) {
    ChannelChanges changes;
    changes.put.emplace(row.id, row);
    return changes;
}

void check_channels(Channels& channels) {
    ChannelChanges first = put(row(1, 7));
    first.put.emplace(channel_id(2), row(2, 8));
    first.items = {
        {channel_id(1), "gh-1", 3, 0, from_ms(5), from_ms(6)},
        {channel_id(1), "gh-2", 1, 0, from_ms(5), from_ms(6)},
        {channel_id(2), "gh-1", 3, 0, from_ms(5), from_ms(6)}};
    first.next = 42;
    REQUIRE(channels.keep(first).has_value());

    ChannelChanges second;
    second.items = {{channel_id(1), "gh-1", 3, 2, from_ms(5), from_ms(99)}}; // tried again
    second.done = {{channel_id(1), "gh-2", 1, 0, {}, {}}};
    REQUIRE(channels.keep(second).has_value());

    ChannelRow renewed = row(1, 7);
    renewed.failed_because.clear();
    REQUIRE(channels.keep(put(renewed)).has_value());
    const auto all = *channels.all();
    CHECK(all.next == 42);
    REQUIRE(all.channels.size() == 2);
    CHECK(all.channels[0].auth == renewed.auth);
    CHECK(all.channels[0].failed_because.empty());
    CHECK(all.channels[0].kind == ChannelRow::Kind::push);
    CHECK(all.channels[1].person == whose(8));
    // A channel that is written anew keeps what waits for it.
    REQUIRE(all.items.size() == 2);
    CHECK(all.items[0].tries == 2);
    CHECK(all.items[0].next == from_ms(99));

    ChannelChanges third;
    third.removed = {channel_id(1)};
    REQUIRE(channels.keep(third).has_value());
    REQUIRE(channels.all()->items.size() == 1);
    CHECK(channels.all()->items[0].channel == channel_id(2));
}

} // namespace

TEST_CASE("channels and what waits for them are there again", "[storage][channels]") {
    SqliteHouse house;
    check_channels(house.sqlite().channels());
    house.reopen();
    CHECK(house.sqlite().channels().all()->channels.size() == 1);
    CHECK(house.sqlite().channels().all()->next == 42);
}

TEST_CASE("the channels in memory keep the same rules", "[storage][channels]") {
    MemoryChannels memory;
    check_channels(memory);
}

TEST_CASE("whoever is erased leaves no address behind", "[storage][channels]") {
    SqliteHouse house;
    ChannelChanges changes = put(row(1, 7));
    changes.put.emplace(channel_id(2), row(2, 8));
    changes.items = {{channel_id(1), "gh-1", 1, 0, {}, {}}};
    REQUIRE(house.sqlite().channels().keep(changes).has_value());

    REQUIRE(house.sqlite().directory().erase(whose(7)).has_value());

    const auto all = *house.sqlite().channels().all();
    REQUIRE(all.channels.size() == 1);
    CHECK(all.channels[0].person == whose(8));
    CHECK(all.items.empty());
}

TEST_CASE("of changes gathered the later one counts, in both directions", "[storage][channels]") {
    ChannelChanges gathered = put(row(1, 7));
    ChannelChanges later;
    later.removed = {channel_id(1)};
    gathered.add(std::move(later));
    CHECK(gathered.put.empty());
    CHECK(gathered.removed.size() == 1);

    const ChannelItem item{channel_id(2), "gh-1", 1, 0, {}, {}};
    ChannelChanges done;
    done.done = {item};
    gathered.add(std::move(done));
    ChannelChanges again;
    again.items = {item};
    gathered.add(std::move(again));
    CHECK(gathered.done.empty());
    CHECK(gathered.items.size() == 1);
}

} // namespace tocsin::test
