// Task forces with a mandate, networks of posts, and the calendars of capitals.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// For full shutdowns, co-chaired by the Netherlands and the civil network.
v1::Command task_force(World& world, const std::string& id = "internet-shutdowns") {
    v1::Command command = world.command();
    v1::Group& group = *command.mutable_set_group()->mutable_group();
    group.set_group_id(id);
    group.set_kind(v1::Group::TASK_FORCE);
    group.set_name("Task Force on Internet Shutdowns");
    group.add_topics(v1::AlertContent::FULL_SHUTDOWN);
    group.add_co_chairs("NL");
    group.add_co_chairs("civil-network");
    group.add_members("GH");
    return command;
}

v1::Command network(World& world, const PersonId& contact, const std::string& post = "geneva") {
    v1::Command command = world.command();
    v1::Group& group = *command.mutable_set_group()->mutable_group();
    group.set_group_id("geneva-network");
    group.set_kind(v1::Group::NETWORK);
    group.set_name("Geneva network");
    group.set_post(post);
    group.set_contact(contact.str());
    return command;
}

v1::Group& group_of(v1::Command& command) {
    return *command.mutable_set_group()->mutable_group();
}

v1::Command calendar(World& world, const std::string& party) {
    v1::Command command = world.command();
    command.mutable_set_calendar()->set_party(party);
    command.mutable_set_calendar()->mutable_calendar()->add_weekend(5);
    command.mutable_set_calendar()->mutable_calendar()->add_holidays("2026-12-25");
    return command;
}

v1::Calendar& calendar_of(v1::Command& command) {
    return *command.mutable_set_calendar()->mutable_calendar();
}

v1::AlertContent crisis(v1::AlertContent::Kind kind) {
    v1::AlertContent content = shutdown_in("MM");
    content.clear_kinds();
    content.add_kinds(kind);
    return content;
}

} // namespace

TEST_CASE("the secretariat and the chair set groups up and nobody else does", "[domain][group]") {
    SmallCoalition small;
    World& world = small.world;

    for (const Asker& asker : {small.lead, small.ghana, small.adviser_lead})
        CHECK(code_of(world.decide(task_force(world), asker)) == v1::Refusal::FORBIDDEN);
    CHECK(!world.decide(task_force(world), small.chair).refusal);
    CHECK(!world.decide(task_force(world), server).refusal);
    REQUIRE(!world.submit(task_force(world), small.support).refusal);
    CHECK(world.state.coalition.groups.at("internet-shutdowns").from() == to_ms(world.now));
    CHECK(
        words(world.entries.back().event, [](auto code) { return std::string(code); }) ==
        "The task force \"Task Force on Internet Shutdowns\" was set up from " +
            print_utc_seconds(world.now) + ", co-chaired by NL, civil-network"
    );
}

TEST_CASE("a task force has a mandate and somebody who leads it", "[domain][group]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command aimless = task_force(world);
    group_of(aimless).clear_topics();
    v1::Command headless = task_force(world);
    group_of(headless).clear_co_chairs();

    CHECK(world.decide(aimless, small.support).refusal->field() == "group.topics");
    CHECK(world.decide(headless, small.support).refusal->field() == "group.co_chairs");
}

TEST_CASE("groups are led by governments and advisers of the Coalition", "[domain][group]") {
    SmallCoalition small;
    World& world = small.world;
    for (const char* code : {"regional-body", "support-unit", "FR", "NL"}) { // NL: twice.
        v1::Command command = task_force(world);
        group_of(command).add_co_chairs(code);
        CHECK(world.decide(command, small.support).refusal->field() == "group.co_chairs");
    }
    for (const char* code : {"FR", "GH"}) {
        v1::Command command = task_force(world);
        group_of(command).add_members(code);
        CHECK(world.decide(command, small.support).refusal->field() == "group.members");
    }
    v1::Command guests = task_force(world);
    group_of(guests).add_members("regional-body");
    CHECK(!world.decide(guests, small.support).refusal);
}

TEST_CASE("a network has a post and somebody there to call", "[domain][group]") {
    SmallCoalition small;
    World& world = small.world;
    world.place(small.norway, false, "geneva");
    world.place(small.machine, false, "geneva");

    CHECK(!world.decide(network(world, small.norway.person), small.support).refusal);
    for (const PersonId& nobody : {small.ghana.person, small.machine.person, PersonId{}})
        CHECK(
            world.decide(network(world, nobody), small.support).refusal->field() == "group.contact"
        );
    CHECK(
        world.decide(network(world, small.norway.person, ""), small.support).refusal->field() ==
        "group.post"
    );
    v1::Command posted = task_force(world);
    group_of(posted).set_post("geneva");
    CHECK(world.decide(posted, small.support).refusal->field() == "group.post");
    v1::Command reachable = task_force(world);
    group_of(reachable).set_contact(small.norway.person.str());
    CHECK(world.decide(reachable, small.support).refusal->field() == "group.contact");
}

TEST_CASE("a group ends after it began and never changes its kind", "[domain][group]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command brief = task_force(world);
    group_of(brief).set_until(to_ms(world.now));
    CHECK(world.decide(brief, small.support).refusal->field() == "group.until");
    world.submit(task_force(world), small.support);
    const std::int64_t began = to_ms(world.now);
    world.now += 24h;

    v1::Command other = task_force(world);
    group_of(other).set_kind(v1::Group::WORKING_GROUP);
    CHECK(world.decide(other, small.support).refusal->field() == "group.kind");
    v1::Command ended = task_force(world);
    group_of(ended).set_until(to_ms(world.now));
    REQUIRE(!world.submit(ended, small.support).refusal);
    CHECK(world.state.coalition.groups.at("internet-shutdowns").from() == began);
}

