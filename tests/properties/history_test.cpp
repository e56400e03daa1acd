// A property over histories in which nothing happens holds for nothing: they get everywhere.
// SPDX-License-Identifier: Apache-2.0
#include "tests/properties/history.hpp"

#include "server/domain/words.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// Entries that come before or beside any history, or that only identity submits.
const std::set<std::string> apart{
    "log_founded",
    "key_enrolled",
    "token_minted",
    "token_revoked",
    "key_added",
    "key_confirmed",
    "roles_proposed",
    "roles_changed",
    "recovery_code_set",
    "misuse_reported",
    "security_noted",
    "reading_recorded"};

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
    for (std::uint64_t seed = 1; seed <= 200; ++seed)
        for (const Recorded& entry : History(story_of(seed)).entries)
            ++happened[std::string(domain::event_name(entry.event))];

    const auto* kinds = v1::Event::descriptor()->FindOneofByName("event");
    for (int number = 0; number < kinds->field_count(); ++number) {
        const std::string& name = kinds->field(number)->name();
        INFO(name);
        if (!apart.contains(name)) CHECK(happened[name] > 0);
    }
}
