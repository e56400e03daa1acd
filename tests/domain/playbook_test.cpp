// Playbooks: the tools for a kind of crisis; opening one from an alert starts its drafts.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Step = v1::Playbook::Step;
using Drafted = v1::ProcedureDrafted;

void add_step(v1::Command& command, Step::Tool tool, Drafted::Mode mode, bool templated = false) {
    Step& step = *command.mutable_set_playbook()->mutable_playbook()->add_steps();
    step.set_tool(tool);
    step.set_mode(mode);
    step.set_title("On the shutdown in {countries}");
    if (templated) step.set_template_sha256(digest_of("template", 1).str());
    step.set_speaks_for_all(templated);
}

v1::Command playbook(World& world) {
    v1::Command command = world.command();
    v1::Playbook& playbook = *command.mutable_set_playbook()->mutable_playbook();
    playbook.set_playbook_id("shutdown");
    playbook.set_name("Full shutdown");
    return command;
}

// Two statements, a demarche, a pledge call and a briefing.
v1::Command full_playbook(World& world) {
    v1::Command command = playbook(world);
    add_step(command, Step::EMBASSY_BRIEFING, Drafted::MODE_UNSPECIFIED, true);
    add_step(command, Step::STATEMENT_TOOL, Drafted::OPT_IN, true);
    add_step(command, Step::STATEMENT_TOOL, Drafted::SILENCE);
    add_step(command, Step::DEMARCHE_TOOL, Drafted::ALIGNMENT);
    add_step(command, Step::PLEDGE_CALL_TOOL, Drafted::OPT_IN);
    return command;
}

v1::Command opening(World& world, const std::string& alert, const char* playbook = "shutdown") {
    v1::Command command = world.command();
    command.mutable_open_playbook()->set_alert_id(alert);
    command.mutable_open_playbook()->set_playbook_id(playbook);
    return command;
}

} // namespace

TEST_CASE("playbooks are written by leads the chair and the secretariat", "[domain][playbook]") {
    SmallCoalition small;
    World& world = small.world;

    for (const Asker& asker : {small.ghana, small.observer, small.adviser})
        CHECK(code_of(world.decide(full_playbook(world), asker)) == v1::Refusal::FORBIDDEN);
    for (const Asker& asker : {small.lead, small.chair, small.support, server})
        CHECK(!world.decide(full_playbook(world), asker).refusal);
}

TEST_CASE("the mode of a step fits its tool", "[domain][playbook]") {
    SmallCoalition small;
    const auto fits = [&](Step::Tool tool, Drafted::Mode mode) {
        v1::Command command = playbook(small.world);
        add_step(command, tool, mode);
        const Decision decision = small.world.decide(command, small.support);
        if (decision.refusal) CHECK(decision.refusal->field() == "playbook.steps.mode");
        return !decision.refusal;
    };

    for (const auto mode :
         {Drafted::SILENCE, Drafted::OPT_IN, Drafted::ALIGNMENT, Drafted::CHAIR_ON_BEHALF}) {
        CHECK(fits(Step::STATEMENT_TOOL, mode));
        CHECK(
            fits(Step::DEMARCHE_TOOL, mode) ==
            (mode == Drafted::OPT_IN || mode == Drafted::ALIGNMENT)
        );
        CHECK(fits(Step::PLEDGE_CALL_TOOL, mode) == (mode == Drafted::OPT_IN));
        CHECK(!fits(Step::EMBASSY_BRIEFING, mode));
        CHECK(!fits(Step::ADVICE, mode));
    }
    for (const auto tool : {Step::STATEMENT_TOOL, Step::DEMARCHE_TOOL, Step::PLEDGE_CALL_TOOL})
        CHECK(!fits(tool, Drafted::MODE_UNSPECIFIED));
    CHECK(fits(Step::EMBASSY_BRIEFING, Drafted::MODE_UNSPECIFIED));
    CHECK(fits(Step::ADVICE, Drafted::MODE_UNSPECIFIED));
}

