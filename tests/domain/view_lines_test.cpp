// What lists say of each line, by right of the reader: so that a screen need not ask for each.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"
#include "tests/support/keys.hpp"
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

struct Lists : SmallCoalition {
    Asker colleague = world.person("support-unit", {v1::SUPPORT});

    v1::AlertLine alert(const Asker& asker) {
        std::string next;
        return list_alerts(world.state, reader(asker), {}, next).alerts(0);
    }

    v1::CoalitionView coalition(const Asker& asker) {
        return show_coalition(world.state, reader(asker), world.now);
    }

    std::optional<v1::PersonLine> person(const Asker& who, const Asker& asker) {
        std::string next;
        const v1::PersonList list = list_persons(world.state, reader(asker), {}, next);
        for (const v1::PersonLine& line : list.persons())
            if (line.person() == who.person.view()) return line;
        return std::nullopt;
    }
};

v1::ProcedureLine procedure(const StatementWorld& world, const Asker& asker) {
    std::string next;
    return list_procedures(world.state, world.reader(asker), {}, next).procedures(0);
}

std::int64_t reached_at(const StatementWorld& world, const Asker& asker, const char* party) {
    const auto view = show_procedure(world.state, world.reader(asker), world.id, world.now);
    for (const v1::PositionLine& line : view->positions())
        if (line.party() == party) return line.reached_at();
    return -1;
}

} // namespace

TEST_CASE("an alert's line says which message is live and since when mine stands", "[domain]") {
    Lists small;
    const std::string id = small.issued(shutdown_in("MM"));
    CHECK(small.alert(small.ghana).message() == 1);
    CHECK(small.alert(small.ghana).mine_at() == 0);

    small.world.now += 3min;
    small.acknowledge(id, small.ghana);
    CHECK(small.alert(small.ghana).mine_at() == to_ms(small.world.now));
    CHECK(small.alert(small.norway).mine_at() == 0);

    small.acknowledge(id, small.ghana, v1::AlertAcknowledged::CANNOT_RESPOND, true);
    CHECK(small.alert(small.ghana).mine_at() == 0);
    small.update(id, 1, shutdown_in("MM"), true, small.lead);
    CHECK(small.alert(small.ghana).message() == 2);
}

