// After the close: embargo, one publication instant, the wording guard, later associations and
// dissociations, the Chair's own statements.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

struct AdoptedWorld : StatementWorld {
    // Adopted with Ghana and Norway.
    void adopt() {
        open(2);
        REQUIRE(!answer(ghana).refusal);
        REQUIRE(!answer(norway).refusal);
        REQUIRE(!close().refusal);
        REQUIRE(procedure().state == Procedure::State::adopted);
    }

    void say_we_the_members() {
        state.procedures.at(ProcedureId{id}).texts.back().speaks_for_all = true;
    }

    Decision embargo(Instant until) {
        v1::Command command = this->command();
        command.mutable_set_embargo()->set_procedure_id(id);
        command.mutable_set_embargo()->set_publish_at(to_ms(until));
        return submit(command, penholder);
    }

    Decision afterwards(const Asker& asker, v1::Position::Stance stance) {
        SignOn said = text(asker, stance);
        const auto& later = procedure().later;
        const auto& before = procedure().positions;
        if (later.contains(said.party))
            said.supersedes = later.at(said.party).leaf_hash;
        else if (before.contains(said.party))
            said.supersedes = before.at(said.party).leaf_hash;
        return submit(taking(said), asker);
    }
};

} // namespace

TEST_CASE("under embargo the server publishes at one instant by itself", "[domain][publication]") {
    AdoptedWorld world;
    world.adopt();
    const Instant instant = world.now + 6h;
    REQUIRE(!world.embargo(instant).refusal);
    CHECK(world.procedure().state == Procedure::State::embargoed);
    CHECK(is_refused(world.submit(world.publishing(), world.penholder), v1::Refusal::WRONG_STATE));

    CHECK(due(world.state, instant - 1ms).empty());
    const Decision published = world.pass_to(instant);

    REQUIRE(published.events.size() == 1);
    CHECK(published.events.front().procedure_published().signatories_size() == 2);
    CHECK(world.procedure().published_at == instant);
    CHECK(!next_due(world.state));
}

TEST_CASE("an embargo may be moved until it ends", "[domain][publication]") {
    AdoptedWorld world;
    world.adopt();
    REQUIRE(!world.embargo(world.now + 6h).refusal);
    REQUIRE(!world.embargo(world.now + 2h).refusal);

    CHECK(next_due(world.state) == world.now + 2h);
    CHECK(is_refused(world.embargo(world.now), v1::Refusal::INVALID_FIELD));
}

TEST_CASE(
    "a text that speaks for all members is not published with fewer names", "[domain][publication]"
) {
    AdoptedWorld world;
    world.adopt();
    world.say_we_the_members();

    const Decision bare = world.submit(world.publishing(), world.penholder);
    v1::Command explained = world.publishing();
    explained.mutable_publish_procedure()->set_override_reason("The Chair cleared this wording.");
    const Decision published = world.submit(explained, world.penholder);

    CHECK(is_refused(bare, v1::Refusal::APPROVAL_REQUIRED));
    CHECK(bare.refusal->why() == "It has the names of 2 of 6 members.");
    REQUIRE(!published.refusal);
    CHECK(!published.events.front().procedure_published().override_reason().empty());
}

TEST_CASE("late associations make new versions of the list", "[domain][publication]") {
    AdoptedWorld world;
    world.adopt();
    REQUIRE(!world.submit(world.publishing(), world.penholder).refusal);
    const Asker kenya = world.person("KE", {v1::FOCAL_POINT});

    const Decision late = world.afterwards(kenya, v1::Position::LATE_ASSOCIATION);

    REQUIRE(late.events.size() == 2);
    CHECK(late.events[1].list_amended().list_version() == 2);
    CHECK(world.procedure().closed.signatories_size() == 2);
    REQUIRE(world.procedure().amendments.size() == 1);
    CHECK(world.procedure().amendments.front().party.text == "KE");
    CHECK(count(world.procedure()).signed_() == 2);
    CHECK(is_refused(
        world.afterwards(kenya, v1::Position::LATE_ASSOCIATION), v1::Refusal::WRONG_STATE
    ));
}

TEST_CASE("late association ends with its window", "[domain][publication]") {
    AdoptedWorld world;
    world.adopt();
    const Asker kenya = world.person("KE", {v1::FOCAL_POINT});
    world.now += std::chrono::milliseconds(default_policy().late_window_ms()) + 1ms;

    const Decision late = world.afterwards(kenya, v1::Position::LATE_ASSOCIATION);

    CHECK(is_refused(late, v1::Refusal::WRONG_STATE));
    CHECK(late.refusal->deadline() != 0);
}

