// SPDX-License-Identifier: Apache-2.0
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// A live alert of that realm for those whom GREEN allows.
void issue_alert(StatementWorld& world, const std::string& id, v1::Realm realm) {
    v1::Event event;
    v1::AlertIssued& issued = *event.mutable_alert_issued();
    issued.set_alert_id(id);
    issued.set_raiser(world.lead.person.str());
    issued.set_approver(world.support.person.str());
    issued.mutable_content()->set_label(v1::GREEN);
    for (const char* code : {"CA", "EE", "GH"})
        issued.add_addressees(code);
    v1::Event drafted;
    drafted.mutable_alert_drafted()->set_alert_id(id);
    drafted.mutable_alert_drafted()->set_raiser(world.lead.person.str());
    *drafted.mutable_alert_drafted()->mutable_content() = issued.content();
    world.record(drafted, world.lead.person, realm);
    world.record(event, world.support.person, realm);
}

bool names_field(const Decision& decision, const std::string& field) {
    return is_refused(decision, v1::Refusal::INVALID_FIELD) && decision.refusal->field() == field;
}

} // namespace

TEST_CASE("a lead or penholder or the chair or the secretariat drafts", "[domain][procedure]") {
    StatementWorld world;

    for (const Asker& asker : {world.lead, world.penholder, world.chair, world.support}) {
        const Decision decision = world.submit(world.drafting(), asker);
        REQUIRE(!decision.refusal);
        CHECK(decision.subject.starts_with("st-"));
        CHECK(decision.events.front().procedure_drafted().penholder() == asker.person.str());
        CHECK(decision.realm == v1::ACTUAL);
    }
    CHECK(world.state.procedures.size() == 4);
}

TEST_CASE("an adviser who leads a task force drafts nothing", "[domain][procedure]") {
    StatementWorld world;

    for (const Asker& asker : {world.adviser, world.ghana, world.observer, world.auditor})
        CHECK(is_refused(world.submit(world.drafting(), asker), v1::Refusal::FORBIDDEN));
}

TEST_CASE("a kind and a mode that do not go together are refused", "[domain][procedure]") {
    StatementWorld world;
    world.kind = v1::ProcedureDrafted::DEMARCHE;
    world.mode = v1::ProcedureDrafted::SILENCE;
    const Decision demarche = world.submit(world.drafting(), world.lead);
    world.kind = v1::ProcedureDrafted::PLEDGE_CALL;
    world.mode = v1::ProcedureDrafted::ALIGNMENT;
    const Decision pledges = world.submit(world.drafting(), world.lead);

    CHECK(is_refused(demarche, v1::Refusal::INVALID_FIELD));
    CHECK(demarche.refusal->field() == "mode");
    CHECK(demarche.refusal->given() == "SILENCE");
    CHECK(is_refused(pledges, v1::Refusal::INVALID_FIELD));
    CHECK(pledges.refusal->limit() == "OPT_IN, of a pledge call");
}

TEST_CASE("a log of exercises holds exercises only", "[domain][procedure]") {
    StatementWorld world(Founding::exercise_only);

    world.open();

    CHECK(world.id.starts_with("ex-st-"));
    CHECK(world.procedure().realm == v1::EXERCISE);
    CHECK(world.answer(world.ghana).realm == v1::EXERCISE);
    CHECK(world.close().realm == v1::EXERCISE);
}

TEST_CASE("a statement joins the alert it answers", "[domain][procedure]") {
    StatementWorld world;
    issue_alert(world, "al-1", v1::ACTUAL);
    v1::Command command = world.drafting();
    command.mutable_draft_procedure()->set_alert_id("al-1");

    const Decision decision = world.submit(command, world.penholder);

    REQUIRE(!decision.refusal);
    CHECK(world.state.alerts.at(AlertId{"al-1"}).procedures.contains(ProcedureId{decision.subject})
    );
}

TEST_CASE("the alert must be readable and of the same realm", "[domain][procedure]") {
    StatementWorld world;
    issue_alert(world, "al-1", v1::ACTUAL);
    const Asker kenya = world.person("KE", {v1::PENHOLDER});
    v1::Command command = world.drafting();
    command.mutable_draft_procedure()->set_alert_id("al-1");
    v1::Command absent = world.drafting();
    absent.mutable_draft_procedure()->set_alert_id("al-2");
    v1::Command exercise = command;
    exercise.mutable_draft_procedure()->set_realm(v1::EXERCISE);

    CHECK(is_refused(world.submit(command, kenya), v1::Refusal::NOT_FOUND));
    CHECK(is_refused(world.submit(absent, world.penholder), v1::Refusal::NOT_FOUND));
    CHECK(names_field(world.submit(exercise, world.penholder), "realm"));
}

