// Things by id: the same order and the same things whether they are walked or found.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/state.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tocsin;
using namespace tocsin::domain;

namespace {

using Signals = Items<SignalId, Signal>;

Signal signal_of(const std::string& id, Index index) {
    Signal signal;
    signal.id.text = id;
    signal.index = index;
    return signal;
}

Signals many(std::size_t count) {
    Signals signals;
    for (std::size_t number = 0; number < count; ++number) // In no order: 7919 is prime.
        signals.add(signal_of("si-" + std::to_string(number * 7919 % count), number));
    return signals;
}

void check_whole(const Signals& signals, std::size_t count) {
    CHECK(signals.size() == count);
    std::vector<SignalId> walked;
    for (const auto& [id, signal] : signals) {
        walked.push_back(id);
        const auto found = signals.find(id);
        REQUIRE(found != signals.end());
        CHECK(&found->second == &signal);
        CHECK(signal.id == id);
    }
    CHECK(walked.size() == count);
    CHECK(std::is_sorted(walked.begin(), walked.end()));
    CHECK(signals.find(SignalId{"si-unheard-of"}) == signals.end());
}

} // namespace

TEST_CASE("things are walked in order of id and found where they stand", "[domain]") {
    check_whole(many(0), 0);
    check_whole(many(1), 1);
    check_whole(many(1'000), 1'000);
}

TEST_CASE("a second thing of the same id changes nothing", "[domain]") {
    Signals signals = many(3);
    signals.add(signal_of("si-0", 77));

    check_whole(signals, 3);
    CHECK(signals.at(SignalId{"si-0"}).index == 0);
}

TEST_CASE("a copy has things of its own and outlives the original", "[domain]") {
    Signals copy = many(5);
    {
        Signals original = many(100);
        copy = original;
        original.at(SignalId{"si-7"}).dismissed_because = "A power cut.";
        original.add(signal_of("si-new", 101));
    }
    check_whole(copy, 100);
    CHECK(copy.at(SignalId{"si-7"}).dismissed_because.empty());

    const Signals moved = std::move(copy);
    check_whole(moved, 100);
    check_whole(Signals(moved), 100);
}

TEST_CASE("names are in the order of their bytes", "[domain]") {
    const std::vector<std::string> texts = {
        "", "A", "AA", "AAA", "AB", "B", "Z", "a", "aa-body", "aa-body-2", "z", "\x7f", "\xc3\xa9"};
    for (const auto& left : texts)
        for (const auto& right : texts) {
            CHECK((PartyCode{left} < PartyCode{right}) == (left < right));
            CHECK((PartyCode{left} == PartyCode{right}) == (left == right));
        }
}