TEST_CASE("a dissociation is a new dated entry and erases nothing", "[domain][publication]") {
    AdoptedWorld world;
    world.adopt();
    REQUIRE(!world.submit(world.publishing(), world.penholder).refusal);
    world.now += 24h * 365;

    const Decision gone = world.afterwards(world.ghana, v1::Position::DISSOCIATION);
    const Decision twice = world.afterwards(world.ghana, v1::Position::DISSOCIATION);

    REQUIRE(gone.events.size() == 2);
    CHECK(gone.events[1].list_amended().stance() == v1::Position::DISSOCIATION);
    CHECK(world.procedure().closed.signatories_size() == 2);
    CHECK(world.procedure().positions.contains(PartyCode{"GH"}));
    CHECK(is_refused(twice, v1::Refusal::WRONG_STATE));
}

TEST_CASE("before the close nobody associates late or dissociates", "[domain][publication]") {
    AdoptedWorld world;
    world.open();

    for (const auto stance : {v1::Position::LATE_ASSOCIATION, v1::Position::DISSOCIATION})
        CHECK(is_refused(world.answer(world.ghana, stance), v1::Refusal::WRONG_STATE));
}

TEST_CASE("the Chair issues on behalf after the consultation", "[domain][publication]") {
    StatementWorld world;
    world.mode = v1::ProcedureDrafted::CHAIR_ON_BEHALF;
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    v1::Command issue = world.command();
    issue.mutable_issue_as_chair()->set_procedure_id(world.id);
    issue.mutable_issue_as_chair()->set_version(1);
    CHECK(is_refused(world.submit(issue, world.chair), v1::Refusal::WRONG_STATE));
    CHECK(is_refused(world.submit(world.opening(), world.penholder), v1::Refusal::WRONG_STATE));
    v1::Command consult = world.command();
    consult.mutable_open_consultation()->set_procedure_id(world.id);
    REQUIRE(!world.submit(consult, world.penholder).refusal);

    CHECK(is_refused(world.submit(issue, world.penholder), v1::Refusal::FORBIDDEN));
    const Decision issued = world.submit(issue, world.chair);

    REQUIRE(!issued.refusal);
    CHECK(issued.events.front().procedure_issued().chair() == "EE");
    CHECK(world.procedure().state == Procedure::State::adopted);
    CHECK(!world.submit(world.publishing(), world.penholder).refusal);
}

TEST_CASE("what was adopted is published before it is put away", "[domain][publication]") {
    AdoptedWorld world;
    world.adopt();
    v1::Command archive = world.command();
    archive.mutable_archive_procedure()->set_procedure_id(world.id);

    CHECK(is_refused(world.submit(archive, world.penholder), v1::Refusal::WRONG_STATE));
    REQUIRE(!world.submit(world.publishing(), world.penholder).refusal);
    CHECK(!world.submit(archive, world.support).refusal);
    CHECK(world.procedure().state == Procedure::State::archived);
    // Nothing is erased, and at any time a government may still leave the list.
    CHECK(!world.afterwards(world.ghana, v1::Position::DISSOCIATION).refusal);
}

TEST_CASE(
    "what was withdrawn, or broken, and then put away takes no answers", "[domain][publication]"
) {
    for (const bool is_withdrawn : {true, false}) {
        StatementWorld world;
        world.mode = is_withdrawn ? v1::ProcedureDrafted::OPT_IN : v1::ProcedureDrafted::SILENCE;
        world.label = v1::AMBER_STRICT;
        world.open();
        const SignOn answer = world.text(world.norway, v1::Position::SIGN);
        if (is_withdrawn) {
            v1::Command withdraw = world.command();
            withdraw.mutable_withdraw_procedure()->set_procedure_id(world.id);
            withdraw.mutable_withdraw_procedure()->set_reason("The shutdown ended.");
            REQUIRE(!world.submit(withdraw, world.penholder).refusal);
        } else {
            REQUIRE(!world.answer(world.ghana, v1::Position::OBJECT).refusal);
        }
        v1::Command archive = world.command();
        archive.mutable_archive_procedure()->set_procedure_id(world.id);
        REQUIRE(!world.submit(archive, world.support).refusal);

        const Decision late = world.submit(world.taking(answer), world.norway);

        CHECK(is_refused(late, v1::Refusal::WRONG_STATE));
        CHECK(late.events.empty());
    }
}
