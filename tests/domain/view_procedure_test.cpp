// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"
#include "tests/support/statement.hpp"

using namespace tocsin;
using namespace tocsin::domain;
using namespace tocsin::test;

namespace {

v1::ProcedureView shown(const StatementWorld& world, const Asker& asker) {
    const auto view = show_procedure(world.state, world.reader(asker), world.id, world.now);
    REQUIRE(view);
    return *view;
}

std::vector<std::string> parties_of(const v1::ProcedureView& view) {
    std::vector<std::string> parties;
    for (const auto& line : view.positions())
        parties.push_back(line.party());
    return parties;
}

v1::ProcedureList list(const StatementWorld& world, const Asker& asker, bool all = false) {
    v1::ListProcedures query;
    query.set_all(all);
    std::string next_page;
    return list_procedures(world.state, world.reader(asker), query, next_page);
}

} // namespace

TEST_CASE("a member sees who answered and who is silent in order of name", "[domain][view]") {
    StatementWorld world;
    world.open();
    REQUIRE(!world.answer(world.norway).refusal);
    REQUIRE(!world.answer(world.observer, v1::Position::ASSOCIATE).refusal);

    const v1::ProcedureView view = shown(world, world.ghana);

    CHECK(parties_of(view) == std::vector<std::string>{"CA", "EE", "GH", "KE", "NO", "un-body"});
    CHECK(view.positions(4).stance() == v1::Position::SIGN);
    CHECK(view.positions(4).name() == "The Party of NO");
    CHECK(view.positions(4).person() == world.norway.person.str());
    CHECK(view.positions(0).stance() == v1::Position::STANCE_UNSPECIFIED);
    CHECK(view.tally().signed_() == 1);
    CHECK(view.tally().silent() == 4);
    CHECK(!view.tally_hidden());
    CHECK(view.version() == 2);
    CHECK(view.text_sha256() == digest_of("text", 2).str());
    CHECK(view.state() == v1::ProcedureView::OPEN);
    REQUIRE(view.recused_size() == 1);
    CHECK(view.recused(0) == "UG");
}

TEST_CASE("a hidden tally shows a government its own answer only", "[domain][view]") {
    StatementWorld world;
    world.open(1, v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE);
    REQUIRE(!world.answer(world.norway).refusal);
    REQUIRE(!world.answer(world.ghana).refusal);

    const v1::ProcedureView view = shown(world, world.ghana);

    CHECK(view.tally_hidden());
    CHECK(!view.has_tally());
    CHECK(parties_of(view) == std::vector<std::string>{"GH"});
    CHECK(list(world, world.ghana).procedures(0).signed_() == 0);
    CHECK(list(world, world.ghana).procedures(0).tally_hidden());
    CHECK(list(world, world.ghana).procedures(0).mine() == v1::Position::SIGN);
    CHECK(shown(world, world.auditor).tally().signed_() == 2);

    REQUIRE(!world.close().refusal);
    CHECK(shown(world, world.ghana).tally().signed_() == 2);
    CHECK(shown(world, world.ghana).positions_size() == 5);
}

TEST_CASE("a tally hidden until the own answer opens with it", "[domain][view]") {
    StatementWorld world;
    world.open(2, v1::ProcedureOpened::HIDDEN_UNTIL_OWN);
    REQUIRE(!world.answer(world.norway).refusal);
    const v1::ProcedureView before = shown(world, world.ghana);
    REQUIRE(!world.answer(world.ghana, v1::Position::ABSTAIN).refusal);

    CHECK(before.tally_hidden());
    CHECK(before.positions_size() == 1);
    CHECK(!shown(world, world.ghana).tally_hidden());
    CHECK(shown(world, world.ghana).positions_size() == 5);
}

TEST_CASE("an adviser is told the outcome but not who answered how", "[domain][view]") {
    StatementWorld world;
    world.open(1);
    REQUIRE(!world.answer(world.ghana).refusal);
    REQUIRE(!world.answer(world.norway, v1::Position::NOT_JOINING).refusal);

    CHECK(shown(world, world.adviser).tally_hidden());
    CHECK(shown(world, world.adviser).positions().empty());
    REQUIRE(!world.close().refusal);
    CHECK(shown(world, world.adviser).tally().signed_() == 1);
    CHECK(shown(world, world.adviser).positions().empty());
    CHECK(shown(world, world.adviser).signatories_size() == 1);
}

TEST_CASE("a draft is there for those who may read it only", "[domain][view]") {
    StatementWorld world;
    world.draft();

    CHECK(!show_procedure(world.state, world.reader(world.ghana), world.id, world.now));
    CHECK(!trail(world.state, world.reader(world.ghana), world.id));
    CHECK(list(world, world.ghana).procedures().empty());
    CHECK(shown(world, world.lead).state() == v1::ProcedureView::DRAFT);
    CHECK(trail(world.state, world.reader(world.lead), world.id)->size() == 1);
    CHECK(!show_procedure(world.state, world.reader(world.lead), "st-00000000", world.now));
}

