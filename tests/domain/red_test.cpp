// RED is for named persons: what else is said about it is theirs too, and being named opens no
// other label. SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

bool is_shown(const World& world, std::size_t entry, const Asker& asker) {
    const Reader reader = *reader_of(world.state, asker.person, world.now);
    return may_see(visibility_of(world.state, world.entries.at(entry).event), reader);
}

v1::AlertContent red_for(std::initializer_list<Asker> people) {
    v1::AlertContent content = shutdown_in("MM", v1::RED);
    for (const Asker& one : people)
        content.mutable_audience()->add_persons(one.person.str());
    return content;
}

} // namespace

TEST_CASE("an adviser named in a RED alert is not told how governments answered", "[domain][red]") {
    SmallCoalition small;
    const std::string id = small.issued(red_for({small.ghana, small.norway, small.adviser}));
    REQUIRE(!small.acknowledge(id, small.ghana).refusal);
    const std::size_t answer = small.world.entries.size() - 1;

    CHECK(is_shown(small.world, answer, small.norway));
    CHECK(!is_shown(small.world, answer, small.adviser));
    CHECK(may_read(small.alert(id), small.reader(small.adviser)));
}

TEST_CASE("an older RED message is closed to a guest whom today's label closes", "[domain][red]") {
    SmallCoalition small;
    const std::string id = small.issued(red_for({small.ghana, small.observer}));
    const std::size_t issue = small.world.entries.size() - 1;
    REQUIRE(is_shown(small.world, issue, small.observer));

    v1::AlertContent narrowed = red_for({small.ghana, small.observer});
    narrowed.set_label(v1::AMBER_STRICT);
    v1::Command relabel = small.world.command();
    relabel.mutable_relabel()->set_subject(id);
    relabel.mutable_relabel()->set_label(v1::AMBER_STRICT);
    *relabel.mutable_relabel()->mutable_audience() = narrowed.audience();
    relabel.mutable_relabel()->set_reason("For governments.");
    REQUIRE(!small.world.submit(relabel, small.support).refusal);

    CHECK(!is_shown(small.world, issue, small.observer));
    CHECK(is_shown(small.world, issue, small.ghana));
}

TEST_CASE("what is prepared for a RED text is shown to colleagues named in it", "[domain][red]") {
    StatementWorld world;
    const Asker unnamed = world.person("GH", {v1::FOCAL_POINT});
    v1::Event rule;
    rule.mutable_two_person_rule_set()->set_party("GH");
    rule.mutable_two_person_rule_set()->set_required(true);
    world.record(rule, {});
    world.label = v1::RED;
    v1::Command draft = world.drafting();
    for (const Asker& one : {world.ghana, world.ghana_deputy, world.norway})
        draft.mutable_draft_procedure()->mutable_audience()->add_persons(one.person.str());
    world.id = world.submit(draft, world.penholder).subject;
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    REQUIRE(!world.submit(world.opening(), world.penholder).refusal);
    REQUIRE(!world.answer(world.ghana).refusal);
    const std::size_t prepared = world.entries.size() - 1;
    REQUIRE(world.entries[prepared].event.has_position_prepared());

    CHECK(is_shown(world, prepared, world.ghana));
    CHECK(is_shown(world, prepared, world.ghana_deputy));
    CHECK(!is_shown(world, prepared, unnamed));
    CHECK(!is_shown(world, prepared, world.norway));
}

TEST_CASE("who objected is kept to those who act on it, and RED to the named", "[domain][red]") {
    const auto label = GENERATE(v1::AMBER_STRICT, v1::RED);
    StatementWorld world;
    v1::Event policy;
    *policy.mutable_policy_set()->mutable_policy() = default_policy();
    policy.mutable_policy_set()->mutable_policy()->set_objectors_hidden(true);
    world.record(policy, {});
    world.mode = v1::ProcedureDrafted::SILENCE;
    world.label = label;
    v1::Command draft = world.drafting();
    if (label == v1::RED)
        for (const Asker& one : {world.ghana, world.norway})
            draft.mutable_draft_procedure()->mutable_audience()->add_persons(one.person.str());
    world.id = world.submit(draft, world.penholder).subject;
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    REQUIRE(!world.submit(world.opening(), world.penholder).refusal);
    REQUIRE(!world.answer(world.ghana, v1::Position::OBJECT).refusal);
    const std::size_t objection = world.entries.size() - 2; // and then the silence is broken
    REQUIRE(world.entries[objection].event.has_position_taken());

    CHECK(is_shown(world, objection, world.ghana));
    CHECK(is_shown(world, objection, world.penholder));
    CHECK(!is_shown(world, objection, world.norway));
    CHECK(is_shown(world, objection, world.support) == (label != v1::RED));
}
