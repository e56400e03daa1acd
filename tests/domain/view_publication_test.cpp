// What goes out at publication, the certificate, the deadline in every capital, participation.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/zone.hpp"
#include "server/domain/views.hpp"
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// Adopted with Ghana and Norway, then published.
void publish(StatementWorld& world) {
    world.open(2);
    REQUIRE(!world.answer(world.ghana).refusal);
    REQUIRE(!world.answer(world.norway).refusal);
    REQUIRE(!world.close().refusal);
    REQUIRE(!world.submit(world.publishing(), world.penholder).refusal);
}

std::optional<v1::PackView>
pack(const StatementWorld& world, const Asker& asker, Instant as_of = {}) {
    v1::ShowPack query;
    query.set_procedure_id(world.id);
    query.set_as_of(to_ms(as_of));
    return show_pack(world.state, world.reader(asker), query, world.now);
}

Decision associate_late(StatementWorld& world, const Asker& asker) {
    const SignOn said = world.text(asker, v1::Position::LATE_ASSOCIATION);
    return world.submit(world.taking(said), asker);
}

} // namespace

TEST_CASE(
    "the pack has the names as registered, and the list as of any instant", "[domain][view]"
) {
    StatementWorld world;
    publish(world);
    const Instant before = world.now;
    world.now += 1h;
    const Asker kenya = world.person("KE", {v1::FOCAL_POINT});
    REQUIRE(!associate_late(world, kenya).refusal);

    const auto now = pack(world, world.norway);
    const auto then = pack(world, world.norway, before);

    REQUIRE(now);
    REQUIRE(then);
    CHECK(now->count() == 2);
    CHECK(now->signatories(0).name() == "The Party of GH");
    CHECK(now->in_the_name_of() == "the undersigned");
    CHECK(now->list_version() == 2);
    REQUIRE(now->later_associations_size() == 1);
    CHECK(now->later_associations(0).party() == "KE");
    CHECK(then->list_version() == 1);
    CHECK(then->later_associations_size() == 0);
}

TEST_CASE("there is no pack and no certificate of what was not adopted", "[domain][view]") {
    StatementWorld world;
    world.open();
    v1::ShowCertificate query;
    query.set_procedure_id(world.id);

    CHECK(!pack(world, world.penholder));
    CHECK(!show_certificate(world.state, world.reader(world.penholder), query));
}

TEST_CASE("a certificate names the closing entry and each signature's entry", "[domain][view]") {
    StatementWorld world;
    publish(world);
    v1::ShowCertificate query;
    query.set_procedure_id(world.id);

    const auto view = show_certificate(world.state, world.reader(world.norway), query);

    REQUIRE(view);
    CHECK(view->tally().signed_() == 2);
    CHECK(view->index() == world.procedure().closed_index);
    CHECK(view->leaf_hash().size() == 32);
    REQUIRE(view->positions_size() == 2);
    CHECK(view->positions(0).index() > 0);
    CHECK(view->recused_size() == 1);
}

TEST_CASE("the shortest working time before a deadline stands first", "[domain][view]") {
    StatementWorld world;
    world.state.coalition.parties.at(PartyCode{"GH"}).facts.set_zone("Africa/Accra");
    world.state.coalition.parties.at(PartyCode{"NO"}).facts.set_zone("Europe/Oslo");
    world.now = *parse_utc("2026-11-24T12:00Z");
    v1::ShowWindow query;
    query.set_deadline(to_ms(world.now + 24h));

    const auto view =
        show_window(world.state, world.reader(world.lead), query, world.now, zone_offset);

    REQUIRE(view);
    CHECK(view->capitals_size() == 6);
    CHECK(view->capitals(0).why_not() == "no zone is known");
    const auto& last = view->capitals(5);
    CHECK(last.working_minutes() == 8 * 60);
    CHECK(last.at_work());
}

TEST_CASE("participation is told to those who lead, the least active first", "[domain][view]") {
    StatementWorld world;
    publish(world);
    const v1::ShowParticipation query;

    const auto view =
        show_participation(world.state, world.reader(world.support), query, world.now + 1h);

    REQUIRE(view);
    CHECK(view->governments_size() == 6);
    const auto& most = view->governments(5);
    CHECK(most.procedures_entitled() == 1);
    CHECK(most.signed_() == 1);
    CHECK(view->governments(0).answered() == 0);
    CHECK(!show_participation(world.state, world.reader(world.observer), query, world.now));
    CHECK(!show_participation(world.state, world.reader(world.ghana), query, world.now));
}

TEST_CASE("guests are told who the members are, not how many persons they have", "[domain][view]") {
    StatementWorld world;
    const auto shown = [&](const Asker& asker) {
        const v1::PartyList list = list_parties(world.state, world.reader(asker), world.now);
        for (const auto& line : list.parties())
            if (line.party().code() == "GH") return line.persons();
        return 99u;
    };

    CHECK(shown(world.norway) == 2);
    CHECK(shown(world.observer) == 0);
    CHECK(shown(world.adviser) == 0);
}
