// Sentences that are one command each: the table below says which. What they are about is named
// first, details follow below the act.
// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/details.hpp"
#include "tests/scenarios/player/stage.hpp"

#include <google/protobuf/descriptor.h>

#include <array>

namespace tocsin::scenario {

namespace {

// WHO verb SUBJECT; `field`: which command; `about`: its field for the subject.
struct PlainAct {
    const char* verb;
    const char* command;
    const char* about;
};

constexpr std::array plain_acts = {
    PlainAct{"opens the consultation of", "open_consultation", "procedure_id"},
    PlainAct{"comments on", "add_comment", "procedure_id"},
    PlainAct{"proceeds with", "proceed_unreached", "procedure_id"},
    PlainAct{"sets the embargo of", "set_embargo", "procedure_id"},
    PlainAct{"goes on with", "continue_procedure", "procedure_id"},
    PlainAct{"archives", "archive_procedure", "procedure_id"},
    PlainAct{"arranges", "arrange_demarche", "procedure_id"},
    PlainAct{"reports instructions for", "report_instruction", "procedure_id"},
    PlainAct{"concludes", "conclude_demarche", "procedure_id"},
    PlainAct{"names the needs of", "set_needs", "procedure_id"},
    PlainAct{"pledges for", "make_pledge", "procedure_id"},
    PlainAct{"takes back its pledge for", "take_pledge_back", "procedure_id"},
    PlainAct{"records what was given for", "record_fulfilment", "procedure_id"},
    PlainAct{"relabels", "relabel", "subject"},
    PlainAct{"reports the situation of", "report_situation", "alert_id"},
    PlainAct{"dismisses", "dismiss_signal", "signal_id"},
    PlainAct{"notes on", "add_note", "subject"},
    PlainAct{"retracts its answer to", "retract_acknowledgement", "alert_id"},
};

google::protobuf::Message& branch(v1::Command& command, const std::string& name) {
    const auto* field = v1::Command::descriptor()->FindFieldByName(name);
    return *command.GetReflection()->MutableMessage(&command, field);
}

void set_text(
    google::protobuf::Message& message, const std::string& field, const std::string& value
) {
    message.GetReflection()->SetString(
        &message, message.GetDescriptor()->FindFieldByName(field), value
    );
}

} // namespace

std::string plain_verbs() {
    std::string verbs;
    for (const PlainAct& act : plain_acts)
        verbs += (verbs.empty() ? "" : "|") + std::string(act.verb);
    return verbs;
}

awaitable<void> Stage::plain_act(const Step& step, Match match) {
    const std::string verb = match[2];
    for (const auto& name : words_of(match[1])) {
        Actor* actor = co_await on_stage(name);
        v1::Command command;
        for (const PlainAct& act : plain_acts) {
            if (verb != act.verb) continue;
            google::protobuf::Message& message = branch(command, act.command);
            set_text(message, act.about, id_of(match[3]));
            lay_details(message, step, clock_.wall());
        }
        const std::string words = name + " " + verb + " " + match[3].str();
        (void)co_await send(*actor, std::move(command), step, words);
    }
}

awaitable<void> Stage::hand_over(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_hand_over_chair()->set_chair(match[2]);
    lay_details(*command.mutable_hand_over_chair(), step, clock_.wall());
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

awaitable<void> Stage::delegate(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    Actor* other = cast_.find(match[2]);
    require(other != nullptr, "nobody is called " + match[2].str());
    v1::Command command;
    command.mutable_delegate()->set_to(other->person.str());
    lay_details(*command.mutable_delegate(), step, clock_.wall());
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

awaitable<void> Stage::end_delegation(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_end_delegation();
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

awaitable<void> Stage::merge(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_merge_alerts()->set_duplicate(id_of(match[2]));
    command.mutable_merge_alerts()->set_alert_id(id_of(match[3]));
    lay_details(*command.mutable_merge_alerts(), step, clock_.wall());
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

awaitable<void> Stage::signal(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    *command.mutable_submit_signal()->mutable_content() = content_of(step);
    const v1::Verdict verdict = co_await send(*actor, std::move(command), step, step.sentence);
    if (verdict.has_receipt()) ids_[match[2]] = verdict.receipt().subject();
}

awaitable<void> Stage::join_signal(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_join_signal()->set_signal_id(id_of(match[2]));
    command.mutable_join_signal()->set_alert_id(id_of(match[3]));
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

// Laid over the policy as it is.
awaitable<void> Stage::set_policy(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Query query;
    query.mutable_show_coalition();
    v1::Answer answer = co_await ask(*actor, std::move(query));
    v1::Command command;
    v1::Policy& policy = *command.mutable_set_policy()->mutable_policy();
    policy = answer.coalition().policy();
    if (step.details.contains("ladder")) policy.clear_ladder();
    lay_details(policy, step, clock_.wall());
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

awaitable<void> Stage::two_persons(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_set_two_person_rule()->set_required(true);
    (void)co_await send(*actor, std::move(command), step, step.sentence);
}

} // namespace tocsin::scenario
