// Duplicates are merged without losing a report or a note; the situation outlives the response.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

Decision merge(
    SmallCoalition& small, const std::string& kept, const std::string& duplicate, const Asker& by
) {
    v1::Command command = small.world.command();
    command.mutable_merge_alerts()->set_alert_id(kept);
    command.mutable_merge_alerts()->set_duplicate(duplicate);
    command.mutable_merge_alerts()->set_reason("One shutdown, reported twice.");
    return small.world.submit(command, by);
}

v1::Command situation(World& world, const std::string& alert, v1::Situation::Status status) {
    v1::Command command = world.command();
    command.mutable_report_situation()->set_alert_id(alert);
    command.mutable_report_situation()->mutable_situation()->set_status(status);
    return command;
}

void draft(World& world, const std::string& id, const std::string& alert, bool open) {
    v1::Event drafted;
    drafted.mutable_procedure_drafted()->set_procedure_id(id);
    drafted.mutable_procedure_drafted()->set_alert_id(alert);
    drafted.mutable_procedure_drafted()->set_label(v1::AMBER_STRICT);
    world.record(drafted, {});
    if (!open) return;
    v1::Event opened;
    opened.mutable_procedure_opened()->set_procedure_id(id);
    opened.mutable_procedure_opened()->set_deadline(to_ms(world.now + 24h));
    world.record(opened, {});
}

// Questions that were put, by the procedures' ids, in their order.
std::vector<std::string> questions(const Decision& decision) {
    std::vector<std::string> ids;
    for (const v1::Event& event : decision.events)
        if (event.has_procedure_questioned())
            ids.push_back(event.procedure_questioned().procedure_id());
    return ids;
}

} // namespace

TEST_CASE("nothing of a merged duplicate is lost", "[domain][merge]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string kept = small.issued(shutdown_in("MM"));
    const std::string duplicate = small.issued(shutdown_in("MM"));
    small.note(kept, small.norway);
    world.now += 1s;
    small.note(duplicate, small.chile);
    world.now += 1s;
    small.note(kept, small.ghana);
    small.acknowledge(kept, small.ghana, v1::AlertAcknowledged::ACTING);
    small.acknowledge(duplicate, small.ghana, v1::AlertAcknowledged::INFORMED);
    small.acknowledge(duplicate, small.norway, v1::AlertAcknowledged::INFORMED);
    draft(world, "st-one", duplicate, true);

    REQUIRE(!merge(small, kept, duplicate, small.lead).refusal);

    const Alert& one = small.alert(kept);
    const Alert& other = small.alert(duplicate);
    CHECK(other.state == Alert::State::merged);
    CHECK(other.merged_into == AlertId{kept});
    CHECK(other.ended_at == world.now);
    CHECK(other.notes.size() == 1);
    REQUIRE(one.notes.size() == 3);
    CHECK(one.notes[1].person == small.chile.person);
    CHECK(one.acknowledgements.at(PartyCode{"GH"}).answer == v1::AlertAcknowledged::ACTING);
    CHECK(one.acknowledgements.at(PartyCode{"NO"}).answer == v1::AlertAcknowledged::INFORMED);
    CHECK(one.acknowledgements.at(PartyCode{"NO"}).message == one.asking);
    CHECK(one.procedures.contains(ProcedureId{"st-one"}));
    CHECK(world.state.procedures.at(ProcedureId{"st-one"}).drafted.alert_id() == kept);
    CHECK(std::is_sorted(one.trail.begin(), one.trail.end()));
    for (const Index index : other.trail)
        CHECK(std::find(one.trail.begin(), one.trail.end(), index) != one.trail.end());
    CHECK(world.replayed().alerts.at(AlertId{kept}).trail == one.trail);
}

TEST_CASE("the reports of a duplicate are reports of what stays", "[domain][merge]") {
    SmallCoalition small;
    v1::Command signal = small.world.command();
    *signal.mutable_submit_signal()->mutable_content() = shutdown_in("MM");
    const std::string report = small.world.submit(signal, small.ghana).subject;
    v1::Command raise = small.world.command();
    *raise.mutable_raise_alert()->mutable_content() = shutdown_in("MM");
    raise.mutable_raise_alert()->set_from_signal(report);
    const std::string duplicate = small.world.submit(raise, small.lead).subject;
    small.approve(duplicate, small.support);
    const std::string kept = small.issued(shutdown_in("MM"));

    merge(small, kept, duplicate, small.support);

    CHECK(small.alert(kept).reports == std::vector{SignalId{report}});
    CHECK(small.world.state.signals.at(SignalId{report}).raised_as == AlertId{kept});
}

