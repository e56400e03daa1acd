// A pledge call says what is needed; governments pledge for it until the deadline and tell what
// they gave after it.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/pledge.hpp"

#include "server/domain/views.hpp"
#include "tests/support/instrument.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

struct PledgeWorld : InstrumentWorld {
    explicit PledgeWorld(v1::Tlp shown = v1::GREEN)
        : InstrumentWorld(v1::ProcedureDrafted::PLEDGE_CALL, shown) {}

    // What comes of this list, asked by the penholder.
    Decision set(const std::function<void(v1::SetNeeds&)>& change) {
        v1::Command command = asking_for();
        change(*command.mutable_set_needs());
        return submit(command, penholder);
    }

    Decision pledge(const Asker& asker, const std::string& need, std::int64_t amount) {
        return submit(pledging(need, amount), asker);
    }

    Decision pledge_in_kind(const Asker& asker, const std::string& need, const std::string& words) {
        v1::Command command = pledging(need, 0);
        command.mutable_make_pledge()->mutable_pledge()->set_in_kind(words);
        return submit(command, asker);
    }

    const StandingPledge& standing(const char* party, const char* need) const {
        return procedure().pledges.at({PartyCode{party}, need});
    }
};

} // namespace

TEST_CASE("who leads a pledge call says what is needed", "[domain][pledge]") {
    PledgeWorld world;
    world.prepare();

    for (const Asker& asker : {world.penholder, world.lead, world.chair})
        CHECK(!world.submit(world.asking_for(), asker).refusal);
    CHECK(is_refused(world.submit(world.asking_for(), world.support), v1::Refusal::FORBIDDEN));
    CHECK(is_refused(world.submit(world.asking_for(), world.ghana), v1::Refusal::NOT_FOUND));

    REQUIRE(world.procedure().needs.size() == 2); // The last list is the list.
    CHECK(find_need(world.procedure(), "terminals")->amount() == 20);
    CHECK(!find_need(world.procedure(), "tents"));
}

TEST_CASE(
    "money has a currency and an amount, what is given in kind has none", "[domain][pledge]"
) {
    PledgeWorld world;
    world.prepare();
    const auto money = [&](const auto& change) {
        return world.set([&](v1::SetNeeds& set) { change(*set.mutable_needs(0)); });
    };
    const auto terminals = [&](const auto& change) {
        return world.set([&](v1::SetNeeds& set) { change(*set.mutable_needs(1)); });
    };

    for (const char* currency : {"", "EU", "eur", "E1R"})
        CHECK(is_bad(money([&](v1::Need& need) { need.set_currency(currency); }), "needs.currency")
        );
    CHECK(is_bad(money([](v1::Need& need) { need.set_amount(0); }), "needs.amount"));
    CHECK(is_bad(terminals([](v1::Need& need) { need.set_currency("EUR"); }), "needs.currency"));
    CHECK(!terminals([](v1::Need& need) { need.set_amount(0); }).refusal);
    CHECK(is_bad(terminals([&](v1::Need& need) { need.set_by(to_ms(world.now)); }), "needs.by"));
    CHECK(is_bad(terminals([](v1::Need& need) { need.set_need_id("legal-aid"); }), "needs.need_id")
    );
}

TEST_CASE("needs are settled before governments pledge", "[domain][pledge]") {
    PledgeWorld world;
    world.launch();

    CHECK(is_refused(world.submit(world.asking_for(), world.penholder), v1::Refusal::WRONG_STATE));
}

TEST_CASE("a statement takes no needs and no pledges", "[domain][pledge]") {
    InstrumentWorld world(v1::ProcedureDrafted::STATEMENT);
    world.prepare();
    CHECK(is_refused(world.submit(world.asking_for(), world.penholder), v1::Refusal::WRONG_STATE));
    REQUIRE(!world.submit(world.opening(1), world.penholder).refusal);

    for (const v1::Command& command :
         {world.pledging("legal-aid", 1),
          world.taking_back("legal-aid"),
          world.fulfilling("GH", "legal-aid", 1)}) {
        const Decision decision = world.submit(command, world.ghana);
        CHECK(is_refused(decision, v1::Refusal::WRONG_STATE));
        CHECK(decision.refusal->state() == "STATEMENT");
    }
}

