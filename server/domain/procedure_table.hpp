// In which states of a procedure each act is possible: the one declaration that decide() refuses
// by, that a reader's next steps are told from, and that the transition test walks (domain.md 3).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/procedure.hpp"
#include "tocsin/v1/command.pb.h"
#include "tocsin/v1/frame.pb.h"

#include <optional>
#include <span>
#include <string_view>

namespace tocsin::domain {

struct Act {
    v1::Command::CommandCase command;
    std::uint32_t states; // bit n: Procedure::State n
    std::string_view rule;

    bool possible_in(Procedure::State state) const {
        return (states >> static_cast<unsigned>(state) & 1u) != 0;
    }
};

std::span<const Act> procedure_acts();

std::string_view state_word(Procedure::State state);
// What may be done with a procedure in this state, in a sentence.
std::string_view next_step(Procedure::State state);
// WRONG_STATE with the state, the rule and the next step, unless the act is possible now.
std::optional<v1::Refusal>
not_possible(const Procedure& procedure, v1::Command::CommandCase command);

} // namespace tocsin::domain
