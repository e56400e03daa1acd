// Acknowledgement is collective: every government owes one answer and gives it for itself alone.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/zone.hpp"
#include "server/domain/views.hpp"
#include "tests/support/ladder.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Answer = v1::AlertAcknowledged;

const Acknowledgement&
standing(const SmallCoalition& small, const std::string& id, const char* party) {
    return small.alert(id).acknowledgements.at(PartyCode{party});
}

} // namespace

TEST_CASE("one government's answer never silences another's", "[domain][acknowledgement]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    CHECK(small.alert(id).owing.size() == 5);

    small.acknowledge(id, small.ghana, Answer::ACTING);

    CHECK(small.alert(id).acknowledgements.size() == 1);
    CHECK(!small.acknowledge(id, small.norway).refusal);
    CHECK(standing(small, id, "GH").answer == Answer::ACTING);
    CHECK(standing(small, id, "NO").answer == Answer::INFORMED);
}

TEST_CASE(
    "a colleague is told who answered and must say that he replaces it", "[domain][acknowledgement]"
) {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.acknowledge(id, small.ghana);
    const Acknowledgement first = standing(small, id, "GH");
    small.world.now += 1min;

    const Decision second = small.acknowledge(id, small.ghana_deputy, Answer::ACTING);

    REQUIRE(code_of(second) == v1::Refusal::ALREADY_ANSWERED);
    CHECK(second.refusal->person() == small.ghana.person.str());
    CHECK(second.refusal->at() == to_ms(first.at));
    CHECK(second.refusal->index() == first.index);
    CHECK(second.refusal->leaf_hash() == first.leaf_hash.str());
    CHECK(standing(small, id, "GH").person == small.ghana.person);
    CHECK(!small.acknowledge(id, small.ghana_deputy, Answer::ACTING, true).refusal);
    CHECK(standing(small, id, "GH").person == small.ghana_deputy.person);
}

TEST_CASE("the same person says the same thing once", "[domain][acknowledgement]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.acknowledge(id, small.ghana);

    CHECK(code_of(small.acknowledge(id, small.ghana)) == v1::Refusal::ALREADY_ANSWERED);
    CHECK(
        code_of(small.acknowledge(id, small.ghana, Answer::INFORMED, true)) ==
        v1::Refusal::ALREADY_ANSWERED
    );
    CHECK(!small.acknowledge(id, small.ghana, Answer::ACTING, true).refusal);
}

TEST_CASE("an answer taken back is owed again", "[domain][acknowledgement]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    CHECK(code_of(small.retract(id, small.ghana)) == v1::Refusal::WRONG_STATE);
    small.acknowledge(id, small.ghana);

    const Decision retracted = small.retract(id, small.ghana_deputy);

    REQUIRE(!retracted.refusal);
    CHECK(retracted.events.front().acknowledgement_retracted().party() == "GH");
    CHECK(small.alert(id).acknowledgements.empty());
    CHECK(small.alert(id).owing.contains(PartyCode{"GH"}));
    CHECK(!small.acknowledge(id, small.ghana_deputy).refusal);
}

TEST_CASE("who is consulting says until when", "[domain][acknowledgement]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Instant now = small.world.now;

    CHECK(small.acknowledge(id, small.ghana, Answer::CONSULTING).refusal->field() == "answer_by");
    CHECK(
        small.acknowledge(id, small.ghana, Answer::CONSULTING, false, now).refusal->field() ==
        "answer_by"
    );
    CHECK(
        small.acknowledge(id, small.ghana, Answer::ACTING, false, now + 1h).refusal->field() ==
        "answer_by"
    );
    CHECK(!small.acknowledge(id, small.ghana, Answer::CONSULTING, false, now + 1h).refusal);
    CHECK(standing(small, id, "GH").answer_by == now + 1h);
}

TEST_CASE("only governments owe an answer", "[domain][acknowledgement]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::CLEAR));
    CHECK(small.alert(id).addressees.size() == 8);
    CHECK(small.alert(id).owing.size() == 5);

    for (const Asker& asker : {small.observer, small.adviser, small.adviser_lead, small.support})
        CHECK(code_of(small.acknowledge(id, asker)) == v1::Refusal::FORBIDDEN);
    for (const Asker& asker : {small.lead, small.chair})
        CHECK(!small.acknowledge(id, asker).refusal);
}