TEST_CASE("opening a playbook starts its drafts and nothing more", "[domain][playbook]") {
    SmallCoalition small;
    World& world = small.world;
    world.submit(full_playbook(world), small.support);
    v1::AlertContent content = shutdown_in("MM");
    content.add_countries("UG");
    content.add_countries("ZW");
    const std::string alert = small.issued(content);

    const Decision decision = world.submit(opening(world, alert), small.lead);

    REQUIRE(!decision.refusal);
    CHECK(decision.events.size() == 5); // Four drafts, one text.
    CHECK(decision.subject == decision.events.front().procedure_drafted().procedure_id());
    REQUIRE(world.state.procedures.size() == 4); // And each id another.
    CHECK(small.alert(alert).procedures.size() == 4);
    std::multiset<std::string> prefixes;
    for (const auto& [id, procedure] : world.state.procedures) {
        prefixes.insert(id.text.substr(0, 3));
        CHECK(procedure.state == Procedure::State::draft);
        CHECK(procedure.drafted.title() == "On the shutdown in MM, UG and ZW");
        CHECK(procedure.drafted.countries_size() == 3);
        CHECK(procedure.drafted.label() == v1::AMBER_STRICT);
        CHECK(procedure.drafted.alert_id() == alert);
        CHECK(procedure.drafted.playbook_id() == "shutdown");
        CHECK(procedure.drafted.penholder() == small.lead.person.str());
        CHECK(procedure.drafted.realm() == v1::ACTUAL);
    }
    CHECK(prefixes == std::multiset<std::string>{"de-", "pl-", "st-", "st-"});
    const Procedure& first = world.state.procedures.at(ProcedureId{decision.subject});
    REQUIRE(first.texts.size() == 1);
    CHECK(first.texts.front().number == 1);
    CHECK(first.texts.front().sha256 == digest_of("template", 1));
    CHECK(first.texts.front().speaks_for_all);
}

TEST_CASE("a template is read by whoever may read the playbooks", "[domain][playbook]") {
    SmallCoalition small;
    const auto reads = [&](const Asker& asker) {
        return may_read_document(small.world.state, small.reader(asker), digest_of("template", 1));
    };
    CHECK(!reads(small.ghana));
    small.world.submit(full_playbook(small.world), small.support);

    CHECK(reads(small.ghana));
    CHECK(reads(small.adviser_lead));
    CHECK(!reads(small.adviser));
    CHECK(!reads(small.observer));
}

TEST_CASE("the same command starts drafts with the same ids", "[domain][playbook]") {
    SmallCoalition small;
    World& world = small.world;
    world.submit(full_playbook(world), small.support);
    const v1::Command command = opening(world, small.issued(shutdown_in("MM")));

    const Decision once = world.decide(command, small.lead);
    const Decision again = world.decide(command, small.lead);

    REQUIRE(once.events.size() == again.events.size());
    for (std::size_t at = 0; at < once.events.size(); ++at)
        CHECK(once.events[at].SerializeAsString() == again.events[at].SerializeAsString());
}

TEST_CASE(
    "a playbook is opened by those who may draft from an alert that lives", "[domain][playbook]"
) {
    SmallCoalition small;
    World& world = small.world;
    world.submit(full_playbook(world), small.support);
    const std::string draft = small.raise(shutdown_in("MM"), small.lead).subject;
    const std::string alert = small.issued(shutdown_in("MM", v1::GREEN));
    const auto asked = [&](const v1::Command& command, const Asker& asker) {
        return code_of(world.decide(command, asker));
    };

    CHECK(asked(opening(world, alert), small.ghana) == v1::Refusal::FORBIDDEN);
    CHECK(asked(opening(world, alert), small.adviser_lead) == v1::Refusal::FORBIDDEN);
    CHECK(asked(opening(world, draft), small.ghana) == v1::Refusal::NOT_FOUND);
    CHECK(asked(opening(world, alert, "nothing"), small.lead) == v1::Refusal::NOT_FOUND);
    CHECK(asked(opening(world, draft), small.lead) == v1::Refusal::WRONG_STATE);
    small.close(alert, 1, small.lead);
    CHECK(asked(opening(world, alert), small.lead) == v1::Refusal::WRONG_STATE);
}

TEST_CASE("a playbook without drafts is a checklist", "[domain][playbook]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command command = playbook(world);
    add_step(command, Step::ADVICE, Drafted::MODE_UNSPECIFIED);
    world.submit(command, small.support);

    const Decision decision =
        world.decide(opening(world, small.issued(shutdown_in("MM"))), small.lead);

    CHECK(code_of(decision) == v1::Refusal::WRONG_STATE);
    CHECK(decision.events.empty());
}

TEST_CASE(
    "drafts of an exercise are exercises and drafts of a secret stay one", "[domain][playbook]"
) {
    SmallCoalition small;
    World& world = small.world;
    world.submit(full_playbook(world), small.support);
    v1::AlertContent exercise = shutdown_in("MM");
    exercise.set_status(v1::AlertContent::STATUS_EXERCISE);
    const Decision drill = world.decide(opening(world, small.issued(exercise)), small.lead);
    CHECK(drill.realm == v1::EXERCISE);
    CHECK(drill.subject.starts_with("ex-st-"));

    v1::AlertContent red = shutdown_in("MM", v1::RED);
    red.mutable_audience()->add_persons(small.norway.person.str());
    const Decision secret = world.decide(opening(world, small.issued(red)), small.lead);
    const Drafted& drafted = secret.events.front().procedure_drafted();
    CHECK(drafted.label() == v1::RED);
    CHECK(drafted.audience().persons_size() == 1);
}
