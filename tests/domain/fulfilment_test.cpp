// What was given of what was pledged, and to whom a pledge is shown.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/instrument.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// Ghana pledged money for all members to see, Norway terminals in words, for donors.
struct PledgedWorld : InstrumentWorld {
    v1::Event ghanas;
    v1::Event norways;

    explicit PledgedWorld(v1::Tlp shown = v1::GREEN)
        : InstrumentWorld(v1::ProcedureDrafted::PLEDGE_CALL, shown) {
        launch();
        ghanas = submit(pledging("legal-aid", 1'000), ghana).events.at(0);
        v1::Command command = pledging("terminals", 0, v1::Pledge::DONORS);
        command.mutable_make_pledge()->mutable_pledge()->set_in_kind("Two.");
        norways = submit(command, norway).events.at(0);
    }

    Decision fulfil(const Asker& asker, const char* party, const char* need, std::int64_t amount) {
        return submit(fulfilling(party, need, amount), asker);
    }

    bool sees(const Asker& asker, const v1::Event& event) const {
        return may_see(visibility_of(state, event), reader(asker));
    }
};

} // namespace

TEST_CASE("what was given is recorded after the close", "[domain][pledge]") {
    PledgedWorld world;
    CHECK(is_refused(world.fulfil(world.ghana, "GH", "legal-aid", 1'000), v1::Refusal::WRONG_STATE)
    );
    world.close();

    CHECK(!world.fulfil(world.ghana, "GH", "legal-aid", 400).refusal);
    CHECK(!world.fulfil(world.penholder, "GH", "legal-aid", 600).refusal);
    CHECK(!world.fulfil(world.support, "GH", "legal-aid", 1'200).refusal); // More than it promised.

    const StandingPledge& pledge = world.procedure().pledges.at({PartyCode{"GH"}, "legal-aid"});
    REQUIRE(pledge.fulfilled.size() == 3);
    CHECK(pledge.fulfilled.back().amount == 1'200);
    CHECK(pledge.fulfilled.back().at == world.now);
}

TEST_CASE("nobody records what another government gave", "[domain][pledge]") {
    PledgedWorld world;
    world.close();

    for (const Asker& asker : {world.norway, world.lead, world.chair, world.observer})
        CHECK(is_refused(world.fulfil(asker, "GH", "legal-aid", 400), v1::Refusal::FORBIDDEN));
    // Whether there is such a pledge is not told to them either.
    CHECK(is_refused(world.fulfil(world.lead, "NO", "legal-aid", 4), v1::Refusal::FORBIDDEN));
}

TEST_CASE("what is recorded was pledged, and has happened", "[domain][pledge]") {
    PledgedWorld world;
    world.close();

    CHECK(is_bad(world.fulfil(world.ghana, "GH", "terminals", 4), "need_id"));
    CHECK(is_bad(world.fulfil(world.support, "KE", "legal-aid", 4), "need_id"));
    CHECK(is_bad(world.fulfil(world.ghana, "GH", "legal-aid", -1), "amount"));
    CHECK(is_bad(world.fulfil(world.norway, "NO", "terminals", 0), "words"));
    v1::Command command = world.fulfilling("GH", "legal-aid", 5);
    command.mutable_record_fulfilment()->set_at(to_ms(world.now + 1ms));
    CHECK(is_bad(world.submit(command, world.ghana), "at"));
    command.mutable_record_fulfilment()->set_at(to_ms(world.now - 24h));
    CHECK(!world.submit(command, world.ghana).refusal);
}

TEST_CASE("a total that falls is explained", "[domain][pledge]") {
    PledgedWorld world;
    world.close();
    world.fulfil(world.ghana, "GH", "legal-aid", 900);

    CHECK(is_bad(world.fulfil(world.ghana, "GH", "legal-aid", 90), "words"));
    v1::Command corrected = world.fulfilling("GH", "legal-aid", 90);
    corrected.mutable_record_fulfilment()->set_words("A nought too many.");
    CHECK(!world.submit(corrected, world.ghana).refusal);
}

TEST_CASE("a pledge taken back is not fulfilled", "[domain][pledge]") {
    PledgedWorld world;
    world.submit(world.taking_back("legal-aid"), world.ghana);
    world.close();

    CHECK(is_refused(world.fulfil(world.ghana, "GH", "legal-aid", 5), v1::Refusal::WRONG_STATE));
}

TEST_CASE("a pledge for the members is shown to them, and to no guest", "[domain][pledge]") {
    PledgedWorld world;

    for (const Asker& asker : {world.ghana, world.lead, world.support, world.auditor})
        CHECK(world.sees(asker, world.ghanas));
    for (const Asker& asker : {world.observer, world.adviser})
        CHECK(!world.sees(asker, world.ghanas));
}

TEST_CASE("a pledge for donors is shown to donors and to who runs the call", "[domain][pledge]") {
    PledgedWorld world;

    for (const Asker& asker :
         {world.norway, world.ghana, world.ghana_deputy, world.penholder, world.support})
        CHECK(world.sees(asker, world.norways));
    for (const Asker& asker : {world.lead, world.chair, world.uganda, world.observer})
        CHECK(!world.sees(asker, world.norways));
    CHECK(world.submit(world.pledging("legal-aid", 5), world.lead).events.size() == 1);
    CHECK(world.sees(world.lead, world.norways)); // A donor now.
}

TEST_CASE("who took its pledge back is no donor any more", "[domain][pledge]") {
    PledgedWorld world;
    const v1::Event taken = world.submit(world.taking_back("legal-aid"), world.ghana).events.at(0);

    CHECK(!world.sees(world.ghana, world.norways));
    CHECK(world.sees(world.ghana, taken));
    CHECK(world.sees(world.lead, taken)); // As the pledge it takes back was.
}

TEST_CASE("what was said to donors stays with them", "[domain][pledge]") {
    PledgedWorld world;
    const v1::Event widened =
        world.submit(world.pledging("terminals", 2, v1::Pledge::MEMBERS), world.norway)
            .events.at(0);

    CHECK(world.sees(world.lead, widened));
    CHECK(!world.sees(world.lead, world.norways));

    world.submit(world.pledging("terminals", 2, v1::Pledge::DONORS), world.norway);
    CHECK(!world.sees(world.lead, widened));
}

TEST_CASE("what was given is shown as the pledge is", "[domain][pledge]") {
    PledgedWorld world;
    world.close();
    const v1::Event members = world.fulfil(world.ghana, "GH", "legal-aid", 5).events.at(0);
    const v1::Event donors = world.fulfil(world.norway, "NO", "terminals", 2).events.at(0);

    CHECK((world.sees(world.lead, members) && !world.sees(world.lead, donors)));
    CHECK((world.sees(world.ghana, donors) && world.sees(world.penholder, donors)));
}

TEST_CASE("a pledge stays hidden as long as the tally does", "[domain][pledge]") {
    InstrumentWorld world(v1::ProcedureDrafted::PLEDGE_CALL);
    world.prepare();
    REQUIRE(!world.submit(world.asking_for(), world.penholder).refusal);
    v1::Command opening = world.opening(1);
    opening.mutable_open_procedure()->set_tally(v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE);
    REQUIRE(!world.submit(opening, world.penholder).refusal);
    const v1::Event pledged =
        world.submit(world.pledging("legal-aid", 5), world.ghana).events.at(0);
    const auto sees = [&](const Asker& asker) {
        return may_see(visibility_of(world.state, pledged), world.reader(asker));
    };

    CHECK((sees(world.ghana_deputy) && sees(world.auditor)));
    for (const Asker& asker : {world.norway, world.penholder, world.support})
        CHECK(!sees(asker));
    world.close();
    CHECK((sees(world.norway) && sees(world.support)));
}

TEST_CASE("in a red call the named alone see pledges", "[domain][pledge]") {
    PledgedWorld world(v1::RED);

    CHECK(world.sees(world.ghana, world.norways));
    for (const Asker& asker : {world.ghana_deputy, world.support, world.lead})
        CHECK(!world.sees(asker, world.norways));
}
