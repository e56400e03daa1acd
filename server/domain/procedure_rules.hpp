// What several acts on a procedure share: finding it without betraying it (I8), who may word and
// who may steer it, its state in words, and the one order in which parties are listed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/decide_parts.hpp"
#include "server/domain/procedure_table.hpp"

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

// A decision about it, with nothing in it yet.
Decision about(const Procedure& procedure);
v1::Refusal refuse_steering();

// Governments that are members at that instant, each either asked or, being the subject, recused.
struct Entitlement {
    std::set<PartyCode> entitled;
    std::set<PartyCode> recused;
};

Entitlement entitlement(const State& state, const v1::ProcedureDrafted& drafted, Instant at);

// In whose name silence adopts: those asked that are members still, in registered order.
std::vector<PartyCode> consenting(const State& state, const Procedure& procedure);

// When those who owe an answer are reminded: within the window, the earliest first.
std::vector<Instant> reminder_marks(const Procedure& procedure);

// Names everybody where not everybody signed: APPROVAL_REQUIRED unless a reason is given (the
// wording guard).
std::optional<v1::Refusal> overclaims(
    const State& state, const Procedure& procedure, const std::string& override_reason, Instant at
);

// DEADLINE_PASSED, told alike at once and on a retry: so it is made of what the log keeps.
v1::Refusal refuse_late(Instant deadline, Instant received);

// Alphabetical by registered name, accents apart ("São Tomé" stands before "Senegal"), the order of
// every signatory list.
std::vector<PartyCode>
in_registered_order(const Coalition& coalition, std::vector<PartyCode> parties);

} // namespace tocsin::domain
