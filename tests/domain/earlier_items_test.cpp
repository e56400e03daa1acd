// A new member's access to earlier items: an explicit decision, and only what its label allows.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/alerts.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

// Kenya joins after an alert was issued and a statement was put to consultation.
struct Joined {
    SmallCoalition small;
    World& world = small.world;
    std::string alert = small.issued(shutdown_in("MM"));
    std::string statement = consulted();
    Asker kenya;

    Joined() {
        world.now += 24h;
        world.admit("KE", v1::Party::GOVERNMENT, world.now);
        kenya = world.person("KE", {v1::FOCAL_POINT});
    }

    std::string consulted() {
        v1::Event drafted;
        drafted.mutable_procedure_drafted()->set_procedure_id("st-earlier");
        drafted.mutable_procedure_drafted()->set_label(v1::AMBER_STRICT);
        world.record(drafted, {});
        v1::Event opened;
        opened.mutable_consultation_opened()->set_procedure_id("st-earlier");
        world.record(opened, {});
        return "st-earlier";
    }

    v1::Command opening(std::initializer_list<std::string> subjects, const char* party = "KE") {
        v1::Command command = world.command();
        v1::OpenEarlierItems& open = *command.mutable_open_earlier_items();
        open.set_party(party);
        for (const std::string& subject : subjects)
            open.add_subjects(subject);
        open.set_reason("It is still going on.");
        return command;
    }

    bool reads_alert() const { return may_read(small.alert(alert), small.reader(kenya)); }

    bool reads_statement() const {
        return may_read(world.state.procedures.at(ProcedureId{statement}), small.reader(kenya));
    }
};

} // namespace

TEST_CASE("earlier items are opened to a new member by an act of its own", "[domain][earlier]") {
    Joined joined;
    REQUIRE(!joined.reads_alert());
    REQUIRE(!joined.reads_statement());

    const Decision decision =
        joined.world.submit(joined.opening({joined.alert, joined.statement}), joined.small.support);

    REQUIRE(!decision.refusal);
    CHECK(joined.reads_alert());
    CHECK(joined.reads_statement());
    CHECK(!joined.small.alert(joined.alert).owing.contains(PartyCode{"KE"}));
    CHECK(joined.world.replayed().alerts.at(AlertId{joined.alert}).opened_to.size() == 1);
}

TEST_CASE("the secretariat and the chair open earlier items", "[domain][earlier]") {
    Joined joined;
    const auto asked = [&](const Asker& asker) {
        return code_of(joined.world.decide(joined.opening({joined.alert}), asker));
    };

    CHECK(asked(joined.small.lead) == v1::Refusal::FORBIDDEN);
    CHECK(asked(joined.kenya) == v1::Refusal::FORBIDDEN);
    CHECK(asked(joined.small.chair) == v1::Refusal::CODE_UNSPECIFIED);
}

TEST_CASE("earlier items are opened to parties of today", "[domain][earlier]") {
    Joined joined;
    joined.world.withdraw("KE", joined.world.now);

    for (const char* party : {"KE", "FR"})
        CHECK(
            joined.world.decide(joined.opening({joined.alert}, party), joined.small.support)
                .refusal->field() == "party"
        );
}

TEST_CASE("an item that the asker may not read is not there to be opened", "[domain][earlier]") {
    Joined joined;
    v1::AlertContent red = shutdown_in("MM", v1::RED);
    red.mutable_audience()->add_persons(joined.small.norway.person.str());
    const std::string hidden = joined.small.issued(red);

    const Decision decision = joined.world.decide(joined.opening({hidden}), joined.small.chair);
    CHECK(code_of(decision) == v1::Refusal::NOT_FOUND);
    CHECK(
        code_of(joined.world.decide(joined.opening({"al-nothing"}), joined.small.chair)) ==
        v1::Refusal::NOT_FOUND
    );
    // Who approved it reads it: RED is for persons, and a party is none.
    CHECK(
        joined.world.decide(joined.opening({hidden}), joined.small.support).refusal->field() ==
        "subjects"
    );
}

TEST_CASE("what the label does not allow is not opened either", "[domain][earlier]") {
    Joined joined;
    joined.world.admit("new-guest", v1::Party::OBSERVER, joined.world.now);
    v1::AlertContent narrow = shutdown_in("MM");
    narrow.mutable_audience()->add_parties("GH");
    const std::string narrowed = joined.small.issued(narrow);

    CHECK(
        joined.world.decide(joined.opening({joined.alert}, "new-guest"), joined.small.support)
            .refusal->field() == "subjects"
    );
    CHECK(
        joined.world.decide(joined.opening({narrowed}), joined.small.support).refusal->field() ==
        "subjects"
    );
}

TEST_CASE("a draft is shown to nobody and what is open is not opened again", "[domain][earlier]") {
    Joined joined;
    const std::string draft = joined.small.raise(shutdown_in("MM"), joined.small.lead).subject;
    const std::string after = joined.small.issued(shutdown_in("MM"));
    const auto asked = [&](std::initializer_list<std::string> subjects) {
        return code_of(joined.world.decide(joined.opening(subjects), joined.small.support));
    };

    CHECK(asked({draft}) == v1::Refusal::WRONG_STATE);
    CHECK(asked({after}) == v1::Refusal::WRONG_STATE);
    CHECK(asked({joined.alert, joined.alert}) == v1::Refusal::INVALID_FIELD);
    joined.world.submit(joined.opening({joined.alert}), joined.small.support);
    CHECK(asked({joined.alert}) == v1::Refusal::WRONG_STATE);
}

TEST_CASE("exercises are opened apart from what is actual", "[domain][earlier]") {
    SmallCoalition small;
    v1::AlertContent exercise = shutdown_in("MM");
    exercise.set_status(v1::AlertContent::STATUS_EXERCISE);
    const std::string drill = small.issued(exercise), alert = small.issued(shutdown_in("MM"));
    small.world.now += 1h;
    small.world.admit("KE", v1::Party::GOVERNMENT, small.world.now);
    v1::Command command = small.world.command();
    v1::OpenEarlierItems& open = *command.mutable_open_earlier_items();
    open.set_party("KE");
    open.add_subjects(drill);
    CHECK(small.world.decide(command, small.support).realm == v1::EXERCISE);

    open.add_subjects(alert);
    CHECK(small.world.decide(command, small.support).refusal->field() == "subjects");
}
