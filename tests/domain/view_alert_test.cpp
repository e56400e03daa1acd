// What may be asked about alerts, inbox and roster, cut to its reader.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/zone.hpp"
#include "server/domain/views.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

using Owed = v1::InboxView::Owed;

v1::AlertView shown(const SmallCoalition& small, const std::string& id, const Asker& asker) {
    return show_alert(small.world.state, small.reader(asker), id, small.world.now, zone_offset)
        .value();
}

v1::AlertList
listed(const SmallCoalition& small, const Asker& asker, const v1::ListAlerts& query = {}) {
    std::string next;
    return list_alerts(small.world.state, small.reader(asker), query, next);
}

v1::InboxView inbox_of(const SmallCoalition& small, const Asker& asker) {
    return inbox(small.world.state, small.reader(asker), small.world.now);
}

std::vector<Owed::Act> acts(const v1::InboxView& view) {
    std::vector<Owed::Act> acts;
    for (const Owed& owed : view.owed())
        acts.push_back(owed.act());
    return acts;
}

const v1::Reach& line_of(const v1::AlertView& view, const std::string& party) {
    const auto is_it = [&](const v1::Reach& line) { return line.party() == party; };
    return *std::find_if(view.reach().begin(), view.reach().end(), is_it);
}

} // namespace

TEST_CASE("who was never reached stands first with the reason", "[domain][view]") {
    SmallCoalition small;
    small.world.admit("SE");
    small.world.person("SE", {v1::FOCAL_POINT}, true);
    const std::string id = small.issued(shutdown_in("MM"));
    small.deliver(id, 1, small.ghana, v1::Delivery::SEEN);
    small.deliver(id, 1, small.norway, v1::Delivery::FAILED, "connection reset");
    small.deliver(id, 1, small.chile, v1::Delivery::SENT);
    small.acknowledge(id, small.chile);

    const v1::AlertView view = shown(small, id, small.support);

    REQUIRE(view.reach_size() == 6);
    CHECK(view.reach(4).party() == "GH"); // Reached.
    CHECK(view.reach(5).party() == "CL"); // Answered.
    CHECK(line_of(view, "NO").reason() == "connection reset");
    CHECK(line_of(view, "SE").reason() == "nobody of it has a key yet");
    CHECK(line_of(view, "SE").persons_without_key() == 1);
    CHECK(line_of(view, "GH").reason().empty());
    CHECK(line_of(view, "CL").reason().empty());
    CHECK(view.owing() == 6);
    CHECK(view.acknowledged() == 1);
    CHECK(view.not_reached() == 4);
}

TEST_CASE("a government sees who answered but not who was reached", "[domain][view]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    small.deliver(id, 1, small.norway, v1::Delivery::SEEN);
    small.acknowledge(id, small.norway);
    small.deliver(id, 1, small.ghana, v1::Delivery::DELIVERED);

    const v1::AlertView view = shown(small, id, small.ghana);

    CHECK(line_of(view, "NO").acknowledged_at() != 0);
    CHECK(line_of(view, "NO").seen_at() == 0);
    CHECK(line_of(view, "NO").persons() == 0);
    CHECK(line_of(view, "CL").reason().empty());
    CHECK(line_of(view, "GH").delivered_at() != 0); // Its own, always.
    CHECK(view.not_reached() == 0);
}

TEST_CASE("a guest sees its own line and counts nobody", "[domain][view]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::GREEN));
    small.acknowledge(id, small.norway);

    const v1::AlertView view = shown(small, id, small.observer);

    REQUIRE(view.reach_size() == 1);
    CHECK(view.reach(0).party() == "regional-body");
    CHECK(view.owing() == 0);
    CHECK(view.acknowledged() == 0);
    CHECK(listed(small, small.observer).alerts(0).acknowledged() == 0);
}

TEST_CASE("an alert that is not for the reader is not there", "[domain][view]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM", v1::AMBER));

    const auto is_there = [&](const Asker& asker) {
        return show_alert(small.world.state, small.reader(asker), id, small.world.now, zone_offset)
            .has_value();
    };
    CHECK(!is_there(small.observer));
    CHECK(!is_there(small.machine));
    CHECK(listed(small, small.observer).alerts().empty());
    CHECK(!trail(small.world.state, small.reader(small.observer), id));
    CHECK(trail(small.world.state, small.reader(small.ghana), id)->size() == 2);
}

