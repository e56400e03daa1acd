// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/houses.hpp"

namespace tocsin::test {

TEST_CASE(
    "a commit that failed its sync may be there all the same when looked for again",
    "[storage][log]"
) {
    SeededRng rng(3);
    MemoryLog log(rng);
    REQUIRE(append_some(log, 1).has_value());

    log.fail_next(Trouble{Fate::stop, 74, "cannot sync", "told to fail", ""}, true);
    const auto unknown = append_some(log, 1);

    CHECK(unknown.error().fate == Fate::stop);
    CHECK(log.head().size == 2);
    CHECK((*log.find(person(7), command(1)))->index == 1);
}

TEST_CASE("a commit that failed its sync may as well be gone", "[storage][log]") {
    SeededRng rng(3);
    MemoryLog log(rng);
    REQUIRE(append_some(log, 1).has_value());

    log.fail_next(Trouble{Fate::stop, 74, "cannot sync", "told to fail", ""});
    const auto unknown = append_some(log, 1);

    CHECK(unknown.error().fate == Fate::stop);
    CHECK(log.head().size == 1);
    CHECK(!*log.find(person(7), command(1)));
}

} // namespace tocsin::test
