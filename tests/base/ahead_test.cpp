// SPDX-License-Identifier: Apache-2.0
#include "server/base/ahead.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <stdexcept>
#include <vector>

using namespace tocsin;

TEST_CASE("what is done ahead is taken in its order and nothing is missing", "[base]") {
    Ahead<int> ahead([](const Ahead<int>::Put& put) {
        for (int i = 0; i < 10'000; ++i)
            (void)put(i);
    });

    std::vector<int> taken;
    while (const auto one = ahead.next())
        taken.push_back(*one);

    REQUIRE(taken.size() == 10'000);
    for (int i = 0; i < 10'000; ++i)
        REQUIRE(taken[static_cast<std::size_t>(i)] == i);
    CHECK_FALSE(ahead.next()); // and it stays done
}

TEST_CASE("work that nobody takes any more ends, and only a few are ahead", "[base]") {
    std::atomic<int> made = 0;
    {
        Ahead<int> ahead([&](const Ahead<int>::Put& put) {
            while (put(made))
                ++made;
        });
        CHECK(ahead.next() == 0);
    }
    CHECK(made <= 1 + static_cast<int>(Ahead<int>::waiting_max) + 1);
}

TEST_CASE("what goes wrong ahead is told after what came before it", "[base]") {
    Ahead<int> ahead([](const Ahead<int>::Put& put) {
        (void)put(1);
        throw std::runtime_error("the disk");
    });

    CHECK(ahead.next() == 1);
    CHECK_THROWS_AS(ahead.next(), std::runtime_error);
}
