// What came of a demarche: told once, by who led it there, under the names that it carries.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/instrument.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Outcome = v1::DemarcheConcluded;
using Stage = Procedure::State;

// Signed by Ghana, Norway and Estonia; of it Norway leads there.
struct AdoptedDemarche : InstrumentWorld {
    AdoptedDemarche() : InstrumentWorld(v1::ProcedureDrafted::DEMARCHE) {
        launch();
        for (const Asker& asker : {ghana, norway, lead})
            REQUIRE(!answer(asker).refusal);
        close();
        REQUIRE(procedure().state == Stage::adopted);
    }

    Decision
    conclude(Outcome::Outcome outcome, const std::function<void(v1::ConcludeDemarche&)>& change) {
        v1::Command command = concluding(outcome);
        change(*command.mutable_conclude_demarche());
        return submit(command, penholder);
    }

    // Delivered by these governments.
    Decision deliver(std::initializer_list<const char*> present) {
        return conclude(Outcome::DELIVERED, [&](v1::ConcludeDemarche& told) {
            for (const char* code : present)
                told.add_present(code);
        });
    }
};

void nothing_more(v1::ConcludeDemarche&) {}

} // namespace

TEST_CASE("a demarche is delivered by governments that signed", "[domain][demarche]") {
    AdoptedDemarche world;
    CHECK(is_bad(world.deliver({}), "present"));
    CHECK(is_bad(world.deliver({"NO", "CA"}), "present")); // Canada holds the pen and did not sign.
    CHECK(is_bad(world.deliver({"NO", "NO"}), "present"));

    const Decision delivered = world.conclude(Outcome::DELIVERED, [&](v1::ConcludeDemarche& told) {
        told.add_present("NO");
        told.add_present("GH");
        told.add_associated("EE");
        told.add_associated("un-body");
        told.set_reply("The minister took note.");
        told.set_follow_up_at(to_ms(world.now + 24h));
    });

    REQUIRE(!delivered.refusal);
    CHECK(world.procedure().state == Stage::delivered);
    CHECK(world.procedure().concluded.reply() == "The minister took note.");
    CHECK(world.procedure().concluded.at() == to_ms(world.now));
    CHECK(world.procedure().concluded.associated_size() == 2);
}

TEST_CASE("who is associated was not in the room, and signed or observes", "[domain][demarche]") {
    AdoptedDemarche world;
    const auto with = [&](const char* code) {
        return world.conclude(Outcome::DELIVERED, [&](v1::ConcludeDemarche& told) {
            told.add_present("NO");
            told.add_associated(code);
        });
    };

    for (const char* code : {"NO", "CA", "an-adviser", "support-unit", "SE"})
        CHECK(is_bad(with(code), "associated"));
    CHECK(!with("un-body").refusal);
}

TEST_CASE("who dissociated itself is not named, who joined late is", "[domain][demarche]") {
    AdoptedDemarche world;
    const auto amend = [&](const char* code, v1::Position::Stance stance) {
        v1::Event event;
        event.mutable_list_amended()->set_procedure_id(world.id);
        event.mutable_list_amended()->set_party(code);
        event.mutable_list_amended()->set_stance(stance);
        world.record(std::move(event), {});
    };
    amend("GH", v1::Position::DISSOCIATION);
    amend("CA", v1::Position::LATE_ASSOCIATION);

    CHECK(is_bad(world.deliver({"GH"}), "present"));
    CHECK(!world.deliver({"CA"}).refusal);
}

TEST_CASE("a host may refuse a demarche, and its words are kept", "[domain][demarche]") {
    AdoptedDemarche world;

    const Decision refused = world.conclude(Outcome::REFUSED, [](v1::ConcludeDemarche& told) {
        told.set_reply("The ministry declined to receive it.");
    });

    REQUIRE(!refused.refusal);
    CHECK(world.procedure().state == Stage::refused);
    CHECK(world.procedure().concluded.reply() == "The ministry declined to receive it.");
}

TEST_CASE("what is postponed stays adopted, with another slot", "[domain][demarche]") {
    AdoptedDemarche world;
    const Instant slot = world.now + 48h;
    const auto postpone = [&](Instant to) {
        return world.conclude(Outcome::POSTPONED, [&](v1::ConcludeDemarche& told) {
            told.set_new_slot(to_ms(to));
        });
    };

    CHECK(is_bad(world.conclude(Outcome::POSTPONED, nothing_more), "new_slot"));
    CHECK(is_bad(postpone(world.now), "new_slot"));
    CHECK(!postpone(slot).refusal);

    CHECK(world.procedure().state == Stage::adopted);
    CHECK(world.procedure().demarche.slot() == to_ms(slot));
    CHECK(world.procedure().demarche.capital() == "Kampala");
    CHECK(!world.deliver({"NO"}).refusal);
}

