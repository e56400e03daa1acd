// What a reader may do next with an alert or a procedure: the commands, by name, that decide()
// would not refuse him now, whatever else they say. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/decide_parts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::domain {

// Each row of the table of acts, in its order, asked of the gate that decide() goes by;
// "take_position" leads where some stance is open to the reader's party.
std::vector<std::string>
next_steps(const State& state, const Procedure& procedure, const Reader& reader, Instant now);
// Each act on an alert, asked of decide() itself.
std::vector<std::string>
next_steps(const State& state, const Alert& alert, const Reader& reader, Instant now);

// Nothing: one who writes nothing whatever it is, whom decide() refuses before it looks at
// anything.
std::optional<Asking> asking_of(const State& state, const Reader& reader, Instant now);
std::string name_of(v1::Command::CommandCase command);

} // namespace tocsin::domain
