// What a reader may do next with an alert: named by its view, and what it names is not refused.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/zone.hpp"
#include "server/domain/views.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Steps = std::set<std::string>;

Steps steps(const SmallCoalition& small, const std::string& id, const Asker& asker) {
    const auto view =
        show_alert(small.world.state, small.reader(asker), id, small.world.now, zone_offset);
    REQUIRE(view);
    return {view->next_steps().begin(), view->next_steps().end()};
}

} // namespace

TEST_CASE("a draft is approved by another person and cancelled by who leads", "[domain][steps]") {
    SmallCoalition small;
    const std::string id = small.raise(shutdown_in("MM"), small.lead).subject;

    CHECK(steps(small, id, small.lead) == Steps{"cancel_alert"});
    CHECK(steps(small, id, small.other_lead) == Steps{"approve_alert", "cancel_alert"});
    CHECK(steps(small, id, small.chair) == Steps{"approve_alert"});
    CHECK(steps(small, id, small.auditor).empty());
}

TEST_CASE("in an exercise who raised it does not approve it as one of two", "[domain][steps]") {
    SmallCoalition small(Founding::exercise_only);
    v1::AlertContent content = shutdown_in("MM");
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    const std::string id = small.raise(content, small.lead).subject;

    CHECK(steps(small, id, small.lead) == Steps{"cancel_alert"});
}

TEST_CASE("a government that is asked answers once and may take it back", "[domain][steps]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::GREEN));

    CHECK(steps(small, id, small.ghana) == Steps{"acknowledge_alert"});
    CHECK(steps(small, id, small.observer).empty());
    small.acknowledge(id, small.ghana);
    CHECK(steps(small, id, small.ghana) == Steps{"retract_acknowledgement"});
    CHECK(steps(small, id, small.ghana_deputy) == Steps{"retract_acknowledgement"});
}

TEST_CASE("who leads a live alert steers it and rings again when it may", "[domain][steps]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    const Steps all = {
        "acknowledge_alert",
        "cancel_alert",
        "close_alert",
        "relabel",
        "report_situation",
        "ring_again",
        "update_alert"};

    CHECK(steps(small, id, small.lead) == all);
    Steps support = all; // Of no government; it approved the alert, so it may relabel it.
    support.erase("acknowledge_alert");
    CHECK(steps(small, id, small.support) == support);

    v1::Command ring = small.world.command();
    ring.mutable_ring_again()->set_alert_id(id);
    REQUIRE(!small.world.submit(ring, small.lead).refusal);
    CHECK(!steps(small, id, small.lead).contains("ring_again"));
    small.world.now += 5min;
    CHECK(steps(small, id, small.lead).contains("ring_again"));
}

TEST_CASE("alerts about one place are merged and others are not", "[domain][steps]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.issued(shutdown_in("TD"));
    CHECK(!steps(small, id, small.lead).contains("merge_alerts"));

    small.issued(shutdown_in("MM"));
    CHECK(steps(small, id, small.lead).contains("merge_alerts"));
    CHECK(!steps(small, id, small.ghana).contains("merge_alerts"));
}

TEST_CASE("what is over is reported on and reviewed and nothing else", "[domain][steps]") {
    SmallCoalition small;
    const std::string closed = small.issued(shutdown_in("MM"));
    small.close(closed, 1, small.lead);
    const std::string cancelled = small.issued(shutdown_in("TD"));
    small.cancel(cancelled, 1, small.lead);

    CHECK(steps(small, closed, small.lead) == Steps{"report_situation", "write_review"});
    CHECK(steps(small, cancelled, small.lead) == Steps{"write_review"});
    CHECK(steps(small, closed, small.ghana).empty());
}

TEST_CASE("who has handed over to a colleague is offered nothing", "[domain][steps]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    v1::Command away = small.world.command();
    away.mutable_delegate()->set_to(small.ghana_deputy.person.str());
    away.mutable_delegate()->set_starts(to_ms(small.world.now));
    away.mutable_delegate()->set_ends(to_ms(small.world.now + 24h));
    REQUIRE(!small.world.submit(away, small.ghana).refusal);

    CHECK(steps(small, id, small.ghana).empty());
    CHECK(steps(small, id, small.ghana_deputy) == Steps{"acknowledge_alert"});
}
