// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words.hpp"

#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

std::string name_of(std::string_view code) {
    return code == "GH" ? "Ghana" : std::string(code);
}

v1::Event position(v1::Position::Stance stance) {
    v1::Event event;
    event.mutable_position_taken()->set_party("GH");
    event.mutable_position_taken()->set_stance(stance);
    event.mutable_position_taken()->set_version(2);
    return event;
}

} // namespace

TEST_CASE("every event has a name and a sentence of one line", "[domain][words]") {
    const auto* branches = v1::Event::descriptor()->FindOneofByName("event");
    for (int at = 0; at < branches->field_count(); ++at) {
        const auto* branch = branches->field(at);
        v1::Event event;
        event.GetReflection()->MutableMessage(&event, branch);
        INFO(branch->name());

        CHECK(event_name(event) == branch->name());
        const std::string sentence = words(event, name_of);
        CHECK(sentence.size() > 10);
        CHECK(sentence.find('\n') == std::string::npos);
    }
    CHECK(event_name(v1::Event()).empty());
    CHECK(!words(v1::Event(), name_of).empty());
}

TEST_CASE("a signature reads like a sentence", "[domain][words]") {
    CHECK(words(position(v1::Position::SIGN), name_of) == "Ghana signed (version 2)");
    CHECK(
        words(position(v1::Position::NOT_JOINING), name_of) == "Ghana is not joining (version 2)"
    );
    v1::Event again = position(v1::Position::ABSTAIN);
    again.mutable_position_taken()->set_supersedes(digest_of("leaf", 1).str());
    CHECK(words(again, name_of) == "Ghana abstained (version 2), replacing its earlier answer");
}

TEST_CASE("every stance has words of its own", "[domain][words]") {
    std::set<std::string> told;
    for (int stance = v1::Position::SIGN; stance <= v1::Position::DISSOCIATION; ++stance)
        told.insert(words(position(static_cast<v1::Position::Stance>(stance)), name_of));

    CHECK(told.size() == 11);
}

TEST_CASE("a closing tells the count", "[domain][words]") {
    v1::Event event;
    v1::ProcedureClosed& closed = *event.mutable_procedure_closed();
    closed.set_outcome(v1::ProcedureClosed::ADOPTED);
    closed.mutable_tally()->set_signed_(12);
    closed.mutable_tally()->set_entitled(41);

    CHECK(
        words(event, name_of) == "The procedure closed and was adopted: 12 of 41 governments signed"
    );
}

TEST_CASE("a note of several lines stays one line", "[domain][words]") {
    v1::Event event;
    event.mutable_note_added()->set_text("Called the ministry.\nNobody answered.");

    CHECK(words(event, name_of) == "A note was added: Called the ministry. …");
}

TEST_CASE(
    "an event says what it is about and who acted and what time it claims", "[domain][words]"
) {
    StatementWorld world;
    world.open();
    SignOn text = world.text(world.ghana);
    text.time_seconds -= 60;
    REQUIRE(!world.submit(world.taking(text), world.ghana).refusal);
    const v1::Event& event = world.entries.back().event;
    v1::Event alert;
    alert.mutable_alert_issued()->set_alert_id("al-1");
    alert.mutable_alert_issued()->mutable_content()->mutable_onset()->set_at(17);

    CHECK(subject_of(event) == world.id);
    CHECK(party_of(event) == "GH");
    CHECK(claimed_at(event) == to_ms(world.now) - 60'000);
    CHECK(subject_of(alert) == "al-1");
    CHECK(claimed_at(alert) == 17);
    CHECK(party_of(alert).empty());
    CHECK(subject_of(v1::Event()).empty());
}
