// Sentences about alerts. SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/details.hpp"
#include "tests/scenarios/player/stage.hpp"

namespace tocsin::scenario {

using namespace std::chrono_literals;

awaitable<void> Stage::raise_alert(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    *command.mutable_raise_alert()->mutable_content() = content_of(step);
    contents_[match[2]] = command.raise_alert().content();
    const auto words = match[1].str() + " raises " + match[2].str() + ": " +
                       command.raise_alert().content().headline();
    const v1::Verdict verdict = co_await send(*actor, std::move(command), step, words);
    if (verdict.has_receipt()) ids_[match[2]] = verdict.receipt().subject();
}

awaitable<void> Stage::approve(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    command.mutable_approve_alert()->set_alert_id(id_of(match[2]));
    lay_details(*command.mutable_approve_alert(), step, clock_.wall());
    const auto words = match[1].str() + " approves " + match[2].str();
    const v1::Verdict verdict = co_await send(*actor, std::move(command), step, words);
    if (!verdict.has_receipt()) co_return;
    issued_[match[2]] = verdict.receipt().index();
    messages_[match[2]] = 1;
}

awaitable<void> Stage::update(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    auto* update = command.mutable_update_alert();
    update->set_alert_id(id_of(match[2]));
    update->set_predecessor(messages_[match[2]]);
    const auto change = step.details.find("change"), material = step.details.find("material");
    update->set_change(change == step.details.end() ? "more is known" : change->second);
    update->set_material(material != step.details.end() && material->second == "yes");
    v1::AlertContent content = contents_[match[2]];
    lay_over(content, step);
    *update->mutable_content() = content;
    const auto words = match[1].str() + " updates " + match[2].str() + ": " + update->change();
    const v1::Verdict verdict = co_await send(*actor, std::move(command), step, words);
    if (!verdict.has_receipt()) co_return;
    contents_[match[2]] = content;
    issued_[match[2]] = verdict.receipt().index();
    ++messages_[match[2]];
}

awaitable<void> Stage::cancel(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    auto* cancel = command.mutable_cancel_alert();
    cancel->set_alert_id(id_of(match[2]));
    cancel->set_predecessor(std::max(1u, messages_[match[2]]));
    const auto reason = step.details.find("reason");
    cancel->set_reason(reason == step.details.end() ? "raised in error" : reason->second);
    const auto words = match[1].str() + " cancels " + match[2].str() + ": " + cancel->reason();
    (void)co_await send(*actor, std::move(command), step, words);
}

awaitable<void> Stage::end_alert(const Step& step, Match match) {
    Actor* actor = co_await on_stage(match[1]);
    v1::Command command;
    auto* close = command.mutable_close_alert();
    close->set_alert_id(id_of(match[2]));
    close->set_predecessor(messages_[match[2]]);
    close->mutable_situation()->set_status(v1::Situation::RESTORED);
    const auto words = match[1].str() + " closes " + match[2].str() + ": restored";
    (void)co_await send(*actor, std::move(command), step, words);
}

awaitable<void> Stage::acknowledge(const Step& step, Match match) {
    v1::AlertAcknowledged::Answer answer = v1::AlertAcknowledged::INFORMED;
    if (match[3] == "acting") answer = v1::AlertAcknowledged::ACTING;
    if (match[3] == "cannot respond") answer = v1::AlertAcknowledged::CANNOT_RESPOND;
    for (const auto& name : words_of(match[1])) {
        Actor* actor = co_await on_stage(name);
        v1::Command command;
        command.mutable_acknowledge_alert()->set_alert_id(id_of(match[2]));
        command.mutable_acknowledge_alert()->set_answer(answer);
        const auto words = name + " acknowledges " + match[2].str();
        (void)co_await send(*actor, std::move(command), step, words);
    }
}

awaitable<void> Stage::everybody_told(const Step&, Match match) {
    (void)id_of(match[1]);
    const std::uint64_t index = issued_[match[1]];
    std::size_t told = 0, following = 0;
    for (int tries = 0; tries < 500; ++tries) {
        told = following = 0;
        for (Actor* actor : cast_.focal_points()) {
            if (!actor->connection) continue;
            ++following;
            for (auto heard = actor->heard.rbegin(); heard != actor->heard.rend(); ++heard) {
                if (heard->index == index) {
                    ++told;
                    break;
                }
            }
        }
        if (told == following) break;
        co_await pause(10ms);
    }
    require(
        told == following, std::to_string(told) + " of " + std::to_string(following) + " were told"
    );
    tell(
        match[1].str() + " reached the " + std::to_string(told) + " governments that are connected"
    );
}

awaitable<void> Stage::reach_of(const Step&, Match match) {
    Actor* lead = co_await on_stage("lead");
    v1::Query query;
    query.mutable_show_alert()->set_alert_id(id_of(match[3]));
    v1::Answer answer = co_await ask(*lead, std::move(query));
    const auto& alert = answer.alert();
    const auto said = std::to_string(alert.acknowledged()) + " of " + std::to_string(alert.owing());
    require(said == match[1].str() + " of " + match[2].str(), "it is " + said);
    tell(
        said + " governments have acknowledged " + match[3].str() + "; " +
        std::to_string(alert.not_reached()) + " not reached"
    );
}

} // namespace tocsin::scenario