TEST_CASE("the list is newest first and filtered", "[domain][view]") {
    SmallCoalition small;
    const std::string older = small.issued(shutdown_in("MM"));
    v1::AlertContent minor = shutdown_in("TD");
    minor.set_severity(v1::AlertContent::MINOR);
    const std::string newer = small.issued(minor);
    const std::string closed = small.issued(shutdown_in("MM"));
    small.close(closed, 1, small.lead);
    const std::string draft = small.raise(shutdown_in("MM"), small.lead).subject;

    const v1::AlertList live = listed(small, small.ghana);
    REQUIRE(live.alerts_size() == 2);
    CHECK(live.alerts(0).alert_id() == newer);
    CHECK(live.alerts(1).alert_id() == older);

    v1::ListAlerts query;
    query.set_all(true);
    CHECK(listed(small, small.ghana, query).alerts_size() == 3);
    query.set_country("MM");
    CHECK(listed(small, small.ghana, query).alerts_size() == 2);
    query = {};
    query.set_at_least(v1::AlertContent::SEVERE);
    CHECK(listed(small, small.ghana, query).alerts_size() == 1);
    query = {};
    query.set_drafts(true);
    REQUIRE(listed(small, small.support, query).alerts_size() == 1);
    CHECK(listed(small, small.support, query).alerts(0).alert_id() == draft);
    CHECK(listed(small, small.ghana, query).alerts().empty());
}

TEST_CASE("a candidate signal is listed among the drafts until it is raised", "[domain][view]") {
    SmallCoalition small;
    v1::Command signal = small.world.command();
    *signal.mutable_submit_signal()->mutable_content() = shutdown_in("MM");
    const std::string id = small.world.submit(signal, small.machine).subject;
    v1::ListAlerts query;
    query.set_drafts(true);

    REQUIRE(listed(small, small.lead, query).alerts_size() == 1);
    CHECK(listed(small, small.lead, query).alerts(0).state() == v1::AlertView::SIGNAL);
    CHECK(shown(small, id, small.machine).state() == v1::AlertView::SIGNAL);

    v1::Command raise = small.world.command();
    *raise.mutable_raise_alert()->mutable_content() = shutdown_in("MM");
    raise.mutable_raise_alert()->set_from_signal(id);
    small.world.submit(raise, small.lead);
    REQUIRE(listed(small, small.lead, query).alerts_size() == 1);
    CHECK(listed(small, small.lead, query).alerts(0).state() == v1::AlertView::DRAFT);
}

TEST_CASE("a long list comes in pages without gap or repetition", "[domain][view]") {
    SmallCoalition small;
    std::set<std::string> expected;
    for (int i = 0; i < 230; ++i)
        expected.insert(small.issued(shutdown_in("MM")));
    v1::ListAlerts query;
    std::set<std::string> seen;
    std::vector<int> sizes;

    std::string next;
    do {
        const auto page = list_alerts(small.world.state, small.reader(small.ghana), query, next);
        sizes.push_back(page.alerts_size());
        for (const auto& line : page.alerts())
            CHECK(seen.insert(line.alert_id()).second);
        query.set_page(next);
    } while (!next.empty());

    CHECK(seen == expected);
    CHECK(sizes == std::vector<int>{100, 100, 30});
}

TEST_CASE("a government's inbox holds what it owes until it answers", "[domain][view]") {
    SmallCoalition small;
    const std::string id = small.issued(shutdown_in("MM"));
    CHECK(acts(inbox_of(small, small.ghana)) == std::vector{Owed::ACKNOWLEDGE});
    CHECK(inbox_of(small, small.observer).owed().empty());
    CHECK(inbox_of(small, small.auditor).owed().empty());

    small.acknowledge(
        id, small.ghana, v1::AlertAcknowledged::CONSULTING, false, small.world.now + 2h
    );
    REQUIRE(acts(inbox_of(small, small.ghana_deputy)) == std::vector{Owed::ACKNOWLEDGE});
    CHECK(inbox_of(small, small.ghana_deputy).owed(0).deadline() == to_ms(small.world.now + 2h));

    small.acknowledge(id, small.ghana, v1::AlertAcknowledged::ACTING, true);
    CHECK(inbox_of(small, small.ghana).owed().empty());
    CHECK(inbox_of(small, small.norway).owed_size() == 1);
    small.close(id, 1, small.lead);
    CHECK(inbox_of(small, small.norway).owed().empty());
}

TEST_CASE("the inbox asks for the second person and never the first", "[domain][view]") {
    SmallCoalition small;
    small.raise(shutdown_in("MM"), small.lead);

    CHECK(inbox_of(small, small.lead).owed().empty());
    CHECK(acts(inbox_of(small, small.other_lead)) == std::vector{Owed::APPROVE});
    CHECK(acts(inbox_of(small, small.chair)) == std::vector{Owed::APPROVE});
    CHECK(inbox_of(small, small.ghana).owed().empty());
}

TEST_CASE("a key waits in the inbox of those who may confirm it", "[domain][view]") {
    SmallCoalition small;
    const Asker colleague = small.world.person("support-unit", {v1::SUPPORT});
    v1::Command invite = small.world.command();
    invite.mutable_invite_person()->set_party("GH");
    invite.mutable_invite_person()->add_roles(v1::FOCAL_POINT);
    invite.mutable_invite_person()->set_code_sha256(digest_of("code", 1).str());
    small.world.submit(invite, small.support);
    v1::Command enrol = small.world.command();
    enrol.mutable_enrol_key()->set_code_sha256(digest_of("code", 1).str());
    *enrol.mutable_enrol_key()->mutable_key() = World::key_of(500);
    small.world.submit(enrol, server);

    // Who invited may confirm as well as anybody of the secretariat: it takes two.
    CHECK(acts(inbox_of(small, small.support)) == std::vector{Owed::CONFIRM_KEY});
    CHECK(inbox_of(small, small.lead).owed().empty());
    REQUIRE(acts(inbox_of(small, colleague)) == std::vector{Owed::CONFIRM_KEY});
    CHECK(inbox_of(small, colleague).owed(0).fingerprint() == digest_of("key", 500).str());
}

