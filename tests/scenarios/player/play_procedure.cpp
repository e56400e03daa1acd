// Sentences about what becomes of a procedure: drafted without being opened, its text changed, its
// state, its list, who sees it.
// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/details.hpp"
#include "tests/scenarios/player/stage.hpp"

namespace tocsin::scenario {

using namespace std::chrono_literals;

awaitable<void> Stage::draft(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    (void)co_await draft_as(*actor, match[2], step);
}

awaitable<void> Stage::issue_as_chair(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_issue_as_chair()->set_procedure_id(id_of(match[2]));
    command.mutable_issue_as_chair()->set_version(opened(match[2]).version);
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

awaitable<void> Stage::change_text(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    Opened& open = opened(match[2]);
    const std::string text = "# " + open.title + "\n\n" + step.text;
    auto deposited = co_await actor->connection->deposit(text);
    require(deposited.has_value(), deposited ? "" : to_string(deposited.error()));
    v1::Command command;
    v1::AddText& add = *command.mutable_add_text();
    add.set_procedure_id(open.id);
    add.set_text_sha256(deposited->str());
    add.set_language("en");
    Step details = step;
    details.text.clear();
    lay_details(add, details, clock_.wall());
    const v1::Verdict verdict = co_await send(*actor, std::move(command), step, step.sentence);
    if (!verdict.has_receipt()) co_return;
    open.text = text;
    ++open.version;
}

awaitable<void> Stage::contest(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_contest_edit()->set_procedure_id(id_of(match[2]));
    command.mutable_contest_edit()->set_version(opened(match[2]).version);
    lay_details(*command.mutable_contest_edit(), step, clock_.wall());
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

// Within five seconds: some of it the server does by itself.
awaitable<void> Stage::has_state(const Step&, Match match) {
    Actor* lead = co_await on_stage("lead");
    std::string wanted = match[2];
    for (char& c : wanted)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    std::string state;
    const auto until = clock_.mono() + 5s;
    while (state != wanted && clock_.mono() < until) {
        const v1::ProcedureView view = co_await procedure(*lead, id_of(match[1]));
        state = v1::ProcedureView::State_Name(view.state());
        if (state != wanted) co_await pause(400ms);
    }
    require(state == wanted, match[1].str() + " is " + state);
    tell(match[1].str() + " is " + state);
}

awaitable<void> Stage::list_version(const Step&, Match match) {
    Actor* lead = co_await on_stage("lead");
    v1::Query query;
    query.mutable_show_pack()->set_procedure_id(id_of(match[1]));
    const v1::Answer answer = co_await ask(*lead, std::move(query));
    const v1::PackView& pack = answer.pack();
    const auto names = pack.count() + static_cast<std::uint32_t>(pack.later_associations_size()) -
                       static_cast<std::uint32_t>(pack.dissociations_size());
    require(
        pack.list_version() == std::stoul(match[2]) && names == std::stoul(match[3]),
        "it has version " + std::to_string(pack.list_version()) + " with " + std::to_string(names) +
            " names"
    );
    tell(
        "the list of " + match[1].str() + ": version " + match[2].str() + ", " +
        std::to_string(pack.count()) + " original signatories, " +
        std::to_string(pack.later_associations_size()) + " associated later, " +
        std::to_string(pack.dissociations_size()) + " dissociated"
    );
}

// In the list of what there is, and by its id.
awaitable<void> Stage::sees(const Step&, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    const bool expected = match[2] == "sees";
    const std::string id = id_of(match[3]);
    v1::Query query;
    query.set_query_id(rng_.draw<CommandId>().str());
    const bool is_alert = contents_.contains(match[3]);
    if (is_alert)
        query.mutable_show_alert()->set_alert_id(id);
    else
        query.mutable_show_procedure()->set_procedure_id(id);
    const v1::Answer answer = co_await actor->connection->ask(std::move(query));
    const bool seen = !answer.has_refused();
    require(seen == expected, match[1].str() + (seen ? " sees it" : " does not see it"));
    require(
        seen || answer.refused().code() == "NOT_FOUND",
        "the refusal betrays it: " + answer.refused().code()
    );
    tell(match[1].str() + (seen ? " sees " : " is told of no ") + match[3].str());
}

// A kind of event about it stands in its timeline that often, soon.
awaitable<void> Stage::happens(const Step&, Match match) {
    Actor* auditor = co_await on_stage("auditor");
    std::string kind = match[1];
    for (char& c : kind)
        if (c == ' ') c = '_';
    const auto wanted = std::stoi(match[3]);
    int found = 0;
    const auto until = clock_.mono() + 8s;
    while (found < wanted && clock_.mono() < until) {
        found = 0;
        v1::Query query;
        query.mutable_show_timeline()->set_subject(id_of(match[2]));
        const v1::Answer answer = co_await ask(*auditor, std::move(query));
        for (const auto& line : answer.timeline().lines())
            found += line.kind() == kind;
        if (found < wanted) co_await pause(500ms);
    }
    require(found == wanted, kind + " stands there " + std::to_string(found) + " times");
    tell(kind + " of " + match[2].str() + ": " + std::to_string(found));
}

awaitable<void> Stage::wait(const Step&, Match match) {
    tell("… " + match[1].str() + " seconds pass");
    co_await pause(std::chrono::seconds(std::stoi(match[1])));
}

} // namespace tocsin::scenario
