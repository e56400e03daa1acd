// The order's part: every command is answered once, its entries side by side; and what the server
// does by itself bears the id that follows from it (docs/LOG_FORMAT.md 5).
// SPDX-License-Identifier: Apache-2.0
#include "client/core/verify_state.hpp"
#include "server/domain/decide.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin::client {
namespace {

CommandId own_id(const v1::Command& command) {
    const std::string text = domain::due_preimage(command);
    return *CommandId::from(storage::sha256({text}).view().substr(0, CommandId::size));
}

// The command of the server's own that this event follows from; nothing: a person's act. Of an
// embargo the instant stands in the state before it.
std::optional<v1::Command> own_command(const v1::Event& event, const domain::State& before) {
    v1::Command command;
    switch (event.event_case()) {
    case v1::Event::kProcedureClosed: {
        const auto& closed = event.procedure_closed();
        command.mutable_close_procedure()->set_procedure_id(closed.procedure_id());
        command.mutable_close_procedure()->set_deadline(closed.deadline());
        return command;
    }
    case v1::Event::kProcedurePublished: {
        const auto& id = event.procedure_published().procedure_id();
        const auto procedure = before.procedures.find(domain::ProcedureId{id});
        if (procedure == before.procedures.end()) return std::nullopt;
        command.mutable_publish_due()->set_procedure_id(id);
        command.mutable_publish_due()->set_publish_at(to_ms(procedure->second.publish_at));
        return command;
    }
    case v1::Event::kAnswersReminded: {
        const auto& reminded = event.answers_reminded();
        if (reminded.mark() == 0) return std::nullopt;
        command.mutable_remind_answers()->set_procedure_id(reminded.procedure_id());
        command.mutable_remind_answers()->set_mark(reminded.mark());
        command.mutable_remind_answers()->set_deadline(reminded.deadline());
        return command;
    }
    case v1::Event::kEscalated: {
        const auto& escalated = event.escalated();
        if (escalated.rung() == 0) return std::nullopt;
        command.mutable_escalate()->set_alert_id(escalated.alert_id());
        command.mutable_escalate()->set_message(escalated.message());
        command.mutable_escalate()->set_rung(escalated.rung());
        return command;
    }
    default: {
        const auto& review = event.review_fell_due();
        command.mutable_call_review()->set_alert_id(review.alert_id());
        command.mutable_call_review()->set_review_by(review.review_by());
        return command;
    }
    }
}

} // namespace

void Verifier::State::note_command(storage::Index index, const storage::Header& header) {
    const bool goes_on = last_header && last_index && last_header->actor == header.actor &&
                         last_header->command_id == header.command_id;
    last_header = header;
    if (goes_on) return;
    CommandPlace place;
    place.index = index;
    std::copy(header.actor.octets.begin(), header.actor.octets.end(), place.name.begin());
    std::copy(
        header.command_id.octets.begin(),
        header.command_id.octets.end(),
        place.name.begin() + PersonId::size
    );
    commands.push_back(place);
}

// In a file of one case the entries between are not there, so nothing stands side by side for sure.
void Verifier::State::check_commands() {
    if (!whole()) return;
    std::sort(commands.begin(), commands.end(), [](const auto& one, const auto& other) {
        return std::tie(one.name, one.index) < std::tie(other.name, other.index);
    });
    for (std::size_t i = 1; i < commands.size(); ++i)
        if (commands[i].name == commands[i - 1].name)
            wrong(
                commands[i].index,
                "its command was answered before, by entry " + std::to_string(commands[i - 1].index)
            );
}

void Verifier::State::check_own_act(const Reading& reading) {
    const bool by_server = reading.header.actor.is_zero();
    const auto own = own_command(reading.event, domain);
    if (!own) {
        if (by_server && !reading.event.has_procedure_published())
            wrong(reading.index, "nobody did what only a person does");
        return;
    }
    if (reading.event.has_procedure_published() && !by_server) return; // Its penholder's.
    if (!by_server) return wrong(reading.index, "a person did what only the server does");
    if (reading.header.command_id != own_id(*own))
        wrong(reading.index, "its command id is not the one that follows from what it does");
}

} // namespace tocsin::client
