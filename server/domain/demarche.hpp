// A demarche's missions and the names it may be delivered under: pure rules over its procedure
// (domain.md 3). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

#include <set>
#include <string>

namespace tocsin::domain {

// In order of code, each once, the lead mission among them.
std::set<std::string> missions_of(const v1::DemarcheTerms& terms);
// Governments whose name the demarche carries: those of the closing, with who associated itself
// later and without who dissociated itself.
std::set<PartyCode> names_of(const Procedure& procedure);
// Those, and observers that are members at that instant.
bool may_be_associated(
    const State& state, const Procedure& procedure, const PartyCode& party, Instant at
);

} // namespace tocsin::domain
