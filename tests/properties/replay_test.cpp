// I3: the state is the fold of the log and nothing else; and decide is a function of what it is
// given. SPDX-License-Identifier: Apache-2.0
#include "server/engine/snapshot.hpp"
#include "tests/properties/history.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// All that a decision says, byte for byte.
std::string bytes_of(const Decision& decision) {
    std::string bytes = decision.subject + '\n' + v1::Realm_Name(decision.realm) + '\n';
    for (const v1::Event& event : decision.events)
        bytes += event.SerializeAsString() + '\n';
    if (decision.refusal) bytes += decision.refusal->SerializeAsString();
    return bytes;
}

std::string differs_when_replayed(const Story& story) {
    const History history(story);
    if (engine::snapshot(history.replayed()) == engine::snapshot(history.state)) return "";
    return "the log read again gives another state";
}

std::string decides_twice(const Story& story) {
    History history;
    for (const std::uint64_t number : story) {
        history.step(number);
        Dice dice(number + 1);
        const Asked asked = history.ask(dice);
        const std::string before = engine::snapshot(history.state);
        const std::string first = bytes_of(history.decide(asked.command, asked.asker));
        const std::string second = bytes_of(history.decide(asked.command, asked.asker));
        if (first != second) return "decided otherwise: " + asked.command.ShortDebugString();
        if (before != engine::snapshot(history.state)) return "deciding changed the state";
    }
    // Another fold of the same log is the same state to it.
    Dice dice(story.size());
    const Asked asked = history.ask(dice);
    const std::string here = bytes_of(history.decide(asked.command, asked.asker));
    const State again = history.replayed();
    if (here == bytes_of(decide(again, asked.command, asked.asker, history.now))) return "";
    return "a second server decides otherwise: " + asked.command.ShortDebugString();
}

std::string stays_due(const Story& story) {
    const History history(story);
    return history.stuck.empty() ? "" : "refused, and due for ever: " + history.stuck.front();
}

std::string is_refused_and_recorded(const Story& story) {
    History history;
    for (const std::uint64_t number : story) {
        history.step(number);
        Dice dice(number + 1);
        const Asked asked = history.ask(dice);
        const Decision decision = history.decide(asked.command, asked.asker);
        const bool late =
            decision.events.size() == 1 && decision.events.front().has_position_received_late();
        if (decision.events.empty() != decision.refusal.has_value() && !late)
            return "neither or both: " + asked.command.ShortDebugString();
        if (decision.refusal && decision.refusal->code() == v1::Refusal::CODE_UNSPECIFIED)
            return "a refusal without a code: " + asked.command.ShortDebugString();
    }
    return "";
}

} // namespace

TEST_CASE("whoever reads the log again reaches the same state byte for byte", "[properties]") {
    REQUIRE(holds("the log read again gives the same state", differs_when_replayed));
}

TEST_CASE("the same question at the same instant is decided the same way", "[properties]") {
    REQUIRE(holds("decide is a function", decides_twice));
}

TEST_CASE("a question is recorded or refused with a reason", "[properties]") {
    REQUIRE(holds("recorded or refused", is_refused_and_recorded));
}

TEST_CASE("nothing the server does by itself is refused for ever", "[properties]") {
    REQUIRE(holds("what is due is done or falls away", stays_due));
}
