// An alert's life: raised by one, issued by another, updated, ended; nothing edited in place.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::AlertContent flash_in(const std::string& country) {
    v1::AlertContent content = shutdown_in(country);
    content.set_precedence(v1::AlertContent::FLASH);
    return content;
}

v1::AlertContent exercise_in(const std::string& country) {
    v1::AlertContent content = shutdown_in(country);
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    return content;
}

} // namespace

TEST_CASE("nobody issues what he raised whatever his roles", "[domain][alert]") {
    SmallCoalition small;
    const Asker everything = small.world.person("EE", {v1::LEAD, v1::CHAIR});
    const std::string id = small.raise(shutdown_in("MM"), everything).subject;

    const Decision own = small.approve(id, everything);
    CHECK(code_of(own) == v1::Refusal::APPROVAL_REQUIRED);
    CHECK(!own.refusal->who_may().empty());
    CHECK(own.events.empty());
    CHECK(small.alert(id).state == Alert::State::draft);

    CHECK(!small.approve(id, small.chair).refusal);
    CHECK(small.alert(id).state == Alert::State::live);
    CHECK(small.alert(id).raiser == everything.person);
    CHECK(small.alert(id).approver == small.chair.person);
}

TEST_CASE("in an exercise one person may play both parts, and says so", "[domain][alert]") {
    SmallCoalition small;
    v1::AlertContent drill = shutdown_in("UG");
    drill.set_status(v1::AlertContent::STATUS_EXERCISE);
    const std::string exercise = small.raise(drill, small.lead).subject;
    const std::string actual = small.raise(shutdown_in("UG"), small.lead).subject;
    const auto alone = [&](const std::string& id) {
        v1::Command command = small.world.command();
        command.mutable_approve_alert()->set_alert_id(id);
        command.mutable_approve_alert()->set_alone(true);
        return small.world.submit(command, small.lead);
    };

    const Decision played = alone(exercise);
    const Decision real = alone(actual);

    REQUIRE(!played.refusal);
    CHECK(played.events.front().alert_issued().alone());
    REQUIRE(real.refusal);
    CHECK(real.refusal->code() == v1::Refusal::APPROVAL_REQUIRED);
}

TEST_CASE("leads and the secretariat raise and nobody else does", "[domain][alert]") {
    SmallCoalition small;

    for (const Asker& asker : {small.lead, small.adviser_lead, small.support})
        CHECK(!small.raise(shutdown_in("MM"), asker).refusal);
    for (const Asker& asker : {small.ghana, small.chair, small.observer, small.adviser})
        CHECK(code_of(small.raise(shutdown_in("MM"), asker)) == v1::Refusal::FORBIDDEN);
}

TEST_CASE("a draft is not there for those who may not approve it", "[domain][alert]") {
    SmallCoalition small;
    const std::string id = small.raise(shutdown_in("MM"), small.lead).subject;

    CHECK(code_of(small.approve(id, small.ghana)) == v1::Refusal::NOT_FOUND);
    CHECK(code_of(small.note(id, small.ghana)) == v1::Refusal::NOT_FOUND);
    CHECK(code_of(small.approve("al-nothing", small.support)) == v1::Refusal::NOT_FOUND);
    CHECK(
        small.approve(id, small.ghana).refusal->SerializeAsString() ==
        small.approve("al-nothing", small.ghana).refusal->SerializeAsString()
    );
}

TEST_CASE(
    "of two who approve at once one wins and the other is told by which entry", "[domain][alert]"
) {
    SmallCoalition small;
    const std::string id = small.raise(shutdown_in("MM"), small.lead).subject;
    small.approve(id, small.support);

    const Decision second = small.approve(id, small.chair);

    CHECK(code_of(second) == v1::Refusal::CHANGED);
    CHECK(second.refusal->has_index());
    CHECK(second.refusal->index() == small.alert(id).issued_index);
}

TEST_CASE("a flash alert needs two independent sources", "[domain][alert]") {
    SmallCoalition small;
    v1::AlertContent content = flash_in("MM");
    add_source(content, "Outage Observatory", "https://outage.example/1");
    add_source(content, " outage observatory ", "https://mirror.example/1"); // The same publisher.

    const Decision one = small.raise(content, small.lead);
    CHECK(code_of(one) == v1::Refusal::EVIDENCE_REQUIRED);
    CHECK(one.refusal->limit() == "2");
    CHECK(one.refusal->given() == "1");

    add_source(content, "", "https://news.example/a");
    CHECK(!small.raise(content, small.lead).refusal);
}