TEST_CASE("without a task force a lead raises alerts of every kind", "[domain][group]") {
    SmallCoalition small;

    CHECK(!small.raise(crisis(v1::AlertContent::ARRESTS), small.lead).refusal);
}

TEST_CASE("with task forces a lead raises alerts of its topics only", "[domain][group]") {
    SmallCoalition small;
    small.world.submit(task_force(small.world), small.support);

    for (const Asker& asker : {small.lead, small.adviser_lead})
        CHECK(!small.raise(crisis(v1::AlertContent::FULL_SHUTDOWN), asker).refusal);
    const Decision strange = small.raise(crisis(v1::AlertContent::ARRESTS), small.lead);
    CHECK(code_of(strange) == v1::Refusal::FORBIDDEN);
    CHECK(strange.refusal->rule().find("ARRESTS") != std::string::npos);
    v1::AlertContent both = crisis(v1::AlertContent::FULL_SHUTDOWN);
    both.add_kinds(v1::AlertContent::ARRESTS);
    CHECK(code_of(small.raise(both, small.lead)) == v1::Refusal::FORBIDDEN);
    // Estonia co-chairs none; the secretariat is bound by no topics.
    CHECK(
        code_of(small.raise(crisis(v1::AlertContent::FULL_SHUTDOWN), small.other_lead)) ==
        v1::Refusal::FORBIDDEN
    );
    CHECK(!small.raise(crisis(v1::AlertContent::ARRESTS), small.support).refusal);
}

TEST_CASE("routine notices are of no task force", "[domain][group]") {
    SmallCoalition small;
    small.world.submit(task_force(small.world), small.support);
    v1::AlertContent notice = crisis(v1::AlertContent::NOTICE_KIND);
    CHECK(code_of(small.raise(notice, small.lead)) == v1::Refusal::FORBIDDEN);

    notice.set_precedence(v1::AlertContent::NOTE);
    CHECK(!small.raise(notice, small.lead).refusal);
}

TEST_CASE("a task force that has ended gives no mandate", "[domain][group]") {
    SmallCoalition small;
    World& world = small.world;
    v1::Command brief = task_force(world);
    group_of(brief).set_until(to_ms(world.now + 24h));
    world.submit(brief, small.support);

    world.now += 24h - 1ms;
    CHECK(!small.raise(crisis(v1::AlertContent::FULL_SHUTDOWN), small.lead).refusal);
    world.now += 1ms;
    CHECK(
        code_of(small.raise(crisis(v1::AlertContent::FULL_SHUTDOWN), small.lead)) ==
        v1::Refusal::FORBIDDEN
    );
}

TEST_CASE("an update brings in no kind beyond the mandate", "[domain][group]") {
    SmallCoalition small;
    const std::string id = small.issued(crisis(v1::AlertContent::ARRESTS));
    small.world.submit(task_force(small.world), small.support);

    CHECK(
        code_of(small.update(id, 1, crisis(v1::AlertContent::SURVEILLANCE), false, small.lead)) ==
        v1::Refusal::FORBIDDEN
    );
    CHECK(!small.update(id, 1, crisis(v1::AlertContent::ARRESTS), false, small.lead).refusal);
}

TEST_CASE("a capital says itself when it works", "[domain][group]") {
    SmallCoalition small;
    World& world = small.world;

    CHECK(code_of(world.decide(calendar(world, "GH"), small.norway)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(world.decide(calendar(world, "NL"), small.lead)) == v1::Refusal::FORBIDDEN);
    CHECK(!world.decide(calendar(world, "GH"), small.support).refusal);
    CHECK(!world.decide(calendar(world, "GH"), server).refusal);
    CHECK(world.decide(calendar(world, "FR"), small.support).refusal->field() == "party");
    REQUIRE(!world.submit(calendar(world, "GH"), small.ghana).refusal);
    CHECK(world.state.coalition.calendars.at(PartyCode{"GH"}).weekend(0) == 5);
}

TEST_CASE("a calendar has real days and opens before it closes", "[domain][group]") {
    SmallCoalition small;
    World& world = small.world;
    const auto field = [&](const v1::Command& command) {
        const Decision decision = world.decide(command, small.ghana);
        return decision.refusal ? decision.refusal->field() : std::string();
    };

    for (const std::uint32_t day : {0u, 8u, 5u}) { // 5: twice.
        v1::Command command = calendar(world, "GH");
        calendar_of(command).add_weekend(day);
        CHECK(field(command) == "calendar.weekend");
    }
    for (const char* day : {"2026-02-30", "25-12-2026", "christmas"}) {
        v1::Command command = calendar(world, "GH");
        calendar_of(command).add_holidays(day);
        CHECK(field(command) == "calendar.holidays");
    }
    v1::Command hours = calendar(world, "GH");
    calendar_of(hours).set_opens_minute(600);
    CHECK(field(hours) == "calendar.closes_minute");
    calendar_of(hours).set_closes_minute(600);
    CHECK(field(hours) == "calendar.closes_minute");
    calendar_of(hours).set_closes_minute(601);
    CHECK(field(hours).empty());
}
