// SPDX-License-Identifier: Apache-2.0
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::Verdict told_again(const Recorded& entry) {
    return verdict_of(entry.event, entry.facts);
}

} // namespace

TEST_CASE("a receipt says where and when an act was recorded", "[domain][verdict]") {
    StatementWorld world;
    world.open();
    REQUIRE(!world.answer(world.ghana).refusal);
    const Recorded& entry = world.entries.back();

    const v1::Verdict verdict = told_again(entry);

    REQUIRE(verdict.has_receipt());
    CHECK(verdict.receipt().index() == entry.facts.index);
    CHECK(verdict.receipt().leaf_hash() == entry.facts.leaf_hash.str());
    CHECK(verdict.receipt().recorded_at() == to_ms(entry.facts.recorded_at));
    CHECK(verdict.receipt().received_at() == entry.event.received_at());
    CHECK(verdict.receipt().subject() == world.id);
}

TEST_CASE("a late answer is refused in the same words when it comes again", "[domain][verdict]") {
    StatementWorld world;
    world.open();
    world.now = world.deadline() + 1ms;
    const Decision first = world.answer(world.ghana);
    const Recorded& entry = world.entries.back();
    REQUIRE(entry.event.has_position_received_late());

    const v1::Verdict verdict = told_again(entry);

    REQUIRE(verdict.has_refusal());
    CHECK(verdict.refusal().has_index());
    CHECK(verdict.refusal().index() == entry.facts.index);
    v1::Refusal without_index = verdict.refusal();
    without_index.clear_has_index();
    without_index.clear_index();
    CHECK(without_index.SerializeAsString() == first.refusal->SerializeAsString());
}

TEST_CASE("every act of a statement names it in its receipt", "[domain][verdict]") {
    StatementWorld world;
    const std::size_t before = world.entries.size();
    world.open(1);
    REQUIRE(!world.answer(world.ghana).refusal);
    REQUIRE(!world.submit(world.extending(world.deadline() + 1h), world.lead).refusal);
    REQUIRE(!world.close().refusal);
    REQUIRE(!world.submit(world.publishing(), world.lead).refusal);

    REQUIRE(world.entries.size() == before + 8);
    for (std::size_t at = before; at < world.entries.size(); ++at)
        CHECK(told_again(world.entries[at]).receipt().subject() == world.id);
}