TEST_CASE("who tried too late is counted for those who must know", "[domain][view]") {
    StatementWorld world;
    world.open();
    world.now = world.deadline() + 1ms;
    REQUIRE(world.answer(world.ghana).refusal);

    CHECK(shown(world, world.penholder).late() == 1);
    CHECK(shown(world, world.support).late() == 1);
    CHECK(shown(world, world.norway).late() == 0);
}

TEST_CASE("a link betrays no alert that its reader may not read", "[domain][view]") {
    StatementWorld world;
    v1::Event drafted;
    drafted.mutable_alert_drafted()->set_alert_id("al-1");
    drafted.mutable_alert_drafted()->mutable_content()->set_label(v1::AMBER_STRICT);
    world.record(drafted, world.lead.person);
    v1::Event issued;
    issued.mutable_alert_issued()->set_alert_id("al-1");
    issued.mutable_alert_issued()->mutable_content()->set_label(v1::AMBER_STRICT);
    for (const char* code : {"CA", "GH"})
        issued.mutable_alert_issued()->add_addressees(code);
    world.record(issued, world.support.person);
    v1::Command command = world.drafting();
    command.mutable_draft_procedure()->set_alert_id("al-1");
    world.id = world.submit(command, world.penholder).subject;
    REQUIRE(!world.submit(world.adding(digest_of("text", 1)), world.penholder).refusal);
    REQUIRE(!world.submit(world.opening(), world.penholder).refusal);

    CHECK(shown(world, world.ghana).alert_id() == "al-1");
    CHECK(shown(world, world.observer).alert_id().empty());
}

TEST_CASE("procedures are listed newest first and page by page", "[domain][view]") {
    StatementWorld world;
    for (int number = 0; number < 130; ++number)
        world.draft();
    v1::ListProcedures query;
    std::string next_page;

    const auto first = list_procedures(world.state, world.reader(world.lead), query, next_page);
    REQUIRE(first.procedures_size() == 100);
    CHECK(first.procedures(0).procedure_id() == world.id);
    REQUIRE(!next_page.empty());
    query.set_page(next_page);
    const auto second = list_procedures(world.state, world.reader(world.lead), query, next_page);

    CHECK(second.procedures_size() == 30);
    CHECK(next_page.empty());
    std::set<std::string> ids;
    for (const auto& line : first.procedures())
        ids.insert(line.procedure_id());
    for (const auto& line : second.procedures())
        ids.insert(line.procedure_id());
    CHECK(ids.size() == 130);
    query.set_page("nonsense");
    CHECK(list_procedures(world.state, world.reader(world.lead), query, next_page)
              .procedures()
              .empty());
}

TEST_CASE("what has ended is listed on demand", "[domain][view]") {
    StatementWorld world;
    world.open();
    REQUIRE(!world.submit(world.withdrawing(), world.lead).refusal);

    CHECK(list(world, world.ghana).procedures().empty());
    CHECK(list(world, world.ghana, true).procedures_size() == 1);
}

TEST_CASE("a document is read by those who may read what names it", "[domain][view]") {
    StatementWorld world;
    world.open(1, v1::ProcedureOpened::HIDDEN_UNTIL_CLOSE);
    REQUIRE(!world.answer(world.ghana, v1::Position::SIGN_WITH_EXPLANATION).refusal);
    const auto reads = [&](const Asker& asker, const Digest& sha256) {
        return may_read_document(world.state, world.reader(asker), sha256);
    };
    const Digest text = digest_of("text", 1);
    const Digest explanation = digest_of("explanation", 1);

    v1::Command translated = world.command();
    translated.mutable_add_translation()->set_procedure_id(world.id);
    translated.mutable_add_translation()->set_version(2);
    translated.mutable_add_translation()->set_language("fr");
    translated.mutable_add_translation()->set_text_sha256(digest_of("texte", 1).str());
    REQUIRE(!world.submit(translated, world.penholder).refusal);

    CHECK(reads(world.norway, text));
    CHECK(reads(world.norway, digest_of("texte", 1)));
    CHECK(!reads(world.norway, digest_of("text", 7)));
    CHECK(reads(world.ghana_deputy, explanation));
    CHECK(!reads(world.norway, explanation));
    REQUIRE(!world.close().refusal);
    CHECK(reads(world.norway, explanation));
    CHECK(!reads(world.adviser, explanation));
    world.draft();
    REQUIRE(!world.submit(world.adding(digest_of("text", 9)), world.penholder).refusal);
    CHECK(reads(world.lead, digest_of("text", 9)));
    CHECK(!reads(world.norway, digest_of("text", 9)));
}
