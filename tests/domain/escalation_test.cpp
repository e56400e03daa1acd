// An alert that is not answered rings louder, at the instants of the policy stamped on it, and is
// quiet at once when it is answered or ended.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ladder.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Answer = v1::AlertAcknowledged;

// The one escalation that happens at that instant.
v1::Escalated rung(LadderWorld& small, Instant at) {
    const std::vector<v1::Event> events = small.wait_until(at);
    REQUIRE(events.size() == 1);
    REQUIRE(events.front().has_escalated());
    return events.front().escalated();
}

void everybody_answers(LadderWorld& small, const std::string& id) {
    for (const Asker& asker : {small.lead, small.chair, small.ghana, small.norway, small.chile})
        REQUIRE(!small.acknowledge(id, asker).refusal);
}

} // namespace

TEST_CASE("the ladder rings focal points, then deputies, then the call list", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;

    CHECK(small.wait_until(asked + 15min - 1ms).empty());
    const v1::Escalated first = rung(small, asked + 15min);
    CHECK(first.rung() == 1);
    CHECK(first.message() == 1);
    CHECK(first.whom() == v1::Policy::FOCAL_POINTS);
    CHECK(first.owing_size() == 5);
    for (const Asker& asker : {small.ghana, small.mission, small.norway, small.chile})
        CHECK(rings(first, asker));
    for (const Asker& asker : {small.deputy, small.support, small.lead})
        CHECK(!rings(first, asker));

    CHECK(small.wait_until(asked + 45min - 1ms).empty());
    const v1::Escalated second = rung(small, asked + 45min);
    CHECK(second.rung() == 2);
    CHECK((rings(second, small.deputy) && rings(second, small.mission)));
    for (const Asker& asker : {small.ghana, small.norway, small.support})
        CHECK(!rings(second, asker));

    const v1::Escalated third = rung(small, asked + 90min);
    CHECK(third.rung() == 3);
    CHECK(third.whom() == v1::Policy::CALL_LIST);
    CHECK(third.persons_size() == 1);
    CHECK(rings(third, small.support));
}

TEST_CASE("the last rung rings again, and not for ever", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    for (const auto after : {15min, 45min, 90min})
        rung(small, asked + after);

    CHECK(rung(small, asked + 120min).rung() == 4);
    const v1::Escalated last = rung(small, asked + 150min);

    CHECK(last.rung() == 5);
    CHECK(last.whom() == v1::Policy::CALL_LIST);
    CHECK(!small.rings_at(id));
    CHECK(!next_due(small.world.state));
}

TEST_CASE("who has answered is neither named nor rung", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    small.acknowledge(id, small.ghana, Answer::ACTING);

    const v1::Escalated first = rung(small, asked + 15min);

    CHECK(first.owing_size() == 4);
    CHECK(!names(first, "GH"));
    CHECK(!rings(first, small.ghana_deputy));
    CHECK(rings(first, small.norway));
}

TEST_CASE("the last answer takes the ladder away in the same step", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    everybody_answers(small, id);

    CHECK(!small.rings_at(id));
    CHECK(small.wait_until(asked + 15min).empty());
    CHECK(
        code_of(small.world.submit(small.escalating(id, 1, 1), server)) == v1::Refusal::WRONG_STATE
    );
}

TEST_CASE("an alert that ended rings no more", "[domain][ladder]") {
    for (const bool closes : {true, false}) {
        LadderWorld small;
        const std::string id = small.issued(shutdown_in("MM"));
        const Instant asked = small.world.now;
        closes ? small.close(id, 1, small.lead) : small.cancel(id, 1, small.lead);

        CHECK(!small.rings_at(id));
        CHECK(small.wait_until(asked + 24h).empty());
        const Decision stale = small.world.submit(small.escalating(id, 1, 1), server);
        CHECK(stale.events.empty());
        CHECK(code_of(stale) == v1::Refusal::WRONG_STATE);
    }
}

TEST_CASE("one government's answer skips no rung for the others", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    small.world.now = asked + 16min; // The first rung is due and not rung yet.

    small.acknowledge(id, small.norway);

    CHECK(small.rings_at(id) == asked + 15min);
    CHECK(rung(small, small.world.now).rung() == 1);
}

TEST_CASE("what was answered to a duplicate is not rung for again", "[domain][ladder]") {
    LadderWorld small;
    const std::string kept = small.issued(shutdown_in("MM"));
    const std::string duplicate = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    everybody_answers(small, duplicate);
    v1::Command command = small.world.command();
    command.mutable_merge_alerts()->set_alert_id(kept);
    command.mutable_merge_alerts()->set_duplicate(duplicate);
    command.mutable_merge_alerts()->set_reason("The same shutdown.");

    REQUIRE(!small.world.submit(command, small.lead).refusal);

    CHECK(!small.rings_at(kept));
    CHECK(!small.rings_at(duplicate));
    CHECK(small.wait_until(asked + 24h).empty());
}

