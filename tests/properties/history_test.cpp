// A property over histories in which nothing happens holds for nothing: they get everywhere.
// SPDX-License-Identifier: Apache-2.0
#include "tests/properties/history.hpp"

#include "server/domain/words.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// The entry that comes before any history.
const std::set<std::string> apart{"log_founded"};

Story story_of(std::uint64_t seed) {
    SeededRng rng(seed);
    Story story;
    for (int step = 0; step < 250; ++step)
        story.push_back(rng.below(UINT64_MAX));
    return story;
}

} // namespace

TEST_CASE("histories of chance get to every kind of entry", "[properties]") {
    std::map<std::string, int> happened;
    for (std::uint64_t seed = 1; seed <= 2000; ++seed)
        for (const Recorded& entry : History(story_of(seed)).entries)
            ++happened[std::string(domain::event_name(entry.event))];

    const auto* kinds = v1::Event::descriptor()->FindOneofByName("event");
    for (int number = 0; number < kinds->field_count(); ++number) {
        const std::string& name = kinds->field(number)->name();
        INFO(name);
        if (!apart.contains(name)) CHECK(happened[name] > 0);
    }
}