TEST_CASE(
    "a penholder without another role does not answer for a government", "[domain][acknowledgement]"
) {
    SmallCoalition small;
    const Asker penholder = small.world.person("GH", {v1::PENHOLDER});
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(code_of(small.acknowledge(id, penholder)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("a government outside the audience is asked nothing", "[domain][acknowledgement]") {
    SmallCoalition small;
    v1::AlertContent content = shutdown_in("MM");
    content.mutable_audience()->add_parties("GH");
    const std::string id = small.issued(content);

    CHECK(small.alert(id).owing == std::set<PartyCode>{PartyCode{"GH"}});
    CHECK(code_of(small.acknowledge(id, small.norway)) == v1::Refusal::NOT_FOUND);
    CHECK(!small.acknowledge(id, small.ghana).refusal);
}

TEST_CASE("a notice that asks for no answer is owed none", "[domain][acknowledgement]") {
    SmallCoalition small;
    v1::AlertContent content = shutdown_in("MM");
    content.set_precedence(v1::AlertContent::NOTE);
    content.set_requested_answer(v1::AlertContent::NONE_REQUESTED);
    const std::string id = small.issued(content);

    CHECK(small.alert(id).addressees.size() == 5);
    CHECK(small.alert(id).owing.empty());
    CHECK(code_of(small.acknowledge(id, small.ghana)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE(
    "a government that joins later owes nothing for what was asked before",
    "[domain][acknowledgement]"
) {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.world.admit("SE", v1::Party::GOVERNMENT, small.world.now);
    const Asker sweden = small.world.person("SE", {v1::FOCAL_POINT});

    CHECK(code_of(small.acknowledge(id, sweden)) == v1::Refusal::NOT_FOUND);
    small.update(id, 1, shutdown_in("MM"), true, small.lead);
    CHECK(!small.acknowledge(id, sweden).refusal);
}

TEST_CASE("who cannot respond has not answered for its government", "[domain][acknowledgement]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));

    const Decision given = small.acknowledge(id, small.ghana, Answer::CANNOT_RESPOND);

    REQUIRE(!given.refusal);
    CHECK(standing(small, id, "GH").answer == Answer::CANNOT_RESPOND);
    CHECK(small.rings_at(id) == small.world.now + 15min);
    // A colleague answers without replacing anything.
    CHECK(!small.acknowledge(id, small.ghana_deputy, Answer::ACTING).refusal);
    CHECK(standing(small, id, "GH").answer == Answer::ACTING);
}

TEST_CASE(
    "who cannot respond has its deputies and missions rung at once", "[domain][acknowledgement]"
) {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.wait_until(small.world.now + 15min);

    const Decision given = small.acknowledge(id, small.ghana, Answer::CANNOT_RESPOND);

    REQUIRE(given.events.size() == 2);
    CHECK(given.events.front().has_alert_acknowledged());
    const v1::Escalated& rung = given.events.back().escalated();
    CHECK(rung.rung() == 0);
    CHECK(rung.whom() == v1::Policy::DEPUTIES_AND_MISSIONS);
    CHECK(rung.message() == 1);
    CHECK(rung.owing_size() == 1);
    CHECK(names(rung, "GH"));
    CHECK((rings(rung, small.deputy) && rings(rung, small.mission)));
    for (const Asker& asker : {small.ghana, small.norway, small.support})
        CHECK(!rings(rung, asker));
    CHECK(small.alert(id).rung == 1); // The ladder itself stands where it stood.
    CHECK(small.rings_at(id) == small.world.now + 30min);
}

TEST_CASE(
    "a lead rings again for those who owe and the ladder goes on as it would",
    "[domain][acknowledgement]"
) {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    REQUIRE(!small.acknowledge(id, small.norway, Answer::ACTING).refusal);
    const auto next = small.rings_at(id);
    const auto ring = [&](const Asker& by, const char* only = nullptr) {
        v1::Command command = small.world.command();
        command.mutable_ring_again()->set_alert_id(id);
        if (only) command.mutable_ring_again()->add_parties(only);
        return small.world.submit(command, by);
    };

    const Decision rung = ring(small.lead);
    const Decision by_ghana = ring(small.ghana);
    const Decision too_soon = ring(small.support);
    small.world.now += 5min;
    const Decision answered = ring(small.lead, "NO");

    REQUIRE(rung.events.size() == 1);
    const v1::Escalated& escalated = rung.events.front().escalated();
    CHECK(escalated.rung() == 0);
    CHECK(escalated.whom() == v1::Policy::FOCAL_POINTS);
    CHECK((names(escalated, "GH") && !names(escalated, "NO")));
    CHECK((rings(escalated, small.ghana) && !rings(escalated, small.norway)));
    CHECK(small.rings_at(id) == next);
    REQUIRE(by_ghana.refusal);
    CHECK(by_ghana.refusal->code() == v1::Refusal::FORBIDDEN);
    REQUIRE(too_soon.refusal);
    CHECK(too_soon.refusal->code() == v1::Refusal::WRONG_STATE);
    REQUIRE(answered.refusal);
    CHECK(answered.refusal->given() == "NO");
}

TEST_CASE("a deputy that cannot respond is not rung itself", "[domain][acknowledgement]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));

    const Decision given = small.acknowledge(id, small.deputy, Answer::CANNOT_RESPOND);

    REQUIRE(given.events.size() == 2);
    CHECK(!rings(given.events.back().escalated(), small.deputy));
    CHECK(rings(given.events.back().escalated(), small.mission));
}

TEST_CASE("that one cannot respond is said once by each", "[domain][acknowledgement]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.acknowledge(id, small.ghana, Answer::CANNOT_RESPOND);

    CHECK(
        code_of(small.acknowledge(id, small.ghana, Answer::CANNOT_RESPOND)) ==
        v1::Refusal::ALREADY_ANSWERED
    );
    CHECK(!small.acknowledge(id, small.ghana_deputy, Answer::CANNOT_RESPOND).refusal);
}

TEST_CASE("an answer openly replaced by none is owed again", "[domain][acknowledgement]") {
    LadderWorld small;
    v1::AlertContent content = shutdown_in("MM");
    content.mutable_audience()->add_parties("GH");
    const std::string id = small.issued(content);
    const Instant asked = small.world.now;
    small.acknowledge(id, small.ghana);
    CHECK(!small.rings_at(id));
    small.world.now += 20min;

    CHECK(small.acknowledge(id, small.ghana_deputy, Answer::CANNOT_RESPOND).refusal);
    small.acknowledge(id, small.ghana_deputy, Answer::CANNOT_RESPOND, true);

    CHECK(small.rings_at(id) == asked + 45min);
}

TEST_CASE("a government that cannot respond stands first and owes", "[domain][acknowledgement]") {
    LadderWorld small;
    const std::string id = small.issued(shutdown_in("MM"));
    for (const Asker& asker : {small.ghana, small.norway, small.chile, small.lead, small.chair})
        small.deliver(id, 1, asker, v1::Delivery::SEEN);
    small.acknowledge(id, small.norway);
    small.acknowledge(id, small.ghana, Answer::CANNOT_RESPOND);

    const v1::AlertView view =
        *show_alert(small.world.state, small.reader(small.chair), id, small.world.now, zone_offset);

    CHECK(view.acknowledged() == 1);
    CHECK(view.not_reached() == 0);
    const v1::Reach& first = view.reach(0);
    CHECK(first.party() == "GH");
    CHECK(first.owing());
    CHECK(first.acknowledged_at() == 0);
    CHECK(first.answer() == Answer::CANNOT_RESPOND);
    CHECK(first.reason() == "answered: cannot respond");
    CHECK(inbox(small.world.state, small.reader(small.ghana), small.world.now).owed_size() == 1);
    CHECK(inbox(small.world.state, small.reader(small.norway), small.world.now).owed_size() == 0);
    std::string more;
    const auto lines = [&](const Asker& asker) {
        return list_alerts(small.world.state, small.reader(asker), {}, more);
    };
    CHECK(!lines(small.ghana).alerts(0).mine_acknowledged());
    CHECK(lines(small.norway).alerts(0).mine_acknowledged());
}
