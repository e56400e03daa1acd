// When a case's report is made: not before a checkpoint has what happened in it.
// SPDX-License-Identifier: Apache-2.0
#include "storage/guard.hpp"
#include "tests/engine/support.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

namespace tocsin::engine::test {
namespace {

v1::Query report_on(const std::string& subject) {
    v1::Query query;
    query.mutable_show_report()->set_subject(subject);
    return query;
}

// A question under way, whose answer may come later.
struct Asked {
    Asked(World& world, const Person& person, v1::Query query) {
        query.set_query_id(world.new_id().str());
        world.engine().ask(world.reader(person), person.key, query, [&](v1::Answer given) {
            answer = std::move(given);
        });
    }

    boost::json::object report() const {
        return boost::json::parse(answer->report().json()).as_object();
    }

    std::uint64_t size() const { return report().at("size").to_number<std::uint64_t>(); }

    std::optional<v1::Answer> answer;
};

TEST_CASE(
    "who acted a moment ago finds it in the report and waits for the checkpoint that has it",
    "[engine][report]"
) {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    world.clock.pass(2s);
    world.engine().beat();
    REQUIRE(world.run_until([&] {
        return world.engine().root_at(world.engine().shown().size).has_value();
    }));
    const auto index = world.does(coalition.ghana, acknowledge(alert)).receipt().index();

    Asked asked(world, coalition.ghana, report_on(alert));
    REQUIRE(!world.engine().root_at(index + 1)); // at most one a second
    CHECK(!asked.answer);
    world.clock.pass(1s);
    world.engine().beat();

    REQUIRE(world.run_until([&] { return asked.answer.has_value(); }));
    REQUIRE(asked.answer->has_report());
    CHECK(asked.size() > index);
    const auto report = asked.report();
    const auto& of_alert = report.at("exercises").at("alerts").at(0);
    CHECK(of_alert.at("acknowledged").at("count") == 1);
}

TEST_CASE("a report is made of what is proven when no checkpoint comes", "[engine][report]") {
    World world;
    REQUIRE(!world.start());
    const Coalition coalition(world);
    const std::string alert = issue(world, coalition);
    world.run_rounds(50);
    storage::Guard guard(world.place.path(), {}, {world.engine().log_key()});
    const storage::Checkpoint foreign{world.origin, {1'000'000, Digest{}}};
    REQUIRE(guard.release(storage::sign_checkpoint(foreign, *world.key)).has_value());
    world.clock.pass(2s);
    world.engine().beat();
    const auto index = world.does(coalition.ghana, acknowledge(alert)).receipt().index();
    REQUIRE(world.run_until([&] { return world.engine().health().halted; }));

    Asked asked(world, coalition.ghana, report_on(alert));
    world.run_rounds(50);
    CHECK(!asked.answer);
    world.clock.pass(3s);
    world.engine().beat();

    REQUIRE(world.run_until([&] { return asked.answer.has_value(); }));
    REQUIRE(asked.answer->has_report());
    CHECK(asked.size() <= index);
}

} // namespace
} // namespace tocsin::engine::test