TEST_CASE("a government's pledge for a need replaces its earlier one", "[domain][pledge]") {
    PledgeWorld world;
    world.launch();
    CHECK(!world.pledge(world.ghana, "legal-aid", 10'000).refusal);
    CHECK(!world.pledge(world.norway, "legal-aid", 30'000).refusal);
    CHECK(!world.pledge(world.ghana, "terminals", 5).refusal);

    CHECK(!world.pledge(world.ghana_deputy, "legal-aid", 15'000).refusal);

    CHECK(world.procedure().pledges.size() == 3);
    CHECK(world.standing("GH", "legal-aid").pledge.amount() == 15'000);
    CHECK(world.standing("GH", "legal-aid").person == world.ghana_deputy.person);
    CHECK(world.procedure().reached.contains(PartyCode{"NO"}));
}

TEST_CASE("a pledge is an amount, or words where no money is asked for", "[domain][pledge]") {
    PledgeWorld world;
    world.launch();

    CHECK(is_bad(world.pledge(world.ghana, "tents", 5), "need_id"));
    CHECK(is_bad(world.pledge(world.ghana, "legal-aid", 0), "pledge.amount"));
    CHECK(is_bad(world.pledge(world.ghana, "legal-aid", -5), "pledge.amount"));
    CHECK(is_bad(world.pledge_in_kind(world.ghana, "legal-aid", "A lawyer."), "pledge.amount"));
    v1::Command both = world.pledging("legal-aid", 5);
    both.mutable_make_pledge()->mutable_pledge()->set_in_kind("A lawyer.");
    CHECK(is_bad(world.submit(both, world.ghana), "pledge.in_kind"));
    CHECK(is_bad(world.pledge(world.ghana, "terminals", 0), "pledge.in_kind"));
    CHECK(is_bad(world.pledge(world.ghana, "terminals", -1), "pledge.in_kind"));
    CHECK(!world.pledge_in_kind(world.ghana, "terminals", "Two, with a technician.").refusal);
    CHECK(!world.pledge(world.ghana, "terminals", 2).refusal);
}

TEST_CASE("governments that are asked pledge, each for itself", "[domain][pledge]") {
    PledgeWorld world;
    world.prepare();
    REQUIRE(!world.submit(world.asking_for(), world.penholder).refusal);
    CHECK(is_refused(world.pledge(world.lead, "legal-aid", 5), v1::Refusal::WRONG_STATE));
    REQUIRE(!world.submit(world.opening(1), world.penholder).refusal);

    for (const Asker& asker : {world.lead, world.chair})
        CHECK(!world.pledge(asker, "legal-aid", 5).refusal);
    // The government concerned is recused; guests and the secretariat are not asked.
    for (const Asker& asker :
         {world.uganda,
          world.observer,
          world.adviser,
          world.support,
          world.penholder,
          world.auditor})
        CHECK(is_refused(world.pledge(asker, "legal-aid", 5), v1::Refusal::FORBIDDEN));
}

TEST_CASE("a pledge counts at the deadline and not a moment later", "[domain][pledge]") {
    PledgeWorld world;
    world.launch();
    world.now = world.deadline();
    CHECK(!world.pledge(world.ghana, "legal-aid", 5).refusal);

    world.now += 1ms;
    const Decision late = world.pledge(world.norway, "legal-aid", 5);
    CHECK(is_refused(late, v1::Refusal::DEADLINE_PASSED));
    CHECK(late.refusal->deadline() == to_ms(world.deadline()));
    CHECK(is_refused(
        world.submit(world.taking_back("legal-aid"), world.ghana), v1::Refusal::DEADLINE_PASSED
    ));

    world.close();
    CHECK(is_refused(world.pledge(world.norway, "legal-aid", 5), v1::Refusal::DEADLINE_PASSED));
    CHECK(world.procedure().closed.signatories_size() == 1);
}

TEST_CASE("a government that pledged owes no answer to the call", "[domain][pledge]") {
    PledgeWorld world;
    world.launch();
    const auto owes = [&](const Asker& asker) {
        return inbox(world.state, world.reader(asker), world.now).owed_size() > 0;
    };
    REQUIRE(owes(world.ghana));

    world.pledge(world.ghana, "legal-aid", 10);
    CHECK(!owes(world.ghana));
    CHECK(!owes(world.ghana_deputy));
    CHECK(owes(world.norway));

    REQUIRE(!world.submit(world.taking_back("legal-aid"), world.ghana).refusal);
    CHECK(owes(world.ghana));
}

TEST_CASE("a pledge that is taken back covers nothing", "[domain][pledge]") {
    PledgeWorld world;
    world.launch();
    const auto take_back = [&](const Asker& asker, const std::string& need) {
        return world.submit(world.taking_back(need), asker);
    };
    CHECK(is_refused(take_back(world.ghana, "legal-aid"), v1::Refusal::WRONG_STATE));
    world.pledge(world.ghana, "legal-aid", 10);
    CHECK(is_bad(take_back(world.ghana, "tents"), "need_id"));
    CHECK(is_refused(take_back(world.norway, "legal-aid"), v1::Refusal::WRONG_STATE));

    CHECK(!take_back(world.ghana_deputy, "legal-aid").refusal);

    CHECK(world.standing("GH", "legal-aid").taken_back);
    CHECK(coverage(world.procedure()).front().pledged == 0);
    CHECK(is_refused(take_back(world.ghana, "legal-aid"), v1::Refusal::WRONG_STATE));
    CHECK(!world.pledge(world.ghana, "legal-aid", 7).refusal);
    CHECK(coverage(world.procedure()).front().pledged == 7);
}

TEST_CASE("coverage is counted per need from what stands", "[domain][pledge]") {
    PledgeWorld world;
    world.launch();
    world.pledge(world.ghana, "legal-aid", 10'000);
    world.pledge(world.norway, "legal-aid", 30'000);
    world.pledge(world.lead, "legal-aid", 1);
    world.submit(world.taking_back("legal-aid"), world.lead);
    world.pledge_in_kind(world.norway, "terminals", "A technician.");
    world.close();
    world.submit(world.fulfilling("NO", "legal-aid", 5'000), world.norway);
    world.submit(world.fulfilling("NO", "legal-aid", 20'000), world.norway);

    const std::vector<Coverage> covered = coverage(world.procedure());

    REQUIRE(covered.size() == 2);
    CHECK(covered[0].need_id == "legal-aid");
    CHECK(covered[0].asked == 100'000);
    CHECK(covered[0].pledged == 40'000);
    CHECK(covered[0].fulfilled == 20'000); // The total so far, not the sum of totals.
    CHECK(covered[0].donors == 2);
    CHECK(covered[1].asked == 20);
    CHECK(covered[1].pledged == 0);
    CHECK(covered[1].donors == 1);
}
