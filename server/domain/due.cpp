// When closings fall due: at the deadline plus the settling time stamped at opening, so that what
// any node received in time is decided first (storage.md 4.6). SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

Instant settled(const Procedure& procedure) {
    return procedure.deadline + std::chrono::milliseconds(procedure.policy.closing_settle_ms());
}

} // namespace

std::vector<v1::Command> due(const State& state, Instant now) {
    std::vector<v1::Command> commands;
    for (const auto& [deadline, id] : state.deadlines) {
        if (deadline >= now) break; // Ordered, and settling only adds to it.
        const auto found = state.procedures.find(id);
        if (found == state.procedures.end() || now <= settled(found->second)) continue;
        v1::CloseProcedure& closing = *commands.emplace_back().mutable_close_procedure();
        closing.set_procedure_id(id.text);
        closing.set_deadline(to_ms(deadline));
    }
    return commands;
}

std::optional<Instant> next_due(const State& state) {
    std::optional<Instant> next;
    for (const auto& [deadline, id] : state.deadlines) {
        const auto found = state.procedures.find(id);
        if (found == state.procedures.end()) continue;
        // The smallest step of time is 1 ms: the deadline itself still counts.
        const Instant at = settled(found->second) + std::chrono::milliseconds(1);
        next = next ? std::min(*next, at) : at;
    }
    return next;
}

std::string closing_preimage(const v1::CloseProcedure& closing) {
    return "tocsin.example/close/v1\n" + closing.procedure_id() + "\n" +
           std::to_string(closing.deadline()) + "\n";
}

} // namespace tocsin::domain