TEST_CASE("an audience names parties and persons that exist", "[domain][procedure]") {
    StatementWorld world;
    v1::Command party = world.drafting();
    party.mutable_draft_procedure()->mutable_audience()->add_parties("ZZ");
    v1::Command person = world.drafting();
    person.mutable_draft_procedure()->mutable_audience()->add_persons(person_of(999).str());
    v1::Command red = world.drafting();
    red.mutable_draft_procedure()->set_label(v1::RED);

    CHECK(names_field(world.submit(party, world.lead), "audience.parties"));
    CHECK(names_field(world.submit(person, world.lead), "audience.persons"));
    CHECK(is_refused(world.submit(red, world.lead), v1::Refusal::EMPTY_AUDIENCE));
}

TEST_CASE("texts are numbered in order and never the same twice", "[domain][procedure]") {
    StatementWorld world;
    world.draft();

    CHECK(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    CHECK(!world.submit(world.adding(digest_of("text", 2)), world.lead).refusal);
    const Decision again = world.submit(world.adding(digest_of("text", 1)), world.penholder);

    CHECK(is_refused(again, v1::Refusal::WRONG_STATE));
    REQUIRE(world.procedure().texts.size() == 2);
    CHECK(world.procedure().texts.back().number == 2);
    CHECK(world.procedure().texts.back().sha256 == digest_of("text", 2));
}

TEST_CASE("only its penholder or a lead writes the text", "[domain][procedure]") {
    StatementWorld world;
    world.draft();

    CHECK(is_refused(
        world.submit(world.adding(digest_of("text", 1)), world.chair), v1::Refusal::FORBIDDEN
    ));
    CHECK(is_refused(
        world.submit(world.adding(digest_of("text", 1)), world.adviser), v1::Refusal::FORBIDDEN
    ));
    CHECK(is_refused(
        world.submit(world.adding(digest_of("text", 1)), world.ghana), v1::Refusal::NOT_FOUND
    ));
}

TEST_CASE("who is entitled is stamped at the opening without the subject", "[domain][procedure]") {
    StatementWorld world;
    world.withdraw("KE", world.now);
    world.open();
    const std::set<PartyCode> entitled = world.procedure().entitled;

    world.withdraw("NO", world.now);
    world.admit("CZ");

    const std::set<PartyCode> expected = {{"CA"}, {"EE"}, {"GH"}, {"NO"}};
    CHECK(entitled == expected);
    CHECK(world.procedure().entitled == expected);
    CHECK(world.procedure().recused == std::set<PartyCode>{{"UG"}});
    CHECK(count(world.procedure()).recused() == 1);
}

TEST_CASE("an audience narrows who is asked to sign", "[domain][procedure]") {
    StatementWorld world;
    v1::Command command = world.drafting();
    for (const char* code : {"CA", "GH", "UG", "un-body"})
        command.mutable_draft_procedure()->mutable_audience()->add_parties(code);
    world.id = world.submit(command, world.penholder).subject;
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);

    REQUIRE(!world.submit(world.opening(), world.penholder).refusal);

    CHECK(world.procedure().entitled == std::set<PartyCode>{{"CA"}, {"GH"}});
    CHECK(world.procedure().recused == std::set<PartyCode>{{"UG"}});
}

TEST_CASE("the policy of the opening holds whatever it is later", "[domain][procedure]") {
    StatementWorld world;
    world.open();
    v1::Event changed;
    changed.mutable_policy_set()->mutable_policy()->set_extensions_max(0);
    world.record(changed, {});

    CHECK(world.procedure().policy.extensions_max() == default_policy().extensions_max());
    CHECK(!world.submit(world.extending(world.deadline() + 1h), world.lead).refusal);
}

TEST_CASE("only the latest text is opened", "[domain][procedure]") {
    StatementWorld world;
    world.draft();
    CHECK(is_refused(world.submit(world.opening(), world.penholder), v1::Refusal::WRONG_STATE));
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    const v1::Command early = world.opening();
    REQUIRE(!world.submit(world.adding(digest_of("text", 2)), world.lead).refusal);

    const Decision decision = world.submit(early, world.penholder);

    CHECK(is_refused(decision, v1::Refusal::STALE_VERSION));
    CHECK(decision.refusal->version() == 2);
    CHECK(decision.refusal->text_sha256() == digest_of("text", 2).str());
}

TEST_CASE(
    "a window is no shorter than the policy and ends on a whole second", "[domain][procedure]"
) {
    StatementWorld world;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    const auto opened_until = [&](Instant deadline) {
        v1::Command command = world.opening();
        command.mutable_open_procedure()->set_deadline(to_ms(deadline));
        return world.submit(command, world.penholder);
    };

    const Decision too_short = opened_until(world.now + 15min - 1s);
    CHECK(names_field(too_short, "deadline"));
    CHECK(!too_short.refusal->limit().empty());
    CHECK(names_field(opened_until(world.now - 1h), "deadline"));
    CHECK(names_field(opened_until(world.now + 1h + 1ms), "deadline"));
    CHECK(!opened_until(world.now + 15min).refusal);
}

