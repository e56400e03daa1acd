// Another label or another audience, by an act of its own and with a reason.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"
#include "tests/support/alerts.hpp"
#include "tests/support/instrument.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Command relabel(
    World& world,
    const std::string& subject,
    v1::Tlp label,
    std::initializer_list<std::string> parties = {},
    std::initializer_list<Asker> persons = {}
) {
    v1::Command command = world.command();
    v1::Relabel& relabel = *command.mutable_relabel();
    relabel.set_subject(subject);
    relabel.set_label(label);
    for (const std::string& party : parties)
        relabel.mutable_audience()->add_parties(party);
    for (const Asker& asker : persons)
        relabel.mutable_audience()->add_persons(asker.person.str());
    relabel.set_reason("The source asked for it.");
    return command;
}

bool reads(const SmallCoalition& small, const std::string& alert, const Asker& asker) {
    return may_read(small.alert(alert), small.reader(asker));
}

} // namespace

TEST_CASE("a stricter label closes the alert to whom it leaves out", "[domain][relabel]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::GREEN));
    small.acknowledge(id, small.norway);
    REQUIRE(reads(small, id, small.observer));

    REQUIRE(
        !small.world.submit(relabel(small.world, id, v1::AMBER, {"GH", "NL"}), small.lead).refusal
    );

    CHECK(small.alert(id).content.label() == v1::AMBER);
    CHECK(!reads(small, id, small.observer));
    CHECK(!reads(small, id, small.norway));
    CHECK(reads(small, id, small.ghana));
    CHECK(small.alert(id).owing == std::set{PartyCode{"GH"}, PartyCode{"NL"}});
    CHECK(small.alert(id).acknowledgements.empty());
    CHECK(!small.alert(id).reach.contains(small.norway.person));
    CHECK(small.alert(id).message == 1); // Nobody is asked anew.
}

TEST_CASE("a wider label lets in who was there and asks them nothing", "[domain][relabel]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::AMBER));
    small.world.now += 1h;
    small.world.admit("late-guest", v1::Party::OBSERVER, small.world.now);
    const Asker late = small.world.person("late-guest", {v1::OBSERVER_ROLE});
    REQUIRE(!reads(small, id, small.observer));

    REQUIRE(!small.world.submit(relabel(small.world, id, v1::GREEN), small.support).refusal);

    CHECK(reads(small, id, small.observer));
    CHECK(!reads(small, id, late)); // Earlier items are opened by a decision of their own.
    CHECK(!small.alert(id).addressees.contains(PartyCode{"regional-body"}));
    CHECK(small.alert(id).owing.size() == 5);
}

TEST_CASE("an alert is not left to those alone who joined later", "[domain][relabel]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string id = small.issued(shutdown_in("MM"));
    world.now += 1h;
    world.admit("KE", v1::Party::GOVERNMENT, world.now);
    const Asker kenya = world.person("KE", {v1::FOCAL_POINT});

    CHECK(
        code_of(world.decide(relabel(world, id, v1::AMBER, {"KE"}), small.lead)) ==
        v1::Refusal::EMPTY_AUDIENCE
    );
    REQUIRE(!world.submit(relabel(world, id, v1::RED, {}, {kenya}), small.lead).refusal);
    CHECK(reads(small, id, kenya)); // RED is for the persons named, whenever they came.
    CHECK(!reads(small, id, small.ghana));
}

TEST_CASE("few relabel an alert and it must be live", "[domain][relabel]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string draft = small.raise(shutdown_in("MM"), small.lead).subject;
    const std::string id = small.issued(shutdown_in("MM"));
    const auto asked = [&](const std::string& subject, const Asker& asker) {
        return code_of(world.decide(relabel(world, subject, v1::AMBER_STRICT), asker));
    };

    CHECK(asked(id, small.chair) == v1::Refusal::FORBIDDEN);
    CHECK(asked(id, small.ghana) == v1::Refusal::FORBIDDEN);
    CHECK(asked(id, small.observer) == v1::Refusal::NOT_FOUND);
    CHECK(asked("al-nothing", small.lead) == v1::Refusal::NOT_FOUND);
    for (const Asker& asker : {small.lead, small.other_lead, small.support}) // Support approved it.
        CHECK(asked(id, asker) == v1::Refusal::CODE_UNSPECIFIED);
    CHECK(asked(draft, small.lead) == v1::Refusal::WRONG_STATE);
    small.close(id, 1, small.lead);
    CHECK(asked(id, small.lead) == v1::Refusal::WRONG_STATE);
}

