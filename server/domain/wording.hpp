// Whether a text speaks in the name of all members: "We, the members of the Coalition". It happened
// that such a text went out under fewer names; the wording guard (procedure_rules.hpp, overclaims)
// asks here what the text says. English, French and Spanish.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::v1 {
class Command;
}

namespace tocsin::domain {

bool speaks_for_all(std::string_view text);

// The documents a command names by their SHA-256 (32 bytes each): they must be deposited before.
std::vector<std::string> documents_named(const v1::Command& command);

} // namespace tocsin::domain