TEST_CASE("a merged alert asks nobody and rings nobody any more", "[domain][merge]") {
    SmallCoalition small;
    const std::string kept = small.issued(shutdown_in("MM"));
    const std::string duplicate = small.issued(shutdown_in("MM"));
    for (const auto kind : {Timer::Kind::escalate, Timer::Kind::review})
        small.world.state.timers.set(kind, duplicate, small.world.now + 1h);

    merge(small, kept, duplicate, small.lead);

    for (const Timer& timer : small.world.state.timers.nearest_first())
        CHECK(timer.subject != duplicate);
    const Decision late = small.acknowledge(duplicate, small.ghana);
    REQUIRE(code_of(late) == v1::Refusal::WRONG_STATE);
    CHECK(late.refusal->state() == "MERGED");
    const Decision update = small.update(duplicate, 1, shutdown_in("MM"), true, small.lead);
    CHECK(update.refusal->next().find(kept) != std::string::npos);
}

TEST_CASE("answers that a merging brings stop the ladder of what stays", "[domain][merge]") {
    SmallCoalition small;
    const std::string kept = small.issued(shutdown_in("MM"));
    const std::string duplicate = small.issued(shutdown_in("MM"));
    const auto rings = [&](const std::string& alert) {
        const auto& timers = small.world.state.timers.nearest_first();
        return std::any_of(timers.begin(), timers.end(), [&](const Timer& timer) {
            return timer.kind == Timer::Kind::escalate && timer.subject == alert;
        });
    };
    for (const Asker& asker : {small.ghana, small.norway, small.chile, small.lead})
        small.acknowledge(kept, asker);
    small.acknowledge(duplicate, small.chair);
    REQUIRE(rings(kept));
    REQUIRE(rings(duplicate));

    merge(small, kept, duplicate, small.lead);

    CHECK(!rings(kept));
    CHECK(!rings(duplicate));
}

TEST_CASE("few merge and only what they may read", "[domain][merge]") {
    SmallCoalition small;
    const std::string kept = small.issued(shutdown_in("MM"));
    const std::string duplicate = small.issued(shutdown_in("MM"));

    CHECK(code_of(merge(small, kept, duplicate, small.ghana)) == v1::Refusal::FORBIDDEN);
    CHECK(code_of(merge(small, kept, duplicate, small.adviser_lead)) == v1::Refusal::NOT_FOUND);
    CHECK(code_of(merge(small, kept, "al-nothing", small.lead)) == v1::Refusal::NOT_FOUND);
    CHECK(code_of(merge(small, "al-nothing", kept, small.lead)) == v1::Refusal::NOT_FOUND);
    CHECK(merge(small, kept, kept, small.lead).refusal->field() == "duplicate");
}

TEST_CASE("only live alerts are merged", "[domain][merge]") {
    SmallCoalition small;
    const std::string kept = small.issued(shutdown_in("MM"));
    const std::string draft = small.raise(shutdown_in("MM"), small.lead).subject;
    const std::string closed = small.issued(shutdown_in("MM"));
    small.close(closed, 1, small.lead);

    for (const std::string& other : {draft, closed}) {
        CHECK(code_of(merge(small, kept, other, small.lead)) == v1::Refusal::WRONG_STATE);
        CHECK(code_of(merge(small, other, kept, small.lead)) == v1::Refusal::WRONG_STATE);
    }
}

TEST_CASE("duplicates are of one realm one label one audience and one place", "[domain][merge]") {
    SmallCoalition small;
    const std::string kept = small.issued(shutdown_in("MM"));
    v1::AlertContent exercise = shutdown_in("MM");
    exercise.set_status(v1::AlertContent::STATUS_EXERCISE);
    v1::AlertContent narrow = shutdown_in("MM");
    narrow.mutable_audience()->add_parties("GH");

    CHECK(merge(small, kept, small.issued(exercise), small.lead).refusal->field() == "duplicate");
    CHECK(
        merge(small, kept, small.issued(shutdown_in("UG")), small.lead).refusal->field() ==
        "duplicate"
    );
    for (const v1::AlertContent& other : {shutdown_in("MM", v1::GREEN), narrow}) {
        const Decision decision = merge(small, kept, small.issued(other), small.lead);
        REQUIRE(code_of(decision) == v1::Refusal::WRONG_STATE);
        CHECK(decision.refusal->next() == "Relabel one of them first.");
    }
    v1::AlertContent both = shutdown_in("MM");
    both.add_countries("UG");
    CHECK(!merge(small, kept, small.issued(both), small.lead).refusal);
}

