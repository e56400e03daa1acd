// A demarche is arranged at a capital, instructed from each capital, and concluded by who led it.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"
#include "tests/support/instrument.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Status = v1::InstructionReported;

struct DemarcheWorld : InstrumentWorld {
    explicit DemarcheWorld(v1::Tlp shown = v1::GREEN)
        : InstrumentWorld(v1::ProcedureDrafted::DEMARCHE, shown) {}

    // What comes of these terms, asked by the penholder.
    Decision arrange(const std::function<void(v1::DemarcheTerms&)>& change) {
        v1::Command command = arranging();
        change(*command.mutable_arrange_demarche()->mutable_terms());
        return submit(command, penholder);
    }
};

} // namespace

TEST_CASE("who leads a demarche arranges it", "[domain][demarche]") {
    DemarcheWorld world;
    world.prepare();

    for (const Asker& asker : {world.penholder, world.lead, world.chair})
        CHECK(!world.submit(world.arranging(), asker).refusal);

    const v1::DemarcheTerms& terms = world.procedure().demarche;
    CHECK(terms.capital() == "Kampala");
    CHECK(terms.lead_mission() == "NO");
    REQUIRE(terms.missions_size() == 2); // The lead mission is among them.
    CHECK(terms.missions(0) == "GH");
    CHECK(terms.missions(1) == "NO");
}

TEST_CASE("others neither arrange a demarche nor learn of its draft", "[domain][demarche]") {
    DemarcheWorld world;
    world.prepare();
    CHECK(is_refused(world.submit(world.arranging(), world.ghana), v1::Refusal::NOT_FOUND));
    CHECK(is_refused(world.submit(world.arranging(), world.support), v1::Refusal::FORBIDDEN));
    REQUIRE(!world.submit(world.arranging(), world.penholder).refusal);
    REQUIRE(!world.submit(world.opening(1), world.penholder).refusal);

    CHECK(is_refused(world.submit(world.arranging(), world.ghana), v1::Refusal::FORBIDDEN));
}

TEST_CASE("a statement is not arranged, instructed or delivered", "[domain][demarche]") {
    InstrumentWorld world(v1::ProcedureDrafted::STATEMENT);
    world.launch();

    for (const v1::Command& command :
         {world.arranging(), world.concluding(v1::DemarcheConcluded::CANCELLED)}) {
        const Decision decision = world.submit(command, world.penholder);
        CHECK(is_refused(decision, v1::Refusal::WRONG_STATE));
        CHECK(decision.refusal->state() == "STATEMENT");
    }
    CHECK(is_refused(
        world.submit(world.reporting(Status::RECEIVED), world.ghana), v1::Refusal::WRONG_STATE
    ));
}

TEST_CASE("missions are those of other member governments", "[domain][demarche]") {
    DemarcheWorld world;
    world.prepare();

    for (const char* code : {"SE", "un-body", "an-adviser", "UG"})
        CHECK(is_bad(
            world.arrange([&](v1::DemarcheTerms& terms) { terms.add_missions(code); }),
            "terms.missions"
        ));
    for (const char* code : {"SE", "UG"})
        CHECK(is_bad(
            world.arrange([&](v1::DemarcheTerms& terms) { terms.set_lead_mission(code); }),
            "terms.lead_mission"
        ));
    // The government concerned takes no part, wherever the demarche is made.
    CHECK(is_bad(
        world.arrange([](v1::DemarcheTerms& terms) {
            terms.set_host("KE");
            terms.add_missions("UG");
        }),
        "terms.missions"
    ));
    world.withdraw("GH", world.now);
    CHECK(is_bad(world.arrange([](v1::DemarcheTerms&) {}), "terms.missions"));
}

TEST_CASE("talking points are labelled, and no wider than the demarche", "[domain][demarche]") {
    DemarcheWorld world(v1::AMBER);
    world.prepare();
    const auto with = [&](v1::Tlp points) {
        return world.arrange([&](v1::DemarcheTerms& terms) {
            terms.set_talking_points_sha256(digest_of("points", 1).str());
            terms.set_talking_points_label(points);
        });
    };

    for (const auto points : {v1::TLP_UNSPECIFIED, v1::CLEAR, v1::GREEN})
        CHECK(is_bad(with(points), "terms.talking_points_label"));
    for (const auto points : {v1::AMBER, v1::AMBER_STRICT, v1::RED})
        CHECK(!with(points).refusal);
    CHECK(is_bad(
        world.arrange([](v1::DemarcheTerms& terms) { terms.set_talking_points_label(v1::AMBER); }),
        "terms.talking_points_label"
    ));
}

