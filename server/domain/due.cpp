// What the server itself does when its time comes: closings, publications, reminders, escalation,
// reviews. The timers say when; each act is decided like any other command, and refused when it no
// longer applies. SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide.hpp"
#include "server/domain/escalation.hpp"

namespace tocsin::domain {

namespace {

// Nothing: what it was set for is gone.
std::optional<v1::Command> command_of(const State& state, const Timer& timer, Instant now) {
    v1::Command command;
    const auto alert = state.alerts.find(AlertId{timer.subject});
    const auto procedure = state.procedures.find(ProcedureId{timer.subject});
    const bool is_alerts = timer.kind == Timer::Kind::escalate || timer.kind == Timer::Kind::review;
    if (is_alerts ? alert == state.alerts.end() : procedure == state.procedures.end())
        return std::nullopt;
    switch (timer.kind) {
    case Timer::Kind::close: {
        v1::CloseProcedure& closing = *command.mutable_close_procedure();
        closing.set_procedure_id(timer.subject);
        closing.set_deadline(to_ms(procedure->second.deadline));
        return command;
    }
    case Timer::Kind::publish: {
        v1::PublishDue& publishing = *command.mutable_publish_due();
        publishing.set_procedure_id(timer.subject);
        publishing.set_publish_at(to_ms(procedure->second.publish_at));
        return command;
    }
    case Timer::Kind::remind: {
        // Missed, while nobody was there to send it; the closing that settles takes its timer away.
        if (now > procedure->second.deadline) return std::nullopt;
        v1::RemindAnswers& reminding = *command.mutable_remind_answers();
        reminding.set_procedure_id(timer.subject);
        reminding.set_mark(procedure->second.reminders + 1);
        reminding.set_deadline(to_ms(procedure->second.deadline));
        return command;
    }
    case Timer::Kind::escalate: {
        v1::Escalate& escalating = *command.mutable_escalate();
        escalating.set_alert_id(timer.subject);
        escalating.set_message(alert->second.asking);
        escalating.set_rung(rung_at(alert->second, timer.at));
        return command;
    }
    case Timer::Kind::review: {
        v1::CallReview& review = *command.mutable_call_review();
        review.set_alert_id(timer.subject);
        review.set_review_by(alert->second.content.review_by());
        return command;
    }
    }
    return std::nullopt;
}

std::string line(const std::string& text) {
    return text + "\n";
}

std::string line(std::uint64_t number) {
    return std::to_string(number) + "\n";
}

} // namespace

std::vector<v1::Command> due(const State& state, Instant now) {
    std::vector<v1::Command> commands;
    for (const Timer& timer : state.timers.nearest_first()) {
        if (timer.at > now) break;
        if (auto command = command_of(state, timer, now)) commands.push_back(std::move(*command));
    }
    return commands;
}

std::optional<Instant> next_due(const State& state) {
    const auto& timers = state.timers.nearest_first();
    if (timers.empty()) return std::nullopt;
    return timers.begin()->at;
}

std::string due_preimage(const v1::Command& command) {
    const std::string context = "tocsin.example/";
    switch (command.command_case()) {
    case v1::Command::kCloseProcedure: {
        const v1::CloseProcedure& closing = command.close_procedure();
        return context + "close/v1\n" + line(closing.procedure_id()) +
               line(static_cast<std::uint64_t>(closing.deadline()));
    }
    case v1::Command::kPublishDue: {
        const v1::PublishDue& publishing = command.publish_due();
        return context + "publish/v1\n" + line(publishing.procedure_id()) +
               line(static_cast<std::uint64_t>(publishing.publish_at()));
    }
    case v1::Command::kRemindAnswers: {
        const v1::RemindAnswers& reminding = command.remind_answers();
        return context + "remind/v1\n" + line(reminding.procedure_id()) + line(reminding.mark()) +
               line(static_cast<std::uint64_t>(reminding.deadline()));
    }
    case v1::Command::kEscalate: {
        const v1::Escalate& escalating = command.escalate();
        return context + "escalate/v1\n" + line(escalating.alert_id()) +
               line(escalating.message()) + line(escalating.rung());
    }
    case v1::Command::kCallReview: {
        const v1::CallReview& review = command.call_review();
        return context + "review/v1\n" + line(review.alert_id()) +
               line(static_cast<std::uint64_t>(review.review_by()));
    }
    default: return {};
    }
}

} // namespace tocsin::domain