TEST_CASE("a threshold is within reach", "[domain][procedure]") {
    StatementWorld world;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);

    CHECK(names_field(world.submit(world.opening(0), world.penholder), "threshold"));
    CHECK(names_field(world.submit(world.opening(6), world.penholder), "threshold"));
    CHECK(!world.submit(world.opening(5), world.penholder).refusal);
}

TEST_CASE("its penholder or a lead or the chair opens it and once only", "[domain][procedure]") {
    StatementWorld world;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);

    CHECK(is_refused(world.submit(world.opening(), world.support), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.submit(world.opening(), world.adviser), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.submit(world.opening(), world.norway), v1::Refusal::NOT_FOUND));
    CHECK(!world.submit(world.opening(), world.chair).refusal);
    CHECK(is_refused(world.submit(world.opening(), world.chair), v1::Refusal::WRONG_STATE));
}

TEST_CASE("only what was adopted is published and with the closed list", "[domain][procedure]") {
    StatementWorld world;
    world.open(1);
    CHECK(is_refused(world.submit(world.publishing(), world.penholder), v1::Refusal::WRONG_STATE));
    REQUIRE(!world.answer(world.ghana).refusal);
    REQUIRE(!world.answer(world.observer, v1::Position::ASSOCIATE).refusal);
    REQUIRE(!world.close().refusal);
    CHECK(is_refused(world.submit(world.publishing(), world.ghana), v1::Refusal::FORBIDDEN));

    const Decision decision = world.submit(world.publishing(), world.chair);

    REQUIRE(!decision.refusal);
    const v1::ProcedurePublished& published = decision.events.front().procedure_published();
    CHECK(published.list_version() == 1);
    REQUIRE(published.signatories_size() == 1);
    CHECK(published.signatories(0) == "GH");
    REQUIRE(published.associated_size() == 1);
    CHECK(published.associated(0) == "un-body");
    CHECK(published.text_sha256() == digest_of("text", 2).str());
    CHECK(world.procedure().state == Procedure::State::published);
    CHECK(is_refused(world.submit(world.publishing(), world.chair), v1::Refusal::WRONG_STATE));
}

TEST_CASE("a lapsed statement is not published", "[domain][procedure]") {
    StatementWorld world;
    world.open(2);
    REQUIRE(!world.answer(world.ghana).refusal);
    REQUIRE(!world.close().refusal);

    const Decision decision = world.submit(world.publishing(), world.penholder);

    CHECK(is_refused(decision, v1::Refusal::WRONG_STATE));
    CHECK(decision.refusal->state() == "LAPSED");
}

TEST_CASE("a draft or an open statement is withdrawn and closes no more", "[domain][procedure]") {
    StatementWorld world;
    world.draft();
    CHECK(is_refused(world.submit(world.withdrawing(), world.support), v1::Refusal::FORBIDDEN));
    CHECK(!world.submit(world.withdrawing(), world.penholder).refusal);
    CHECK(is_refused(world.submit(world.withdrawing(), world.penholder), v1::Refusal::WRONG_STATE));

    world.open();
    CHECK(!world.submit(world.withdrawing(), world.lead).refusal);
    CHECK(world.procedure().ended_why == "The shutdown ended.");
    CHECK(!next_due(world.state));
    CHECK(due(world.state, world.now + 48h).empty());
}

TEST_CASE("after the deadline what was signed can no longer be withdrawn", "[domain][procedure]") {
    StatementWorld world;
    world.open();
    const Decision decision =
        world.submit_at(world.deadline() + 1ms, world.withdrawing(), world.penholder);

    CHECK(is_refused(decision, v1::Refusal::DEADLINE_PASSED));
}

TEST_CASE("replaying gives the same statement", "[domain][procedure]") {
    StatementWorld world;
    world.open(1);
    REQUIRE(!world.answer(world.ghana, v1::Position::SIGN_WITH_EXPLANATION).refusal);
    REQUIRE(!world.submit(world.extending(world.deadline() + 1h), world.lead).refusal);
    REQUIRE(!world.close().refusal);

    const State again = world.replayed();

    const Procedure& one = world.procedure();
    const Procedure& other = again.procedures.at(one.id);
    CHECK(other.state == one.state);
    CHECK(other.closed.SerializeAsString() == one.closed.SerializeAsString());
    CHECK(other.trail == one.trail);
    CHECK(other.deadline == one.deadline);
    CHECK(other.reservations == one.reservations);
    CHECK(again.timers == world.state.timers);
}
