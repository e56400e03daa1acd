// SPDX-License-Identifier: Apache-2.0
#include "server/base/ahead.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace tocsin;

TEST_CASE("what is done ahead is taken in its order and nothing is missing", "[base]") {
    const int count = GENERATE(0, 1, 63, 64, 65, 10'000);
    Ahead<int> ahead([count](Ahead<int>::Out& out) {
        for (int i = 0; i < count; ++i) {
            out.slot() = i;
            (void)out.put();
        }
    });

    std::vector<int> taken;
    while (const int* one = ahead.next())
        taken.push_back(*one);

    REQUIRE(taken.size() == static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        REQUIRE(taken[static_cast<std::size_t>(i)] == i);
    CHECK(ahead.next() == nullptr); // and it stays done
}

TEST_CASE("work that nobody takes any more ends, and only a few are ahead", "[base]") {
    std::atomic<int> made = 0;
    {
        const auto work = [&](Ahead<int>::Out& out) {
            do {
                out.slot() = made;
                ++made;
            } while (out.put());
        };
        Ahead<int> ahead(work, 2);
        REQUIRE(ahead.next() != nullptr);
    }
    CHECK(made <= 2 * (1 + static_cast<int>(Ahead<int>::waiting_max) + 1));
}

TEST_CASE("what was taken is filled again instead of being made anew", "[base]") {
    constexpr std::size_t together = 8;
    const auto work = [](Ahead<std::string>::Out& out) {
        for (int i = 0; i < 4'000; ++i) {
            out.slot() = std::string(200, static_cast<char>('a' + i % 26));
            (void)out.put();
        }
    };
    Ahead<std::string> ahead(work, together);

    std::set<const std::string*> places;
    for (int i = 0; const auto* one = ahead.next(); ++i) {
        REQUIRE(*one == std::string(200, static_cast<char>('a' + i % 26)));
        places.insert(one);
    }
    // In the making, waiting, being taken, and one to spare: no more were ever needed. A vector
    // that grows moves what is in it, so each batch may have had a few places.
    CHECK(places.size() <= 4 * together * (Ahead<std::string>::waiting_max + 3));
}

TEST_CASE("what goes wrong ahead is told after what came before it", "[base]") {
    Ahead<int> ahead([](Ahead<int>::Out& out) {
        out.slot() = 1;
        (void)out.put();
        throw std::runtime_error("the disk");
    });

    const int* one = ahead.next();
    REQUIRE(one != nullptr);
    CHECK(*one == 1);
    CHECK_THROWS_AS(ahead.next(), std::runtime_error);
}
