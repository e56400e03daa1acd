// What a reader may do next with a procedure: each row of the table of acts, asked of the gate that
// decide() goes by. SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_gate.hpp"
#include "server/domain/stance_rules.hpp"
#include "tocsin/v1/options.pb.h"

namespace tocsin::domain {

namespace {

using Case = v1::Command;

// Who writes nothing whatever it is: decide() refuses them before it looks at anything.
bool acts_at_all(const State& state, const Asking& asking) {
    return asking.person && !asking.has(v1::AUDITOR) && !asking.has(v1::SOURCE) &&
           !state.coalition.given_by(asking.person->id, asking.received);
}

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

std::string name_of(Case::CommandCase command) {
    return v1::Command::descriptor()->FindFieldByNumber(command)->name();
}

bool is_servers(Case::CommandCase command) {
    const auto* field = v1::Command::descriptor()->FindFieldByNumber(command);
    return field->options().GetExtension(v1::system_only);
}

} // namespace

std::vector<std::string>
next_steps(const State& state, const Procedure& procedure, const Reader& reader, Instant now) {
    Asking asking;
    asking.person = state.coalition.person(reader.person);
    asking.party = state.coalition.party(reader.party);
    asking.reader = reader;
    asking.received = now;
    std::vector<std::string> steps;
    if (!acts_at_all(state, asking)) return steps;
    if (may_answer(state, procedure, asking)) steps.push_back(name_of(Case::kTakePosition));
    for (const Act& act : procedure_acts())
        if (!is_servers(act.command) && !closed_act(procedure, act.command, asking))
            steps.push_back(name_of(act.command));
    return steps;
}

} // namespace tocsin::domain
