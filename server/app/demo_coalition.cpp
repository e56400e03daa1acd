// How the demo's coalition is led: the chair's hand-over, the task force, a playbook. The years of
// the chairs are the Coalition's own (freedomonlinecoalition.com, programmes of action: Estonia
// 2025, Switzerland 2026); who follows is not known here, so it is not said. The co-chairs are the
// demo's two leads. SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_story.hpp"

namespace tocsin::app {

namespace {

using namespace std::chrono_literals;
using Step = v1::Playbook::Step;

void hand_over(Seeder& seeder, const char* chair) {
    v1::Command command;
    command.mutable_hand_over_chair()->set_chair(chair);
    seeder.serve(std::move(command));
    seeder.pass(1s);
}

template <class Message>
void add_topics(Message& message) {
    for (const auto kind :
         {v1::AlertContent::FULL_SHUTDOWN,
          v1::AlertContent::SERVICE_BLOCKING,
          v1::AlertContent::THROTTLING})
        message.Add(kind);
}

void set_up_task_force(Seeder& seeder) {
    v1::Command command;
    v1::Group& group = *command.mutable_set_group()->mutable_group();
    group.set_group_id("internet-shutdowns");
    group.set_kind(v1::Group::TASK_FORCE);
    group.set_name("Task Force on Internet Shutdowns");
    add_topics(*group.mutable_topics());
    group.add_topics(v1::AlertContent::OTHER_CRISIS); // records that name no kind are imported so
    for (const auto* lead : {"lead", "lead-2"})
        group.add_co_chairs(seeder.person(lead).party);
    for (const auto* adviser : {"adviser-access-now", "adviser-gni"})
        group.add_members(seeder.person(adviser).party);
    seeder.serve(std::move(command));
}

void add_step(
    v1::Playbook& playbook,
    Step::Tool tool,
    v1::ProcedureDrafted::Mode mode,
    const char* title,
    const char* words
) {
    Step& step = *playbook.add_steps();
    step.set_tool(tool);
    step.set_mode(mode);
    step.set_title(title);
    step.set_words(words);
}

void write_playbook(Seeder& seeder) {
    v1::Command command;
    v1::Playbook& playbook = *command.mutable_set_playbook()->mutable_playbook();
    playbook.set_playbook_id("shutdown");
    playbook.set_name("Internet shutdown");
    add_topics(*playbook.mutable_kinds());
    constexpr auto nothing_to_open = v1::ProcedureDrafted::MODE_UNSPECIFIED;
    add_step(
        playbook,
        Step::ADVICE,
        nothing_to_open,
        "Advice on the shutdown in {countries}",
        "Ask the Advisory Network what it measures and what those concerned ask for."
    );
    add_step(
        playbook,
        Step::EMBASSY_BRIEFING,
        nothing_to_open,
        "Briefing of embassies in {countries}",
        "Missions in the host capital compare notes before anything is published."
    );
    add_step(
        playbook,
        Step::DEMARCHE_TOOL,
        v1::ProcedureDrafted::OPT_IN,
        "Joint demarche on the shutdown in {countries}",
        "Arrange host, level and lead mission before it is opened."
    );
    add_step(
        playbook,
        Step::STATEMENT_TOOL,
        v1::ProcedureDrafted::OPT_IN,
        "Joint statement on the internet shutdown in {countries}",
        "Where a private word was not heard, or not in time."
    );
    seeder.serve(std::move(command));
}

} // namespace

void tell_coalition(Seeder& seeder) {
    for (const auto* chair : {"EE", "CH"})
        hand_over(seeder, chair);
    set_up_task_force(seeder);
    write_playbook(seeder);
}

} // namespace tocsin::app
