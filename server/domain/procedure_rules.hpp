// What several acts on a procedure share: finding it without betraying it (I8), who may word and
// who may steer it, its state in words, and the one order in which parties are listed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/decide_parts.hpp"

#include <string_view>
#include <vector>

namespace tocsin::domain {

// Null: no such procedure, or not for this reader: one answer for both.
const Procedure*
readable_procedure(const State& state, const std::string& id, const Reader& reader);

bool may_draft(const Asking& asking);
bool may_word(const Procedure& procedure, const Asking& asking); // its penholder, or a lead
bool may_steer(
    const Procedure& procedure, const Asking& asking
); // its penholder, a lead, the chair

// Whether label and audience let that party read: only then may it owe an answer.
bool is_meant_for(const State& state, const v1::ProcedureDrafted& drafted, const PartyCode& party);

std::string_view state_word(Procedure::State state);
bool is_closed(const Procedure& procedure
); // there is a closing entry: from there on nothing counts

// DEADLINE_PASSED, told alike at once and on a retry: so it is made of what the log keeps.
v1::Refusal refuse_late(Instant deadline, Instant received);

// Alphabetical by registered name, accents apart ("São Tomé" stands before "Senegal"), the order of
// every signatory list.
std::vector<PartyCode>
in_registered_order(const Coalition& coalition, std::vector<PartyCode> parties);

} // namespace tocsin::domain
