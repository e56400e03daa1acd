// SPDX-License-Identifier: Apache-2.0
#include "server/base/rng.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <set>

using namespace tocsin;

TEST_CASE("the same seed gives the same chance and another seed another", "[base]") {
    SeededRng one(7), same(7), other(8);
    const auto first = one.draw<Digest>();
    CHECK(first == same.draw<Digest>());
    CHECK(first != other.draw<Digest>());
    CHECK(first != one.draw<Digest>());
}

TEST_CASE("chance of the system fills runs of every length and does not repeat", "[base]") {
    SystemRng rng;
    std::set<Digest> drawn;
    for (int i = 0; i < 1'000; ++i)
        drawn.insert(rng.draw<Digest>());
    CHECK(drawn.size() == 1'000);

    std::array<std::uint8_t, 1'000> many{};
    rng.fill(many);
    CHECK(std::count(many.begin(), many.end(), 0) < 50);
    rng.fill({});
}

TEST_CASE("a number below a bound is below it and every one comes up", "[base]") {
    SeededRng rng(3);
    std::array<int, 6> seen{};
    for (int i = 0; i < 6'000; ++i) {
        const auto value = rng.below(6);
        REQUIRE(value < 6);
        ++seen[std::size_t(value)];
    }
    for (const int times : seen)
        CHECK(times > 800);
    CHECK(rng.below(1) == 0);
    for (int i = 0; i < 100; ++i)
        CHECK(rng.below(UINT64_MAX) < UINT64_MAX);
    for (int i = 0; i < 100; ++i)
        CHECK(rng.below((std::uint64_t(1) << 63) + 1) <= std::uint64_t(1) << 63);
}

TEST_CASE("a command id is a UUID of version 7 and sorts by its time", "[base]") {
    SeededRng rng(4);
    const auto early = rng.command_id(from_ms(1'795'286'449'120));
    const auto late = rng.command_id(from_ms(1'795'286'449'121));

    CHECK(early.hex().substr(0, 12) == "01a1ff693be0");
    CHECK((early.octets[6] >> 4) == 7);
    CHECK((early.octets[8] >> 6) == 2);
    CHECK(early < late);
    CHECK(rng.command_id(from_ms(5)) != rng.command_id(from_ms(5)));
}