TEST_CASE("a label is checked as it is when an alert is raised", "[domain][relabel]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string id = small.issued(shutdown_in("MM"));
    const auto asked = [&](const v1::Command& command) {
        return code_of(world.decide(command, small.lead));
    };

    CHECK(asked(relabel(world, id, v1::RED)) == v1::Refusal::EMPTY_AUDIENCE);
    CHECK(asked(relabel(world, id, v1::AMBER, {"regional-body"})) == v1::Refusal::EMPTY_AUDIENCE);
    CHECK(asked(relabel(world, id, v1::AMBER, {"FR"})) == v1::Refusal::INVALID_FIELD);
    const Asker stranger{person_of(999), {}};
    CHECK(asked(relabel(world, id, v1::RED, {}, {stranger})) == v1::Refusal::INVALID_FIELD);
    CHECK(asked(relabel(world, id, v1::RED, {}, {small.ghana})) == v1::Refusal::CODE_UNSPECIFIED);
    CHECK(asked(relabel(world, id, v1::AMBER)) == v1::Refusal::WRONG_STATE); // As it is.
    v1::Command hushed = relabel(world, id, v1::AMBER);
    hushed.mutable_relabel()->set_do_not_publicise(true);
    REQUIRE(!world.submit(hushed, small.lead).refusal);
    CHECK(small.alert(id).content.do_not_publicise());
}

TEST_CASE("a relabelling is told in a sentence", "[domain][relabel]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string id = small.issued(shutdown_in("MM"));
    world.submit(relabel(world, id, v1::AMBER_STRICT, {"GH"}, {small.norway}), small.lead);

    CHECK(
        words(world.entries.back().event, [](auto code) { return std::string(code); }) ==
        "It was labelled TLP:AMBER+STRICT, for GH and 1 named person: The source asked for it."
    );
}

TEST_CASE("a procedure is relabelled by those who steer it", "[domain][relabel]") {
    StatementWorld world;
    world.open();
    const auto asked = [&](const Asker& asker) {
        return code_of(world.decide(relabel(world, world.id, v1::AMBER), asker));
    };

    CHECK(asked(world.ghana) == v1::Refusal::FORBIDDEN);
    CHECK(asked(world.support) == v1::Refusal::FORBIDDEN);
    CHECK(asked(world.adviser) == v1::Refusal::FORBIDDEN); // Leads, but for no government.
    for (const Asker& asker : {world.penholder, world.lead, world.chair})
        CHECK(asked(asker) == v1::Refusal::CODE_UNSPECIFIED);
    REQUIRE(may_read(world.procedure(), world.reader(world.observer)));
    world.submit(relabel(world, world.id, v1::AMBER), world.penholder);
    CHECK(world.procedure().drafted.label() == v1::AMBER);
    CHECK(!may_read(world.procedure(), world.reader(world.observer)));
    CHECK(asked(world.observer) == v1::Refusal::NOT_FOUND);
}

TEST_CASE("no government that is asked is cut out while it may answer", "[domain][relabel]") {
    StatementWorld world;
    world.open();

    const Decision decision =
        world.decide(relabel(world, world.id, v1::AMBER, {"CA", "GH"}), world.penholder);
    CHECK(code_of(decision) == v1::Refusal::WRONG_STATE);
    CHECK(decision.refusal->next().find("withdraw") != std::string::npos);
    // Uganda is the subject and recused: it is not asked.
    CHECK(!world
               .decide(
                   relabel(world, world.id, v1::AMBER, {"CA", "EE", "GH", "KE", "NO"}),
                   world.penholder
               )
               .refusal);
    world.submit(world.withdrawing(), world.penholder);
    CHECK(!world.submit(relabel(world, world.id, v1::AMBER, {"CA", "GH"}), world.penholder).refusal
    );
    CHECK(!may_read(world.procedure(), world.reader(world.norway)));
}