TEST_CASE("without a publisher the host is the source", "[domain][alert]") {
    SmallCoalition small;
    v1::AlertContent content = shutdown_in("MM");
    content.set_severity(v1::AlertContent::EXTREME);
    add_source(content, "", "https://www.news.example/a");
    add_source(content, "", "HTTPS://NEWS.example:443/b?c");
    add_source(content, "", "");
    CHECK(code_of(small.raise(content, small.lead)) == v1::Refusal::EVIDENCE_REQUIRED);

    add_source(content, "", "https://other.example/");
    CHECK(!small.raise(content, small.lead).refusal);
}

TEST_CASE(
    "evidence is asked for again when it is issued and when it is updated", "[domain][alert]"
) {
    DeputyCoalition small;
    v1::AlertContent content = flash_in("MM");
    add_source(content, "First");
    add_source(content, "Second");
    const std::string id = small.raise(content, small.lead).subject;
    v1::Command policy = small.world.command();
    *policy.mutable_set_policy()->mutable_policy() = default_policy();
    policy.mutable_set_policy()->mutable_policy()->set_independent_sources_min(3);
    small.world.submit(policy, small.support);

    CHECK(code_of(small.approve(id, small.support)) == v1::Refusal::EVIDENCE_REQUIRED);

    const std::string calm = small.issued(shutdown_in("TD"));
    CHECK(
        code_of(small.update(calm, 1, flash_in("TD"), true, small.lead)) ==
        v1::Refusal::EVIDENCE_REQUIRED
    );
}

TEST_CASE("an exercise asks for the same evidence", "[domain][alert]") {
    SmallCoalition small;
    v1::AlertContent content = exercise_in("MM");
    content.set_severity(v1::AlertContent::EXTREME);

    CHECK(code_of(small.raise(content, small.lead)) == v1::Refusal::EVIDENCE_REQUIRED);
}

TEST_CASE("an exercise lives in its own realm", "[domain][alert]") {
    SmallCoalition small;

    const Decision exercise = small.raise(exercise_in("MM"), small.lead);
    const Decision actual = small.raise(shutdown_in("MM"), small.lead);

    CHECK(exercise.realm == v1::EXERCISE);
    CHECK(exercise.subject.starts_with("ex-al-"));
    CHECK(actual.realm == v1::ACTUAL);
    CHECK(actual.subject.starts_with("al-"));
    const Decision issued = small.approve(exercise.subject, small.support);
    CHECK(issued.realm == v1::EXERCISE);
    CHECK(
        small.update(exercise.subject, 1, shutdown_in("MM"), true, small.lead).refusal->field() ==
        "content.status"
    );
}

TEST_CASE("a log for exercises takes no actual alert and no actual signal", "[domain][alert]") {
    SmallCoalition small(Founding::exercise_only);
    v1::Command signal = small.world.command();
    *signal.mutable_submit_signal()->mutable_content() = shutdown_in("MM");

    CHECK(small.raise(shutdown_in("MM"), small.lead).refusal->field() == "content.status");
    CHECK(small.world.decide(signal, small.ghana).refusal->field() == "content.status");
    CHECK(!small.raise(exercise_in("MM"), small.lead).refusal);
}

TEST_CASE("an alert that would reach nobody is refused", "[domain][alert]") {
    SmallCoalition small;

    CHECK(
        code_of(small.raise(shutdown_in("MM", v1::RED), small.lead)) == v1::Refusal::EMPTY_AUDIENCE
    );
    v1::AlertContent advisers_only = shutdown_in("MM", v1::AMBER);
    advisers_only.mutable_audience()->add_parties("civil-network");
    CHECK(code_of(small.raise(advisers_only, small.lead)) == v1::Refusal::EMPTY_AUDIENCE);
}

TEST_CASE("an audience names parties and persons of the Coalition", "[domain][alert]") {
    SmallCoalition small;
    v1::AlertContent stray = shutdown_in("MM");
    stray.mutable_audience()->add_parties("XX");
    v1::AlertContent stranger = shutdown_in("MM", v1::RED);
    stranger.mutable_audience()->add_persons(person_of(999).str());

    CHECK(small.raise(stray, small.lead).refusal->field() == "content.audience.parties");
    CHECK(small.raise(stranger, small.lead).refusal->field() == "content.audience.persons");
}

TEST_CASE("a message names the live one before it or is told what changed", "[domain][alert]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    REQUIRE(!small.update(id, 1, shutdown_in("MM"), false, small.lead).refusal);

    const Decision late = small.update(id, 1, shutdown_in("MM"), false, small.other_lead);
    CHECK(code_of(late) == v1::Refusal::CHANGED);
    CHECK(late.refusal->index() == small.alert(id).message_index);
    CHECK(code_of(small.cancel(id, 1, small.lead)) == v1::Refusal::CHANGED);
    CHECK(code_of(small.close(id, 3, small.lead)) == v1::Refusal::CHANGED);
    CHECK(!small.close(id, 2, small.lead).refusal);
}

