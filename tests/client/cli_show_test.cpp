// One alert or procedure on the screen of a diplomat: in words, with nothing left in JSON only.
// SPDX-License-Identifier: Apache-2.0
#include "client/cli/cli.hpp"
#include "client/cli/next_steps.hpp"
#include "client/cli/show.hpp"
#include "server/domain/procedure_table.hpp"
#include "tocsin/v1/options.pb.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace tocsin;
using namespace tocsin::cli;

namespace {

struct Shown {
    std::ostringstream out, err;
    std::istringstream in;
    Context context{Terminal{out, err, in}};

    std::string of(const v1::ProcedureView& view, const std::string& party = "GH") {
        print_procedure(context, view, party);
        return out.str();
    }

    bool has(const std::string& words) const { return out.str().find(words) != std::string::npos; }
};

v1::ProcedureView procedure_of(v1::ProcedureDrafted::Kind kind) {
    v1::ProcedureView view;
    view.set_procedure_id("ex-st-12345678");
    view.set_kind(kind);
    view.set_mode(v1::ProcedureDrafted::OPT_IN);
    view.set_state(v1::ProcedureView::OPEN);
    view.set_title("Joint text");
    view.set_version(1);
    view.set_opened_at(1'700'000'000'000);
    view.set_deadline(1'700'086'400'000);
    view.add_positions()->set_party("GH");
    return view;
}

} // namespace

TEST_CASE("a demarche tells where it is made and what came of it", "[client][show]") {
    v1::ProcedureView view = procedure_of(v1::ProcedureDrafted::DEMARCHE);
    v1::DemarcheTerms& terms = *view.mutable_demarche();
    terms.set_host("VN");
    terms.set_capital("Hanoi");
    terms.set_level(v1::DemarcheTerms::VICE_MINISTER);
    terms.set_form(v1::DemarcheTerms::JOINT_CALL);
    terms.set_lead_mission("CA");
    terms.set_slot(1'700'172'800'000);
    for (const char* code : {"GH", "NO"}) {
        auto& instruction = *view.add_instructions();
        instruction.set_party(code);
        instruction.set_status(v1::InstructionReported::RECEIVED);
    }
    view.mutable_concluded()->set_outcome(v1::DemarcheConcluded::DELIVERED);
    view.mutable_concluded()->add_present("CA");
    view.mutable_concluded()->set_reply("The ministry takes note.");

    Shown shown;
    shown.of(view);

    CHECK(shown.has("Hanoi (VN), joint-call to the level of vice-minister"));
    CHECK(shown.has("led by        CA"));
    CHECK(shown.has("slot          2023-11-16T22:13:20Z"));
    CHECK(shown.has("received: GH,NO"));
    CHECK(shown.has("outcome       delivered"));
    CHECK(shown.has("The host replied: The ministry takes note."));
}