TEST_CASE("a procedure's label is checked and what is archived stays", "[domain][relabel]") {
    StatementWorld world;
    world.draft();
    const auto asked = [&](const v1::Command& command) {
        return code_of(world.decide(command, world.penholder));
    };
    v1::Command hushed = relabel(world, world.id, v1::AMBER);
    hushed.mutable_relabel()->set_do_not_publicise(true);

    CHECK(asked(relabel(world, world.id, v1::RED)) == v1::Refusal::EMPTY_AUDIENCE);
    CHECK(asked(relabel(world, world.id, v1::GREEN)) == v1::Refusal::WRONG_STATE);
    CHECK(asked(relabel(world, world.id, v1::AMBER, {"FR"})) == v1::Refusal::INVALID_FIELD);
    CHECK(asked(hushed) == v1::Refusal::INVALID_FIELD);
    world.state.procedures.at(ProcedureId{world.id}).state = Procedure::State::archived;
    CHECK(asked(relabel(world, world.id, v1::AMBER)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE(
    "a donor whom a relabelling leaves out is shown its own pledge and no other's",
    "[domain][relabel]"
) {
    InstrumentWorld world(v1::ProcedureDrafted::PLEDGE_CALL);
    world.launch();
    const auto pledged = [&](const Asker& asker) {
        const v1::Command command = world.pledging("legal-aid", 1'000, v1::Pledge::DONORS);
        return world.submit(command, asker).events.at(0);
    };
    const auto sees = [&](const Asker& asker, const v1::Event& event) {
        return may_see(visibility_of(world.state, event), world.reader(asker));
    };
    const v1::Event ghanas = pledged(world.ghana);
    const v1::Event norways = pledged(world.norway);
    REQUIRE((sees(world.norway, ghanas) && sees(world.ghana, norways)));
    world.close();

    world.submit(relabel(world, world.id, v1::GREEN, {"CA", "GH"}), world.penholder);
    const v1::Event given =
        world.submit(world.fulfilling("NO", "legal-aid", 5), world.penholder).events.at(0);
    CHECK((sees(world.norway, norways) && sees(world.ghana, norways)));
    CHECK((sees(world.ghana, ghanas) && !sees(world.norway, ghanas)));
    CHECK((sees(world.ghana, given) && !sees(world.norway, given)));

    // One person of it is named: that one sees what the whole government saw.
    world.submit(relabel(world, world.id, v1::GREEN, {"NO"}, {world.ghana}), world.penholder);
    CHECK((sees(world.ghana, norways) && !sees(world.ghana_deputy, norways)));
}

TEST_CASE(
    "a late objection is told to the Chair where the text is for the Chair", "[domain][relabel]"
) {
    StatementWorld world;
    world.mode = v1::ProcedureDrafted::SILENCE;
    v1::Event handed;
    handed.mutable_chair_handed_over()->set_chair("KE");
    handed.mutable_chair_handed_over()->set_from(to_ms(world.now));
    world.record(handed, {});
    const Asker kenya = world.person("KE", {v1::FOCAL_POINT});
    world.open();
    const SignOn objection = world.text(world.ghana, v1::Position::OBJECT);
    world.close();
    const v1::Event late = world.submit(world.taking(objection), world.ghana).events.at(0);
    const auto chair_sees = [&] {
        return may_see(visibility_of(world.state, late), world.reader(kenya));
    };
    REQUIRE(late.has_position_received_late());
    REQUIRE(chair_sees());

    REQUIRE(
        !world.submit(relabel(world, world.id, v1::AMBER, {"CA", "GH"}), world.penholder).refusal
    );
    CHECK(!chair_sees());
}
