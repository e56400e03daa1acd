// Signals that are not raised, duplicates that are merged, and the situation on the ground.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

std::string signalled(SmallCoalition& small, const v1::AlertContent& content, const Asker& by) {
    v1::Command command = small.world.command();
    *command.mutable_submit_signal()->mutable_content() = content;
    return small.world.submit(command, by).subject;
}

Decision dismiss(SmallCoalition& small, const std::string& signal, const Asker& by) {
    v1::Command command = small.world.command();
    command.mutable_dismiss_signal()->set_signal_id(signal);
    command.mutable_dismiss_signal()->set_reason("A power cut.");
    return small.world.submit(command, by);
}

Decision
join(SmallCoalition& small, const std::string& signal, const std::string& alert, const Asker& by) {
    v1::Command command = small.world.command();
    command.mutable_join_signal()->set_signal_id(signal);
    command.mutable_join_signal()->set_alert_id(alert);
    return small.world.submit(command, by);
}

Decision raise_from(SmallCoalition& small, const std::string& signal, const Asker& by) {
    v1::Command command = small.world.command();
    *command.mutable_raise_alert()->mutable_content() = shutdown_in("MM");
    command.mutable_raise_alert()->set_from_signal(signal);
    return small.world.submit(command, by);
}

v1::AlertContent exercise_in(const std::string& country) {
    v1::AlertContent content = shutdown_in(country);
    content.set_status(v1::AlertContent::STATUS_EXERCISE);
    return content;
}

} // namespace

TEST_CASE("a signal that is dismissed is no candidate any more", "[domain][signal]") {
    SmallCoalition small;
    const std::string signal = signalled(small, shutdown_in("MM"), small.machine);
    REQUIRE(!dismiss(small, signal, small.lead).refusal);
    CHECK(small.world.state.signals.at(SignalId{signal}).dismissed_because == "A power cut.");

    const std::string alert = small.issued(shutdown_in("MM"));
    CHECK(dismiss(small, signal, small.lead).refusal->state() == "DISMISSED");
    CHECK(join(small, signal, alert, small.lead).refusal->state() == "DISMISSED");
    CHECK(raise_from(small, signal, small.lead).refusal->state() == "DISMISSED");
}

TEST_CASE("few dismiss and join signals and the others do not know of them", "[domain][signal]") {
    SmallCoalition small;
    const std::string alert = small.issued(shutdown_in("MM"));
    const std::string signal = signalled(small, shutdown_in("MM"), small.ghana);

    // Who sent it reads it, the chair as well; who does neither is told there is none.
    for (const Asker& asker : {small.ghana, small.chair}) {
        CHECK(code_of(dismiss(small, signal, asker)) == v1::Refusal::FORBIDDEN);
        CHECK(code_of(join(small, signal, alert, asker)) == v1::Refusal::FORBIDDEN);
    }
    CHECK(code_of(dismiss(small, signal, small.norway)) == v1::Refusal::NOT_FOUND);
    CHECK(code_of(dismiss(small, "si-nothing", small.lead)) == v1::Refusal::NOT_FOUND);
    CHECK(code_of(join(small, signal, "al-nothing", small.lead)) == v1::Refusal::NOT_FOUND);
    // An adviser who leads reads signals, but not an AMBER alert.
    CHECK(code_of(join(small, signal, alert, small.adviser_lead)) == v1::Refusal::NOT_FOUND);
    CHECK(!join(small, signal, alert, small.support).refusal);
}

TEST_CASE("a signal that is joined is one more report of a live alert", "[domain][signal]") {
    SmallCoalition small;
    const std::string first = signalled(small, shutdown_in("MM"), small.machine);
    const std::string second = signalled(small, shutdown_in("MM"), small.ghana);
    const std::string alert = raise_from(small, first, small.lead).subject;
    CHECK(code_of(join(small, second, alert, small.lead)) == v1::Refusal::WRONG_STATE);
    small.approve(alert, small.support);

    REQUIRE(!join(small, second, alert, small.lead).refusal);

    const std::vector<SignalId> reports{SignalId{first}, SignalId{second}};
    CHECK(small.alert(alert).reports == reports);
    CHECK(small.world.state.signals.at(SignalId{second}).raised_as == AlertId{alert});
    CHECK(std::is_sorted(small.alert(alert).trail.begin(), small.alert(alert).trail.end()));
    CHECK(small.alert(alert).trail.size() == 5); // Two signals, drafted, issued, joined.
    for (const std::string& used : {first, second}) {
        CHECK(join(small, used, alert, small.lead).refusal->state() == "RAISED");
        CHECK(dismiss(small, used, small.lead).refusal->state() == "RAISED");
        CHECK(raise_from(small, used, small.lead).refusal->state() == "RAISED");
    }
}

TEST_CASE("a signal joins an alert of its own realm", "[domain][signal]") {
    SmallCoalition small;
    const std::string alert = small.issued(shutdown_in("MM"));
    const std::string signal = signalled(small, exercise_in("MM"), small.ghana);

    CHECK(join(small, signal, alert, small.lead).refusal->field() == "signal_id");
}

TEST_CASE("what is corroborated or attributed has independent sources", "[domain][signal]") {
    SmallCoalition small;
    for (const auto verification : {v1::AlertContent::CORROBORATED, v1::AlertContent::ATTRIBUTED}) {
        v1::AlertContent content = shutdown_in("MM");
        content.set_verification(verification);
        add_source(content, "First");
        CHECK(code_of(small.raise(content, small.lead)) == v1::Refusal::EVIDENCE_REQUIRED);
        const std::string id = small.issued(shutdown_in("MM"));
        CHECK(
            code_of(small.update(id, 1, content, false, small.lead)) ==
            v1::Refusal::EVIDENCE_REQUIRED
        );
        add_source(content, "Second");
        CHECK(!small.update(id, 1, content, false, small.lead).refusal);
        CHECK(!small.raise(content, small.lead).refusal);
    }
    v1::AlertContent disputed = shutdown_in("MM");
    disputed.set_verification(v1::AlertContent::DISPUTED);
    CHECK(!small.raise(disputed, small.lead).refusal);
}

TEST_CASE("what is retracted is cancelled and not sent out", "[domain][signal]") {
    SmallCoalition small;
    v1::AlertContent retracted = shutdown_in("MM");
    retracted.set_verification(v1::AlertContent::RETRACTED);
    const std::string id = small.issued(shutdown_in("MM"));

    CHECK(small.raise(retracted, small.lead).refusal->field() == "content.verification");
    CHECK(
        small.update(id, 1, retracted, true, small.lead).refusal->field() == "content.verification"
    );
}