TEST_CASE("talking points are read by those their own label allows", "[domain][demarche]") {
    DemarcheWorld world(v1::GREEN);
    world.launch();
    const Digest points = digest_of("points", 1);
    const auto reads = [&](const Asker& asker) {
        return may_read_document(world.state, world.reader(asker), points);
    };
    const auto labelled = [&](v1::Tlp label) {
        REQUIRE(!world
                     .arrange([&](v1::DemarcheTerms& terms) {
                         terms.set_talking_points_sha256(points.str());
                         terms.set_talking_points_label(label);
                     })
                     .refusal);
    };
    CHECK(!reads(world.ghana));

    labelled(v1::GREEN);
    CHECK((reads(world.ghana) && reads(world.observer) && reads(world.support)));
    labelled(v1::AMBER_STRICT);
    CHECK((reads(world.ghana) && reads(world.penholder) && reads(world.auditor)));
    CHECK(!reads(world.observer));
    labelled(v1::RED);
    CHECK((!reads(world.ghana) && !reads(world.support)));
    CHECK((reads(world.penholder) && reads(world.auditor)));
}

TEST_CASE("a slot is ahead when it is set, and may pass after", "[domain][demarche]") {
    DemarcheWorld world;
    world.prepare();
    const Instant slot = world.now + 2h;
    const auto at = [&](Instant when) {
        return world.arrange([&](v1::DemarcheTerms& terms) { terms.set_slot(to_ms(when)); });
    };

    CHECK(is_bad(at(world.now), "terms.slot"));
    CHECK(!at(slot).refusal);
    world.now = slot + 1h;
    CHECK(!at(slot).refusal); // As it stands: other terms are changed.
    CHECK(is_bad(at(slot + 1min), "terms.slot"));
}

TEST_CASE("each capital reports its own instructions", "[domain][demarche]") {
    DemarcheWorld world;
    world.launch();
    const auto report = [&](const Asker& asker, Status::Status status) {
        return world.submit(world.reporting(status), asker);
    };

    CHECK(!report(world.ghana, Status::REQUESTED).refusal);
    CHECK(is_refused(report(world.ghana_deputy, Status::REQUESTED), v1::Refusal::WRONG_STATE));
    CHECK(!report(world.ghana_deputy, Status::RECEIVED).refusal);
    CHECK(!report(world.norway, Status::NONE).refusal);

    const auto& known = world.procedure().instructions;
    CHECK(known.size() == 2);
    CHECK(known.at(PartyCode{"GH"}) == Status::RECEIVED);
    CHECK(known.at(PartyCode{"NO"}) == Status::NONE);
    CHECK(world.procedure().reached.contains(PartyCode{"GH"}));
}

TEST_CASE("instructions are reported by a government that is asked", "[domain][demarche]") {
    DemarcheWorld world;
    world.prepare();
    const auto report = [&](const Asker& asker) {
        return world.submit(world.reporting(Status::RECEIVED), asker);
    };
    const Asker drafter = world.person("EE", {v1::LEAD, v1::FOCAL_POINT});
    CHECK(is_refused(report(drafter), v1::Refusal::WRONG_STATE)); // Not before it opens.
    REQUIRE(!world.submit(world.arranging(), world.penholder).refusal);
    REQUIRE(!world.submit(world.opening(1), world.penholder).refusal);

    for (const Asker& asker :
         {world.observer, world.adviser, world.support, world.lead, world.uganda})
        CHECK(is_refused(report(asker), v1::Refusal::FORBIDDEN));
    world.now += 1h;
    world.admit("SE", v1::Party::GOVERNMENT, world.now);
    CHECK(is_refused(report(world.person("SE", {v1::FOCAL_POINT})), v1::Refusal::NOT_FOUND));
}