TEST_CASE("the nearest deadline stands first in the inbox", "[domain][view]") {
    SmallCoalition small;
    small.issued(shutdown_in("MM"));
    for (const int hours : {48, 24}) {
        const std::string id = "st-" + std::to_string(hours);
        v1::Event drafted;
        drafted.mutable_procedure_drafted()->set_procedure_id(id);
        drafted.mutable_procedure_drafted()->set_label(v1::AMBER_STRICT);
        drafted.mutable_procedure_drafted()->set_title("Statement");
        small.world.record(std::move(drafted), small.lead.person);
        v1::Event opened;
        opened.mutable_procedure_opened()->set_procedure_id(id);
        opened.mutable_procedure_opened()->set_deadline(to_ms(small.world.now + hours * 1h));
        opened.mutable_procedure_opened()->add_entitled("GH");
        small.world.record(std::move(opened), small.lead.person);
    }

    const v1::InboxView view = inbox_of(small, small.ghana);

    REQUIRE(acts(view) == std::vector{Owed::ANSWER, Owed::ANSWER, Owed::ACKNOWLEDGE});
    CHECK(view.owed(0).subject() == "st-24");
    CHECK(view.owed(1).subject() == "st-48");
    CHECK(acts(inbox_of(small, small.norway)) == std::vector{Owed::ACKNOWLEDGE});
}

TEST_CASE("before it is raised an alert shows exactly whom it would reach", "[domain][view]") {
    SmallCoalition small;
    small.world.admit("SE");
    v1::Preview query;
    *query.mutable_content() = shutdown_in("MM", v1::GREEN);
    const State& state = small.world.state;

    const auto view = preview(state, small.reader(small.lead), query, small.world.now);

    REQUIRE(view);
    CHECK(view->governments() == 6);
    CHECK(view->others() == 2);
    CHECK(view->persons() == 10);
    REQUIRE(view->no_channel_size() == 1);
    CHECK(view->no_channel(0) == "SE");
    CHECK(!preview(state, small.reader(small.observer), query, small.world.now));

    query = {};
    query.set_alert_id(small.raise(shutdown_in("MM"), small.lead).subject);
    CHECK(preview(state, small.reader(small.chair), query, small.world.now)->governments() == 6);
    query.set_alert_id("al-nothing");
    CHECK(!preview(state, small.reader(small.chair), query, small.world.now));
}

TEST_CASE("parties are listed as of an instant", "[domain][view]") {
    SmallCoalition small;
    const Instant left = small.world.now;
    small.world.withdraw("GH", left);

    const Reader reader = small.reader(small.chair);
    CHECK(list_parties(small.world.state, reader, left - 1ms).governments() == 5);
    const v1::PartyList now = list_parties(small.world.state, reader, left);
    CHECK(now.governments() == 4);
    CHECK(now.parties_size() == 7);
}

TEST_CASE("others than the secretariat see the persons of their own party", "[domain][view]") {
    SmallCoalition small;
    std::string next;
    const State& state = small.world.state;
    v1::ListPersons query;

    CHECK(list_persons(state, small.reader(small.support), query, next).persons_size() == 13);
    CHECK(list_persons(state, small.reader(small.ghana), query, next).persons_size() == 2);
    CHECK(list_persons(state, small.reader(small.machine), query, next).persons().empty());
    query.set_party("NO");
    CHECK(list_persons(state, small.reader(small.ghana), query, next).persons().empty());
    CHECK(list_persons(state, small.reader(small.auditor), query, next).persons_size() == 1);
}

TEST_CASE("persons come in pages too", "[domain][view]") {
    SmallCoalition small;
    for (int i = 0; i < 120; ++i)
        small.world.person("GH", {v1::FOCAL_POINT});
    v1::ListPersons query;
    std::string next;
    const State& state = small.world.state;

    CHECK(list_persons(state, small.reader(small.support), query, next).persons_size() == 100);
    query.set_page(next);
    CHECK(list_persons(state, small.reader(small.support), query, next).persons_size() == 33);
    CHECK(next.empty());
}

TEST_CASE("who asks is told who he is", "[domain][view]") {
    SmallCoalition small;

    const auto view = who_am_i(small.world.state, small.reader(small.ghana), small.ghana.key);

    CHECK(view.party() == "GH");
    CHECK(view.party_name() == "The Party of GH");
    CHECK(view.roles(0) == v1::FOCAL_POINT);
    CHECK(view.key_fingerprint() == small.ghana.key.str());
    CHECK(!view.exercise_only());
}