TEST_CASE("merging opens no notes to a member that joined later", "[domain][merge]") {
    SmallCoalition small;
    const std::string earlier = small.issued(shutdown_in("MM"));
    small.world.now += 1h;
    small.world.admit("KE", v1::Party::GOVERNMENT, small.world.now);
    const std::string later = small.issued(shutdown_in("MM"));
    CHECK(code_of(merge(small, later, earlier, small.lead)) == v1::Refusal::WRONG_STATE);
    CHECK(code_of(merge(small, earlier, later, small.lead)) == v1::Refusal::WRONG_STATE);

    v1::Command open = small.world.command();
    open.mutable_open_earlier_items()->set_party("KE");
    open.mutable_open_earlier_items()->add_subjects(earlier);
    REQUIRE(!small.world.submit(open, small.support).refusal);

    CHECK(!merge(small, later, earlier, small.lead).refusal);
}

TEST_CASE(
    "the situation is reported while the alert lives and after it has ended", "[domain][merge]"
) {
    SmallCoalition small;
    World& world = small.world;
    const std::string draft = small.raise(shutdown_in("MM"), small.lead).subject;
    const std::string alert = small.issued(shutdown_in("MM"));
    CHECK(
        code_of(world.decide(situation(world, draft, v1::Situation::ONGOING), small.lead)) ==
        v1::Refusal::WRONG_STATE
    );
    REQUIRE(!world.submit(situation(world, alert, v1::Situation::ONGOING), small.lead).refusal);
    CHECK(small.alert(alert).situation.status() == v1::Situation::ONGOING);
    CHECK(words(world.entries.back().event, [](auto code) {
              return std::string(code);
          }) == "The situation was reported as ongoing");
    small.close(alert, 1, small.lead);

    REQUIRE(!world.submit(situation(world, alert, v1::Situation::PARTLY_RESTORED), small.support)
                 .refusal);

    CHECK(small.alert(alert).state == Alert::State::closed);
    CHECK(small.alert(alert).situation.status() == v1::Situation::PARTLY_RESTORED);
}

TEST_CASE("a false alarm has no situation", "[domain][merge]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string alert = small.issued(shutdown_in("MM"));
    small.cancel(alert, 1, small.lead);

    CHECK(
        code_of(world.decide(situation(world, alert, v1::Situation::RESTORED), small.lead)) ==
        v1::Refusal::WRONG_STATE
    );
}

TEST_CASE("few report the situation and who raised the alert among them", "[domain][merge]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string alert = small.issued(shutdown_in("MM"));
    const auto asked = [&](const Asker& asker) {
        return code_of(world.decide(situation(world, alert, v1::Situation::ONGOING), asker));
    };

    CHECK(asked(small.ghana) == v1::Refusal::FORBIDDEN);
    CHECK(asked(small.observer) == v1::Refusal::NOT_FOUND);
    v1::Event demoted; // The lead leads no more, and still answers for the alert.
    demoted.mutable_person_invited()->set_person(small.lead.person.str());
    demoted.mutable_person_invited()->set_party("NL");
    demoted.mutable_person_invited()->add_roles(v1::FOCAL_POINT);
    world.record(demoted, {});
    CHECK(asked(small.lead) == v1::Refusal::CODE_UNSPECIFIED);
}

TEST_CASE("when the shutdown ends whoever signs about it is told", "[domain][merge]") {
    SmallCoalition small;
    World& world = small.world;
    const std::string alert = small.issued(shutdown_in("MM"));
    draft(world, "st-b", alert, true);
    draft(world, "st-a", alert, true);
    draft(world, "st-c", alert, false);
    const auto told = [&](v1::Situation::Status status) {
        return questions(world.decide(situation(world, alert, status), small.lead));
    };
    const std::vector<std::string> both{"st-a", "st-b"};

    CHECK(told(v1::Situation::RESTORED) == both);
    CHECK(told(v1::Situation::PARTLY_RESTORED) == both);
    CHECK(told(v1::Situation::ONGOING).empty());
    CHECK(told(v1::Situation::UNKNOWN).empty());
    CHECK(questions(small.close(alert, 1, small.lead)) == both); // Closed as restored.
}
