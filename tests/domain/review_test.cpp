// An alert promises when it will be looked at again; at that instant the server calls for it, once.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ladder.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// Asks for nothing, so that nothing but the review falls due.
v1::AlertContent reviewed_by(Instant at) {
    v1::AlertContent content = shutdown_in("MM");
    content.set_requested_answer(v1::AlertContent::NONE_REQUESTED);
    content.set_review_by(to_ms(at));
    return content;
}

v1::Command calling(LadderWorld& small, const std::string& id, Instant review_by) {
    v1::Command command = small.world.command();
    command.mutable_call_review()->set_alert_id(id);
    command.mutable_call_review()->set_review_by(to_ms(review_by));
    return command;
}

} // namespace

TEST_CASE("a review is called when it was promised, and once", "[domain][review]") {
    LadderWorld small;
    const Instant by = small.world.now + 2h;
    const std::string id = small.issued(reviewed_by(by));

    CHECK(small.wait_until(by - 1ms).empty());
    const std::vector<v1::Event> events = small.wait_until(by);
    REQUIRE(events.size() == 1);
    CHECK(events.front().review_fell_due().review_by() == to_ms(by));
    CHECK(!small.review_at(id));
    CHECK(small.wait_until(by + 24h).empty());

    // An update that promises the same instant promises nothing new.
    small.update(id, 1, reviewed_by(by), true, small.lead);
    CHECK(!small.review_at(id));
    small.update(id, 2, reviewed_by(by + 48h), false, small.lead);
    CHECK(small.review_at(id) == by + 48h);
}

TEST_CASE("an update moves the review or takes it away", "[domain][review]") {
    LadderWorld small;
    const Instant by = small.world.now + 2h;
    const std::string id = small.issued(reviewed_by(by));

    small.update(id, 1, reviewed_by(by + 1h), false, small.lead);
    CHECK(small.wait_until(by).empty());
    CHECK(small.review_at(id) == by + 1h);
    small.update(id, 2, reviewed_by({}), false, small.lead);
    CHECK(!small.review_at(id));
}

TEST_CASE("a draft approved after its review is called for at once", "[domain][review]") {
    LadderWorld small;
    const std::string id = small.raise(reviewed_by(small.world.now + 1h), small.lead).subject;
    small.world.now += 2h;
    small.approve(id, small.support);

    CHECK(small.wait_until(small.world.now).size() == 1);
    CHECK(small.wait_until(small.world.now).empty());
}

TEST_CASE("an update that names a past instant calls for no review", "[domain][review]") {
    LadderWorld small;
    const std::string id = small.issued(reviewed_by(small.world.now + 1h));
    small.world.now += 30min;

    small.update(id, 1, reviewed_by(small.world.now), false, small.lead);

    CHECK(!small.review_at(id));
}

TEST_CASE("an alert that ended is reviewed no more", "[domain][review]") {
    LadderWorld small;
    const Instant by = small.world.now + 2h;
    const std::string id = small.issued(reviewed_by(by));
    small.close(id, 1, small.lead);

    CHECK(!small.review_at(id));
    small.world.now = by;
    CHECK(code_of(small.world.decide(calling(small, id, by), server)) == v1::Refusal::WRONG_STATE);
}

TEST_CASE("the server calls for no review that is not due", "[domain][review]") {
    LadderWorld small;
    const Instant by = small.world.now + 2h;
    const std::string id = small.issued(reviewed_by(by));
    const std::string none = small.issued(reviewed_by({}));

    CHECK(code_of(small.world.decide(calling(small, id, by), server)) == v1::Refusal::WRONG_STATE);
    small.world.now = by + 1h;
    CHECK(
        code_of(small.world.decide(calling(small, id, by + 1h), server)) == v1::Refusal::WRONG_STATE
    );
    CHECK(
        code_of(small.world.decide(calling(small, none, {}), server)) == v1::Refusal::WRONG_STATE
    );
    CHECK(
        code_of(small.world.decide(calling(small, "al-none", by), server)) == v1::Refusal::NOT_FOUND
    );
    CHECK(!small.world.decide(calling(small, id, by), server).refusal);
}

TEST_CASE("that a review is due is told to those who lead", "[domain][review]") {
    LadderWorld small;
    const Instant by = small.world.now + 2h;
    small.issued(reviewed_by(by));
    const Visibility visibility = visibility_of(small.world.state, small.wait_until(by).front());

    CHECK(may_see(visibility, small.reader(small.lead)));
    CHECK(may_see(visibility, small.reader(small.support)));
    CHECK(!may_see(visibility, small.reader(small.ghana)));
}
