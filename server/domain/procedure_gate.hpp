// Whether an act is open to this person now, before what it says is looked at: who may, in which
// kind of procedure, in which state, with what has happened so far. decide() refuses by it, and a
// reader's next steps are what it does not refuse: they cannot disagree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/decide_parts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::domain {

// Nothing: it is open. For acts of persons that have a row in the table of acts and states; taking
// a position is judged by stance_rules.hpp.
std::optional<v1::Refusal>
closed_act(const Procedure& procedure, v1::Command::CommandCase command, const Asking& asking);

// The acts open to this reader now, by their names in the schema ("publish_procedure"), in the
// table's order; "take_position" leads where some stance is open to the reader's party.
std::vector<std::string>
next_steps(const State& state, const Procedure& procedure, const Reader& reader, Instant now);

} // namespace tocsin::domain