TEST_CASE("an answer taken back goes on with the next rung from the ask", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    everybody_answers(small, id);
    small.world.now = asked + 50min;

    small.retract(id, small.ghana);

    CHECK(small.rings_at(id) == asked + 90min); // What fell meanwhile is not made up for.
    const v1::Escalated third = rung(small, asked + 90min);
    CHECK(third.rung() == 3);
    CHECK(third.owing_size() == 1);
    CHECK(names(third, "GH"));
}

TEST_CASE("an answer taken back after the whole ladder still wakes the last", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    everybody_answers(small, id);
    small.world.now += 24h;

    small.retract(id, small.ghana);
    const v1::Escalated last = rung(small, small.world.now);

    CHECK(last.rung() == 5);
    CHECK(!small.rings_at(id));
}

TEST_CASE("who consults is left in peace up to the instant it named", "[domain][ladder]") {
    LadderWorld small;
    v1::AlertContent content = shutdown_in("MM");
    content.mutable_audience()->add_parties("GH");
    const std::string id = small.issued(content);
    const Instant asked = small.world.now;
    small.acknowledge(id, small.ghana, Answer::CONSULTING, false, asked + 60min);

    CHECK(small.rings_at(id) == asked + 90min);
    CHECK(small.wait_until(asked + 60min).empty());
    CHECK(names(rung(small, asked + 90min), "GH"));
}

TEST_CASE(
    "an answer promised for after the ladder is rung for when it stays out", "[domain][ladder]"
) {
    LadderWorld small;
    v1::AlertContent content = shutdown_in("MM");
    content.mutable_audience()->add_parties("GH");
    const std::string id = small.issued(content);
    const Instant promised = small.world.now + 6h;
    small.acknowledge(id, small.ghana, Answer::CONSULTING, false, promised);

    CHECK(small.wait_until(promised).empty());
    const v1::Escalated last = rung(small, promised + 1ms);

    CHECK(last.rung() == 5);
    CHECK(names(last, "GH"));
}

TEST_CASE(
    "a material update starts the ladder anew and an editorial one does not", "[domain][ladder]"
) {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    rung(small, asked + 15min);

    small.update(id, 1, shutdown_in("MM"), false, small.lead);
    CHECK(small.rings_at(id) == asked + 45min);
    small.update(id, 2, shutdown_in("MM"), true, small.lead);
    CHECK(small.rings_at(id) == asked + 30min);
    CHECK(small.alert(id).rung == 0);
    const v1::Escalated first = rung(small, asked + 30min);
    CHECK(first.rung() == 1);
    CHECK(first.message() == 3);
}

TEST_CASE("an editorial message that leaves nobody owing ends the ladder", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.acknowledge(id, small.norway);
    v1::AlertContent narrower = shutdown_in("MM");
    narrower.mutable_audience()->add_parties("NO");

    small.update(id, 1, narrower, false, small.lead);

    CHECK(small.alert(id).owing.size() == 1);
    CHECK(!small.rings_at(id));
}

TEST_CASE("what asks for no answer has no ladder", "[domain][ladder]") {
    LadderWorld small;
    v1::AlertContent content = shutdown_in("MM");
    content.set_requested_answer(v1::AlertContent::NONE_REQUESTED);

    CHECK(!small.rings_at(small.issued(content)));
}

TEST_CASE("an alert goes by the ladder it was issued with", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    v1::Policy without = ladder_policy();
    without.clear_ladder();
    small.set(without);

    CHECK(small.alert(id).policy.ladder_size() == 3);
    CHECK(rung(small, asked + 15min).rung() == 1);
    CHECK(!small.rings_at(small.issued(shutdown_in("TD"))));
}

TEST_CASE("of a red alert only the persons named are rung", "[domain][ladder]") {
    LadderWorld small;
    v1::AlertContent content = shutdown_in("MM", v1::RED);
    for (const Asker& asker : {small.ghana, small.norway})
        content.mutable_audience()->add_persons(asker.person.str());
    const std::string id = small.raise(content, small.lead).subject;
    small.approve(id, small.other_lead);
    const Instant asked = small.world.now;

    const v1::Escalated first = rung(small, asked + 15min);
    CHECK(first.persons_size() == 2);
    CHECK(!rings(first, small.ghana_deputy));
    CHECK(rung(small, asked + 45min).persons().empty());
    CHECK(rung(small, asked + 90min).persons().empty()); // The Support Unit may not read it.
}