TEST_CASE("after its last message an alert takes notes and nothing else", "[domain][alert]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    REQUIRE(!small.cancel(id, 1, small.lead).refusal);

    const Decision again = small.cancel(id, 2, small.support);
    CHECK(code_of(again) == v1::Refusal::WRONG_STATE);
    CHECK(again.refusal->state() == "CANCELLED");
    CHECK(again.refusal->index() == small.alert(id).ended_index);
    CHECK(!again.refusal->rule().empty());
    CHECK(!again.refusal->next().empty());
    CHECK(
        code_of(small.update(id, 2, shutdown_in("MM"), true, small.lead)) ==
        v1::Refusal::WRONG_STATE
    );
    CHECK(code_of(small.close(id, 2, small.lead)) == v1::Refusal::WRONG_STATE);
    CHECK(code_of(small.approve(id, small.chair)) == v1::Refusal::WRONG_STATE);
    CHECK(code_of(small.acknowledge(id, small.ghana)) == v1::Refusal::WRONG_STATE);
    CHECK(!small.note(id, small.ghana).refusal);
    CHECK(small.alert(id).notes.size() == 1);
}

TEST_CASE("a draft is cancelled but neither updated nor closed", "[domain][alert]") {
    SmallCoalition small;
    const std::string id = small.raise(shutdown_in("MM"), small.lead).subject;

    CHECK(
        code_of(small.update(id, 1, shutdown_in("MM"), true, small.lead)) ==
        v1::Refusal::WRONG_STATE
    );
    CHECK(code_of(small.close(id, 1, small.lead)) == v1::Refusal::WRONG_STATE);
    CHECK(!small.cancel(id, 1, small.lead).refusal);
    CHECK(small.alert(id).state == Alert::State::cancelled);
    CHECK(code_of(small.approve(id, small.support)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE(
    "fault 131: a retraction stands on top of the false alarm and both stay", "[domain][alert]"
) {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));

    small.cancel(id, 1, small.support);

    CHECK(small.alert(id).ended_why == "Raised in error.");
    CHECK(small.alert(id).content.headline() == "No connectivity in MM");
    CHECK(small.alert(id).trail.size() == 3); // Drafted, issued, cancelled.
}

TEST_CASE("a material update asks again and an editorial one does not", "[domain][alert]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.acknowledge(id, small.ghana);
    small.deliver(id, 1, small.ghana, v1::Delivery::SEEN);

    small.update(id, 1, shutdown_in("MM"), false, small.lead);
    CHECK(small.alert(id).message == 2);
    CHECK(small.alert(id).asking == 1);
    CHECK(small.alert(id).acknowledgements.size() == 1);

    small.update(id, 2, shutdown_in("MM"), true, small.lead);
    CHECK(small.alert(id).asking == 3);
    CHECK(small.alert(id).acknowledgements.empty());
    CHECK(small.alert(id).reach.at(small.ghana.person).seen == Instant{});
    CHECK(small.alert(id).reach.at(small.ghana.person).queued == small.world.now);
    CHECK(!small.acknowledge(id, small.ghana).refusal);
}

TEST_CASE("a label is changed by a lead and by nobody else", "[domain][alert]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::AMBER));

    CHECK(
        code_of(small.update(id, 1, shutdown_in("MM", v1::GREEN), true, small.support)) ==
        v1::Refusal::FORBIDDEN
    );
    CHECK(!small.alert(id).addressees.contains(PartyCode{"regional-body"}));
    CHECK(!small.update(id, 1, shutdown_in("MM", v1::GREEN), true, small.lead).refusal);
    CHECK(small.alert(id).addressees.contains(PartyCode{"regional-body"}));
}

TEST_CASE("a signal becomes an alert once", "[domain][alert]") {
    SmallCoalition small;
    v1::Command signal = small.world.command();
    *signal.mutable_submit_signal()->mutable_content() = shutdown_in("MM");
    const std::string id = small.world.submit(signal, small.ghana).subject;
    v1::Command raise = small.world.command();
    *raise.mutable_raise_alert()->mutable_content() = shutdown_in("MM");
    raise.mutable_raise_alert()->set_from_signal(id);

    const std::string alert = small.world.submit(raise, small.lead).subject;

    CHECK(small.world.state.signals.at(SignalId{id}).raised_as == AlertId{alert});
    CHECK(small.alert(alert).trail.size() == 2);
    raise.set_command_id(small.world.command().command_id());
    CHECK(code_of(small.world.submit(raise, small.other_lead)) == v1::Refusal::WRONG_STATE);
    raise.mutable_raise_alert()->set_from_signal("si-nothing");
    CHECK(code_of(small.world.submit(raise, small.other_lead)) == v1::Refusal::NOT_FOUND);
}
