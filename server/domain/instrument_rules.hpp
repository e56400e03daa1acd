// What acts on demarches and pledge calls share: the kind they need, and who speaks for a
// government in them. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/procedure_rules.hpp"

namespace tocsin::domain {

// WRONG_STATE when the procedure is of another kind.
std::optional<v1::Refusal> not_of_kind(const Procedure& procedure, v1::ProcedureDrafted::Kind kind);
// A focal point, a lead or the chair, of a government and for it alone.
std::optional<v1::Refusal> not_of_government(const Asking& asking);
// The government concerned is recused, and who was not asked has nothing to say.
std::optional<v1::Refusal> not_asked(const Procedure& procedure, const PartyCode& party);
// Nothing happens in the future: the instant claimed, or now when none is.
std::optional<v1::Refusal> not_yet(std::int64_t claimed, Instant received);

} // namespace tocsin::domain
