// The after-action review: written by those who lead, when it is over, with an owner and a date for
// each action (domain.md 6). SPDX-License-Identifier: Apache-2.0
#include "tests/report/reading.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

struct Reviewed : SmallCoalition {
    std::string id = issued(shutdown_in("UG", v1::GREEN));

    v1::Command writing(std::uint32_t predecessor = 0, const std::string& owner = "GH") {
        v1::Command command = world.command();
        v1::WriteReview& review = *command.mutable_write_review();
        review.set_subject(id);
        review.set_well("Every capital was reached within the hour.");
        review.set_improve("Two missions had nobody with a key.");
        review.set_predecessor(predecessor);
        v1::ReviewWritten::Action& action = *review.add_actions();
        action.set_words("Enrol the missions");
        action.set_party(owner);
        action.set_due_at(to_ms(world.now + 24h));
        return command;
    }

    void end() { REQUIRE(!close(id, 1, lead).refusal); }
};

} // namespace

TEST_CASE("a review is written when the alert is over, and not before", "[report][review]") {
    Reviewed reviewed;
    CHECK(
        code_of(reviewed.world.submit(reviewed.writing(), reviewed.lead)) ==
        v1::Refusal::WRONG_STATE
    );
    reviewed.end();

    const Decision written = reviewed.world.submit(reviewed.writing(), reviewed.lead);
    REQUIRE(!written.refusal);
    CHECK(written.events.front().review_written().version() == 1);
    CHECK(reviewed.alert(reviewed.id).review == 1);
}

TEST_CASE("only those who lead write reviews", "[report][review]") {
    Reviewed reviewed;
    reviewed.end();
    for (const Asker& one : {reviewed.ghana, reviewed.observer, reviewed.auditor})
        CHECK(code_of(reviewed.world.submit(reviewed.writing(), one)) == v1::Refusal::FORBIDDEN);
    CHECK(!reviewed.world.submit(reviewed.writing(), reviewed.support).refusal);
}

TEST_CASE("a review is amended by who has read the last version", "[report][review]") {
    Reviewed reviewed;
    reviewed.end();
    REQUIRE(!reviewed.world.submit(reviewed.writing(), reviewed.lead).refusal);
    CHECK(
        code_of(reviewed.world.submit(reviewed.writing(0), reviewed.other_lead)) ==
        v1::Refusal::CHANGED
    );
    CHECK(!reviewed.world.submit(reviewed.writing(1), reviewed.other_lead).refusal);
    CHECK(reviewed.alert(reviewed.id).review == 2);
}

TEST_CASE("each action has one owner, whom the Coalition knows", "[report][review]") {
    Reviewed reviewed;
    reviewed.end();
    const auto refused = [&](v1::Command command) {
        return code_of(reviewed.world.submit(command, reviewed.lead)) == v1::Refusal::INVALID_FIELD;
    };
    CHECK(refused(reviewed.writing(0, "XX")));
    CHECK(refused(reviewed.writing(0, "")));
    v1::Command both = reviewed.writing();
    both.mutable_write_review()->mutable_actions(0)->set_person(reviewed.ghana.person.str());
    CHECK(refused(both));
    v1::Command stranger = reviewed.writing(0, "");
    stranger.mutable_write_review()->mutable_actions(0)->set_person(person_of(99'999).str());
    CHECK(refused(stranger));
    v1::Command empty = reviewed.world.command();
    empty.mutable_write_review()->set_subject(reviewed.id);
    CHECK(refused(empty));
}

TEST_CASE("what went wrong is told among governments, and to no guest", "[report][review][i8]") {
    Reviewed reviewed;
    reviewed.end();
    const Decision written = reviewed.world.submit(reviewed.writing(), reviewed.lead);
    const auto visibility = visibility_of(reviewed.world.state, written.events.front());
    CHECK(may_see(visibility, reviewed.reader(reviewed.norway)));
    CHECK(may_see(visibility, reviewed.reader(reviewed.auditor)));
    CHECK(!may_see(visibility, reviewed.reader(reviewed.observer)));
    CHECK(!may_see(visibility, reviewed.reader(reviewed.adviser)));
}

TEST_CASE(
    "a report has the last version of a review and says what is overdue", "[report][review]"
) {
    Reviewed reviewed;
    reviewed.end();
    REQUIRE(!reviewed.world.submit(reviewed.writing(), reviewed.lead).refusal);
    REQUIRE(!reviewed.world.submit(reviewed.writing(1), reviewed.lead).refusal);
    reviewed.world.now += 48h;
    REQUIRE(!reviewed.note(reviewed.id, reviewed.lead).refusal);

    const report::Report report = report_of(reading_of(reviewed.world));
    REQUIRE(report.actual.reviews.size() == 1);
    CHECK(report.actual.reviews.front().review.version() == 2);
    const auto json = report::report_json(report);
    const auto& review = json.at("reviews").as_array().at(0).as_object();
    CHECK(review.at("actions").as_array().at(0).as_object().at("overdue").as_bool());
    CHECK(report::report_html(report).find("OVERDUE") != std::string::npos);
    CHECK(reviewed.world.replayed().alerts.at(AlertId{reviewed.id}).review == 2);
}
