// Whether an act is open to this person now, before what it says is looked at: who may, in which
// kind of procedure, in which state, with what has happened so far. decide() refuses by it, and a
// reader's next steps (next_steps.hpp) are what it does not refuse: they cannot disagree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/decide_parts.hpp"

#include <optional>

namespace tocsin::domain {

// Nothing: it is open. For acts of persons that have a row in the table of acts and states; taking
// a position is judged by stance_rules.hpp.
std::optional<v1::Refusal>
closed_act(const Procedure& procedure, v1::Command::CommandCase command, const Asking& asking);

} // namespace tocsin::domain