TEST_CASE(
    "the median in a line counts from the issue and is for who sees the answers", "[domain]"
) {
    Lists small;
    const std::string id = small.issued(shutdown_in("MM", v1::GREEN));
    small.world.now += 1min;
    small.acknowledge(id, small.ghana);
    small.world.now += 2min;
    small.acknowledge(id, small.norway);
    small.world.now += 7min;
    small.acknowledge(id, small.chile);
    small.acknowledge(
        id, small.norway, v1::AlertAcknowledged::ACTING, true
    ); // Stands since before.

    CHECK(small.alert(small.ghana).median_of() == 3);
    CHECK(small.alert(small.ghana).median_ms() == 180'000);
    CHECK(small.alert(small.observer).median_of() == 0);
    CHECK(small.alert(small.observer).median_ms() == 0);
    small.update(id, 1, shutdown_in("MM", v1::GREEN), true, small.lead); // Asks anew.
    CHECK(small.alert(small.ghana).acknowledged() == 0);
    CHECK(small.alert(small.ghana).median_ms() == 180'000);
    small.retract(id, small.ghana);
    small.acknowledge(id, small.ghana);
    CHECK(small.alert(small.ghana).median_of() == 3);
}

TEST_CASE("a procedure's line has what a board shows of it", "[domain][view]") {
    StatementWorld world;
    world.label = v1::AMBER;
    world.open(2);
    const Instant opened = world.now;
    world.now += 5min;
    REQUIRE(!world.answer(world.ghana).refusal);

    const v1::ProcedureLine line = procedure(world, world.ghana);

    CHECK(line.label() == v1::AMBER);
    CHECK(line.mode() == v1::ProcedureDrafted::OPT_IN);
    CHECK(line.threshold() == 2);
    CHECK(line.version() == 2);
    CHECK(line.opened_at() == to_ms(opened));
    CHECK(line.tally().signed_() == 1);
    CHECK(line.mine_at() == to_ms(world.now));
    CHECK(procedure(world, world.norway).mine_at() == 0);
}

TEST_CASE("a line's tally is hidden where the tally is", "[domain][view]") {
    StatementWorld world;
    world.open(2, v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE);
    REQUIRE(!world.answer(world.ghana).refusal);

    CHECK(procedure(world, world.norway).tally_hidden());
    CHECK(!procedure(world, world.norway).has_tally());
    CHECK(procedure(world, world.auditor).tally().signed_() == 1);
}

TEST_CASE("whom a question has reached is told to who goes after it and to its own", "[domain]") {
    StatementWorld world;
    world.open(2);
    world.now += 1min;
    REQUIRE(!world.answer(world.ghana).refusal);

    CHECK(reached_at(world, world.ghana, "GH") == to_ms(world.now));
    CHECK(reached_at(world, world.lead, "GH") == to_ms(world.now));
    CHECK(reached_at(world, world.support, "GH") == to_ms(world.now));
    CHECK(reached_at(world, world.norway, "GH") == 0);
    CHECK(reached_at(world, world.lead, "KE") == 0);
}

TEST_CASE("who confirmed a waiting key stands beside it from that entry on", "[domain][view]") {
    Lists small;
    invite(small.world, small.support, "GH", v1::FOCAL_POINT, 1);
    enrol(small.world, 1, 1);
    const Index enrolled = small.world.state.size;
    approve(small.world, 1, small.support);

    const auto line = [&](Index size) {
        v1::ListKeys query;
        query.set_as_of_size(size);
        std::string next;
        const v1::KeyList list =
            list_keys(small.world.state, small.reader(small.norway), query, small.world.now, next);
        for (const v1::KeyLine& one : list.keys())
            if (one.fingerprint() == digest_of("key", 1001).view()) return one;
        return v1::KeyLine();
    };
    CHECK(line(0).confirmed_by() == small.support.person.view());
    CHECK(line(enrolled).confirmed_by().empty());
}

TEST_CASE("a proposal about somebody's roles stands in his line with his post", "[domain][view]") {
    Lists small;
    small.world.place(small.ghana, true, "new-york");
    v1::Command change = small.world.command();
    v1::ChangeRoles& more = *change.mutable_change_roles();
    more.set_person(small.ghana.person.str());
    more.add_roles(v1::FOCAL_POINT);
    more.add_roles(v1::LEAD);
    more.set_post("geneva");
    more.set_reason("Takes over.");
    REQUIRE(!small.world.submit(change, small.support).refusal);

    const auto line = small.person(small.ghana, small.colleague);
    REQUIRE(line);
    CHECK(line->post() == "new-york");
    CHECK(line->proposed().roles_size() == 2);
    CHECK(line->proposed().post() == "geneva");
    CHECK(line->proposed().by() == small.support.person.view());
    CHECK(small.person(small.ghana, small.ghana_deputy)->has_proposed());
    CHECK(!small.person(small.norway, small.colleague)->has_proposed());

    REQUIRE(!small.world.submit(change, small.colleague).refusal);
    CHECK(!small.person(small.ghana, small.colleague)->has_proposed());
    CHECK(small.person(small.ghana, small.colleague)->post() == "geneva");
}

TEST_CASE("a shorter cooling that one proposed is shown until it stands or falls", "[domain]") {
    Lists small;
    v1::Command command = small.world.command();
    v1::Policy& policy = *command.mutable_set_policy()->mutable_policy();
    policy = small.world.state.coalition.policy;
    if (policy.recovery_cooling_ms() == 0) policy = default_policy();
    policy.clear_ladder();
    policy.set_recovery_cooling_ms(3'600'000);
    REQUIRE(!small.world.submit(command, small.support).refusal);

    CHECK(small.coalition(small.ghana).shorter_cooling_ms() == 3'600'000);
    CHECK(small.coalition(small.ghana).shorter_cooling_by() == small.support.person.view());
    REQUIRE(!small.world.submit(command, small.colleague).refusal);
    CHECK(small.coalition(small.ghana).shorter_cooling_ms() == 0);
    CHECK(small.coalition(small.ghana).policy().recovery_cooling_ms() == 3'600'000);
}

TEST_CASE("a hand-over that is set for later is shown until it is due", "[domain][view]") {
    Lists small;
    const Instant later = small.world.now + 240h;
    v1::Command command = small.world.command();
    v1::HandOverChair& hand = *command.mutable_hand_over_chair();
    hand.set_chair("GH");
    hand.set_next("NO");
    hand.set_from(to_ms(later));
    REQUIRE(!small.world.submit(command, small.support).refusal);

    REQUIRE(small.coalition(small.norway).coming_size() == 1);
    CHECK(small.coalition(small.norway).coming(0).chair() == "GH");
    CHECK(small.coalition(small.norway).coming(0).next() == "NO");
    CHECK(small.coalition(small.norway).coming(0).starts_at() == to_ms(later));
    CHECK(small.coalition(small.norway).chair() != "GH");
    small.world.now = later;
    CHECK(small.coalition(small.norway).coming().empty());
    CHECK(small.coalition(small.norway).chair() == "GH");
}
