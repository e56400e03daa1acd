// The demo's tables: the members, the persons, the cases.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_cases.hpp"
#include "server/app/demo_members.hpp"
#include "server/app/demo_persons.hpp"
#include "server/wire/codec.hpp"
#include "server/wire/text_rules.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace tocsin;
using namespace tocsin::app;

TEST_CASE("the demo's members are the 42 governments of early 2026 in the five regional groups") {
    std::map<v1::Party::Region, int> groups;
    std::set<std::string> codes;
    for (const auto& member : demo_members()) {
        ++groups[member.region];
        codes.insert(member.code);
        CHECK(wire::is_country(member.code));
        CHECK_FALSE(wire::unfit(member.zone, v1::ZONE));
    }

    CHECK(codes.size() == 42);
    CHECK(codes.contains("US"));
    CHECK(groups[v1::Party::AFG] == 4);
    CHECK(groups[v1::Party::APG] == 4);
    CHECK(groups[v1::Party::EEG] == 10);
    CHECK(groups[v1::Party::GRULAC] == 5);
    CHECK(groups[v1::Party::WEOG] == 19);
}

TEST_CASE("the demo's persons are functions with a key each and the same in every demo") {
    REQUIRE(storage::init_crypto());
    const auto persons = demo_persons();
    const auto again = demo_persons();

    REQUIRE(persons.size() == 128);
    std::set<std::string> slugs;
    std::set<PersonId> ids;
    for (std::size_t i = 0; i < persons.size(); ++i) {
        slugs.insert(persons[i].slug);
        ids.insert(persons[i].id);
        CHECK(persons[i].id == again[i].id);
        CHECK(persons[i].key.public_key() == again[i].key.public_key());
    }
    CHECK(slugs.size() == persons.size());
    CHECK(ids.size() == persons.size());
    for (const auto* slug :
         {"focal-gh",
          "deputy-gh",
          "mission-gh",
          "lead",
          "lead-2",
          "chair",
          "support-1",
          "support-2",
          "auditor",
          "adviser-access-now",
          "observer-unesco"})
        CHECK(slugs.contains(slug));
}

TEST_CASE("every case of the demo keeps the limits of the wire") {
    CHECK(demo_cases().size() == 16);
    for (const auto& fact : demo_cases()) {
        const auto refusal = wire::check_limits(content_of(fact));
        if (refusal) FAIL_CHECK(fact.id << ": " << refusal->field() << " " << refusal->why());
    }
}
