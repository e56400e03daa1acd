// SPDX-License-Identifier: Apache-2.0
#include "server/domain/next_steps.hpp"

#include "server/domain/procedure_gate.hpp"
#include "server/domain/stance_rules.hpp"
#include "tocsin/v1/options.pb.h"

namespace tocsin::domain {

namespace {

using Case = v1::Command;

bool is_open_to(
    const State& state, const Procedure& procedure, const Asking& asking, v1::Position::Stance said
) {
    SignOn text;
    text.party = asking.person->party;
    text.stance = said;
    const v1::TakePosition nothing_else;
    const Answering answering{state, procedure, text, nothing_else, asking};
    return !closed_to_answers(answering) && !closed_stance(answering) && !is_late(answering);
}

bool may_answer(const State& state, const Procedure& procedure, const Asking& asking) {
    for (int said = v1::Position::SIGN; said <= v1::Position::Stance_MAX; ++said)
        if (is_open_to(state, procedure, asking, static_cast<v1::Position::Stance>(said)))
            return true;
    return false;
}

bool is_servers(Case::CommandCase command) {
    const auto* field = v1::Command::descriptor()->FindFieldByNumber(command);
    return field->options().GetExtension(v1::system_only);
}

} // namespace

std::string name_of(v1::Command::CommandCase command) {
    return v1::Command::descriptor()->FindFieldByNumber(command)->name();
}

std::optional<Asking> asking_of(const State& state, const Reader& reader, Instant now) {
    Asking asking;
    asking.person = state.coalition.person(reader.person);
    asking.party = state.coalition.party(reader.party);
    asking.reader = reader;
    asking.received = now;
    asking.at = state.as_of(now);
    const bool acts = asking.person && !asking.has(v1::AUDITOR) && !asking.has(v1::SOURCE) &&
                      !state.coalition.given_by(asking.person->id, asking.at);
    if (!acts) return std::nullopt;
    return asking;
}

std::vector<std::string>
next_steps(const State& state, const Procedure& procedure, const Reader& reader, Instant now) {
    std::vector<std::string> steps;
    const auto who = asking_of(state, reader, now);
    if (!who) return steps;
    const Asking& asking = *who;
    if (may_answer(state, procedure, asking)) steps.push_back(name_of(Case::kTakePosition));
    for (const Act& act : procedure_acts())
        if (!is_servers(act.command) && !closed_act(procedure, act.command, asking))
            steps.push_back(name_of(act.command));
    return steps;
}

} // namespace tocsin::domain