TEST_CASE("what goes with one outcome goes with no other", "[domain][demarche]") {
    AdoptedDemarche world;
    const auto now = to_ms(world.now);
    for (const auto outcome : {Outcome::POSTPONED, Outcome::OVERTAKEN, Outcome::CANCELLED}) {
        const auto bad = [&](const char* field, const auto& change) {
            return is_bad(world.conclude(outcome, change), field);
        };
        CHECK(bad("present", [](v1::ConcludeDemarche& told) { told.add_present("NO"); }));
        CHECK(bad("associated", [](v1::ConcludeDemarche& told) { told.add_associated("NO"); }));
        CHECK(bad("reply", [](v1::ConcludeDemarche& told) { told.set_reply("No."); }));
        CHECK(bad("follow_up_at", [&](v1::ConcludeDemarche& told) {
            told.set_follow_up_at(now + 1);
        }));
    }
    for (const auto outcome : {Outcome::REFUSED, Outcome::OVERTAKEN, Outcome::CANCELLED})
        CHECK(is_bad(
            world.conclude(
                outcome, [&](v1::ConcludeDemarche& told) { told.set_new_slot(now + 1); }
            ),
            "new_slot"
        ));
    const auto refuse = [&](const auto& change) {
        return world.conclude(Outcome::REFUSED, change);
    };
    CHECK(is_bad(
        refuse([&](v1::ConcludeDemarche& told) { told.set_follow_up_at(now); }), "follow_up_at"
    ));
    CHECK(is_bad(refuse([&](v1::ConcludeDemarche& told) { told.set_at(now + 1); }), "at"));
    CHECK(is_bad(refuse([](v1::ConcludeDemarche& told) { told.add_present("CA"); }), "present"));
}

TEST_CASE("those who led a demarche tell what came of it", "[domain][demarche]") {
    const auto conclude = [](AdoptedDemarche& world, const Asker& asker) {
        return world.submit(world.concluding(Outcome::REFUSED), asker);
    };
    AdoptedDemarche asked;
    const std::size_t roles = 4;
    for (std::size_t which = 0; which < roles; ++which) {
        AdoptedDemarche world;
        const std::vector<Asker> leading{world.penholder, world.lead, world.chair, world.norway};
        CHECK(!conclude(world, leading[which]).refusal);
    }

    for (const Asker& asker : {asked.ghana, asked.support, asked.observer, asked.adviser})
        CHECK(is_refused(conclude(asked, asker), v1::Refusal::FORBIDDEN));
}

TEST_CASE("a demarche is concluded once, and not arranged after", "[domain][demarche]") {
    AdoptedDemarche world;
    REQUIRE(!world.deliver({"NO"}).refusal);

    const Decision again = world.deliver({"NO"});
    CHECK(is_refused(again, v1::Refusal::WRONG_STATE));
    CHECK(again.refusal->state() == "DELIVERED");
    CHECK(is_refused(world.submit(world.arranging(), world.lead), v1::Refusal::WRONG_STATE));
    CHECK(is_refused(
        world.submit(world.reporting(v1::InstructionReported::RECEIVED), world.ghana),
        v1::Refusal::WRONG_STATE
    ));
}

TEST_CASE("a demarche that is overtaken while it is open stops its clock", "[domain][demarche]") {
    for (const auto outcome : {Outcome::OVERTAKEN, Outcome::CANCELLED}) {
        InstrumentWorld world(v1::ProcedureDrafted::DEMARCHE);
        world.launch();
        REQUIRE(next_due(world.state));

        REQUIRE(!world.submit(world.concluding(outcome), world.norway).refusal);

        const bool is_overtaken = outcome == Outcome::OVERTAKEN;
        CHECK(world.procedure().state == (is_overtaken ? Stage::overtaken : Stage::cancelled));
        CHECK(world.procedure().closed_at == world.now);
        CHECK(!next_due(world.state));
    }
}

TEST_CASE("what is open is neither delivered nor refused nor postponed", "[domain][demarche]") {
    InstrumentWorld world(v1::ProcedureDrafted::DEMARCHE);
    world.launch();

    for (const auto outcome : {Outcome::DELIVERED, Outcome::REFUSED, Outcome::POSTPONED})
        CHECK(is_refused(
            world.submit(world.concluding(outcome), world.lead), v1::Refusal::WRONG_STATE
        ));
}

TEST_CASE("after the deadline only the closing may follow", "[domain][demarche]") {
    InstrumentWorld world(v1::ProcedureDrafted::DEMARCHE);
    world.launch();
    world.now = world.deadline() + 1ms;

    CHECK(is_refused(
        world.submit(world.concluding(Outcome::OVERTAKEN), world.lead), v1::Refusal::DEADLINE_PASSED
    ));
    world.close(); // Nobody signed: it lapsed.
    CHECK(is_refused(
        world.submit(world.concluding(Outcome::OVERTAKEN), world.lead), v1::Refusal::WRONG_STATE
    ));
}

TEST_CASE("a conclusion is told to all who may read the demarche", "[domain][demarche]") {
    AdoptedDemarche world;
    const Decision delivered = world.deliver({"NO"});

    const Visibility visibility = visibility_of(world.state, delivered.events.front());

    for (const Asker& asker : {world.ghana, world.observer, world.support})
        CHECK(may_see(visibility, world.reader(asker)));
}