TEST_CASE("a pledge call tells what is covered and by whom", "[client][show]") {
    v1::ProcedureView view = procedure_of(v1::ProcedureDrafted::PLEDGE_CALL);
    v1::NeedLine& need = *view.add_needs();
    need.mutable_need()->set_need_id("legal-aid");
    need.mutable_need()->set_kind(v1::Need::MONEY);
    need.mutable_need()->set_amount(50'000);
    need.mutable_need()->set_currency("EUR");
    need.mutable_need()->set_words("Lawyers for those arrested");
    need.set_pledged(20'000);
    need.set_fulfilled(5'000);
    need.set_donors(1);
    v1::PledgeLine& pledge = *view.add_pledges();
    pledge.set_party("NO");
    pledge.mutable_pledge()->set_need_id("legal-aid");
    pledge.mutable_pledge()->set_amount(20'000);
    pledge.mutable_pledge()->set_conditions("Subject to parliament");
    pledge.mutable_pledge()->set_visibility(v1::Pledge::MEMBERS);

    Shown shown;
    shown.of(view);

    CHECK(shown.has("50000 EUR"));
    CHECK(shown.has("20000 EUR"));
    CHECK(shown.has("5000 EUR"));
    CHECK(shown.has("Lawyers for those arrested"));
    CHECK(shown.has("Subject to parliament"));
    CHECK(!shown.has("POSITION")); // Nobody takes one in a pledge call.
}

TEST_CASE("comments and later lists stand under the procedure", "[client][show]") {
    v1::ProcedureView view = procedure_of(v1::ProcedureDrafted::STATEMENT);
    v1::CommentView& comment = *view.add_comments();
    comment.set_party("civil-network");
    comment.set_version(2);
    comment.set_suggestion(true);
    comment.set_text("Name the operators.");
    for (const auto stance : {v1::Position::LATE_ASSOCIATION, v1::Position::DISSOCIATION}) {
        v1::AmendmentLine& amendment = *view.add_amendments();
        amendment.set_party("CL");
        amendment.set_name("Chile");
        amendment.set_stance(stance);
        amendment.set_list_version(2);
    }

    Shown shown;
    shown.of(view);

    CHECK(shown.has("suggests:\n  Name the operators."));
    CHECK(shown.has("version 2"));
    CHECK(shown.has("associated late"));
    CHECK(shown.has("dissociated"));
}

TEST_CASE("what a reader may do next is said in the verbs of this program", "[client][show]") {
    v1::ProcedureView view = procedure_of(v1::ProcedureDrafted::STATEMENT);
    for (const char* step : {"take_position", "extend_deadline", "an_act_of_tomorrow"})
        view.add_next_steps(step);
    const Instant now = from_ms(1'700'000'000'000);
    const auto verbs = [&](const std::string& party) { return step_verbs(view, party, now); };
    const std::string id = " ex-st-12345678";

    CHECK(verbs("GH").front() == "tocsin sign" + id);
    CHECK(verbs("GH").back() == "tocsin act an-act-of-tomorrow" + id);
    CHECK(verbs("un-body").front() == "tocsin associate" + id); // It was not asked to sign.
    view.set_mode(v1::ProcedureDrafted::SILENCE);
    CHECK(verbs("GH").at(1) == "tocsin object" + id);
    view.mutable_prepared()->set_party("GH");
    CHECK(verbs("GH").front() == "tocsin confirm" + id);

    view.clear_prepared();
    view.set_state(v1::ProcedureView::PUBLISHED);
    view.set_late_until(1'700'000'000'000);
    CHECK(verbs("GH").front() == "tocsin associate" + id);
    view.add_signatories("GH");
    CHECK(verbs("GH").front() == "tocsin dissociate" + id);
    view.add_amendments()->set_party("GH");
    view.mutable_amendments(0)->set_stance(v1::Position::DISSOCIATION);
    CHECK(verbs("GH").front() == "tocsin associate" + id);
}

TEST_CASE("every act on a procedure has a verb of its own that exists", "[client][show]") {
    v1::ProcedureView view = procedure_of(v1::ProcedureDrafted::STATEMENT);
    for (const domain::Act& act : domain::procedure_acts()) {
        const auto* field = v1::Command::descriptor()->FindFieldByNumber(act.command);
        if (!field->options().GetExtension(v1::system_only)) view.add_next_steps(field->name());
    }
    REQUIRE(view.next_steps_size() > 15);

    for (const std::string& step : step_verbs(view, "GH", from_ms(0))) {
        INFO(step);
        const std::string verb = step.substr(7, step.rfind(' ') - 7);
        CHECK(verb.find(' ') == std::string::npos); // Else it is `act NAME`.
        std::ostringstream out, err;
        CHECK(run_cli({verb, "--help"}, out, err) == 0);
    }
}

TEST_CASE("what follows the id of an act is not taken for another id", "[client][show]") {
    for (const std::vector<std::string>& given : std::vector<std::vector<std::string>>{
             {"comment", "st-1", "Name the operators."},
             {"instruct", "de-1", "received"},
             {"fulfil", "pl-1", "GH", "fuel", "--amount", "3"},
             {"playbook", "open", "al-1", "shutdown"}}) {
        auto words = given;
        words.insert(words.end(), {"--server", "ws://127.0.0.1:1/ws", "--key", "/nowhere/a.key"});
        std::ostringstream out, err;
        const int code = run_cli(words, out, err);
        INFO(given.front() << ": " << err.str());
        CHECK(code != usage);
    }
}