TEST_CASE("machines, auditors and persons without a key are not rung", "[domain][ladder]") {
    LadderWorld small;
    const Asker keyless = small.world.person("GH", {v1::FOCAL_POINT}, true);
    const Asker auditor = small.world.person("GH", {v1::AUDITOR, v1::FOCAL_POINT});
    const Asker machine = small.world.person("GH", {v1::SOURCE, v1::FOCAL_POINT});
    small.issued(shutdown_in("MM"));

    const v1::Escalated first = rung(small, small.world.now + 15min);

    for (const Asker& asker : {keyless, auditor, machine})
        CHECK(!rings(first, asker));
}

TEST_CASE("for who has delegated the colleague rings too", "[domain][ladder]") {
    LadderWorld small;
    const Asker desk = small.world.person("GH", {v1::PENHOLDER});
    small.world.state.coalition.delegations[small.ghana.person] = {
        small.ghana.person, desk.person, small.world.now, small.world.now + 20min};
    small.issued(shutdown_in("MM"));

    const v1::Escalated first = rung(small, small.world.now + 15min);

    CHECK(rings(first, desk));
    CHECK(rings(first, small.ghana));
}

TEST_CASE("a government that has left is not named", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant asked = small.world.now;
    small.world.withdraw("NO", asked + 10min);

    const v1::Escalated first = rung(small, asked + 15min);

    CHECK(first.owing_size() == 4);
    CHECK(!names(first, "NO"));
    CHECK(!rings(first, small.norway));
}

TEST_CASE(
    "when the last that owed has left, the ladder ends without waking anybody", "[domain][ladder]"
) {
    LadderWorld small;
    v1::AlertContent content = shutdown_in("MM");
    content.mutable_audience()->add_parties("NO");
    const std::string id = small.issued(content);
    small.world.withdraw("NO", small.world.now + 10min);

    const v1::Escalated first = rung(small, small.world.now + 15min);

    CHECK(first.owing().empty());
    CHECK(first.persons().empty());
    CHECK(!small.rings_at(id));
}

TEST_CASE(
    "after an outage each rung rings once and repeats are not made up for", "[domain][ladder]"
) {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant back = small.world.now + 24h;

    for (const std::uint32_t expected : {1u, 2u, 3u})
        CHECK(rung(small, back).rung() == expected);

    CHECK(!small.rings_at(id));
}

TEST_CASE("the ladder of an exercise is an exercise", "[domain][ladder]") {
    LadderWorld small;
    v1::AlertContent content = shutdown_in("MM");
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    const std::string id = small.issued(content);
    small.world.now += 15min;

    const Decision decision = small.world.submit(small.escalating(id, 1, 1), server);

    CHECK(decision.events.size() == 1);
    CHECK(decision.realm == v1::EXERCISE);
    CHECK(decision.subject == id);
}

TEST_CASE("the server rings nothing that is not due", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    const auto refused = [&](std::uint32_t message, std::uint32_t which) {
        const Decision decision = small.world.decide(small.escalating(id, message, which), server);
        return decision.events.empty() && code_of(decision) == v1::Refusal::WRONG_STATE;
    };
    CHECK(refused(1, 1)); // Too early.
    small.world.now += 24h;

    CHECK(refused(2, 1)); // Nothing asks by that number.
    CHECK(refused(1, 0));
    CHECK(refused(1, 6));
    CHECK(!refused(1, 1));
    rung(small, small.world.now);
    CHECK(refused(1, 1)); // Each rung rings once.
    CHECK(
        code_of(small.world.decide(small.escalating("al-none", 1, 1), server)) ==
        v1::Refusal::NOT_FOUND
    );
    CHECK(
        code_of(small.world.decide(small.escalating(id, 1, 2), small.lead)) ==
        v1::Refusal::FORBIDDEN
    );
}

TEST_CASE("an escalation is told to governments and not to guests", "[domain][ladder]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM", v1::GREEN));
    const std::size_t issued = small.alert(id).trail.size();
    v1::Event event;
    *event.mutable_escalated() = rung(small, small.world.now + 15min);

    const Visibility visibility = visibility_of(small.world.state, event);

    CHECK(may_see(visibility, small.reader(small.chile)));
    CHECK(may_see(visibility, small.reader(small.support)));
    CHECK(!may_see(visibility, small.reader(small.observer)));
    CHECK(small.alert(id).trail.size() == issued + 1);
}
