// Which stance is open to which party, by the mode of a procedure, its state and the instant; and
// what must go with it (domain.md 3, Positions).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/procedure_rules.hpp"
#include "server/domain/sign_on.hpp"

namespace tocsin::domain {

// Everything one answer is judged by.
struct Answering {
    const State& state;
    const Procedure& procedure;
    const SignOn& text;
    const v1::TakePosition& command;
    const Asking& asking;
};

// Late association and dissociation: they are said after the close, and only then.
bool comes_afterwards(v1::Position::Stance stance);
// What stands of that party, said before the close or after it; null: nothing.
const StandingPosition* standing_of(const Procedure& procedure, const PartyCode& party);

// Whether this procedure takes answers now, and this person speaks for the party it names.
std::optional<v1::Refusal> closed_to_answers(const Answering& answering);
// After the deadline or the close, and not said afterwards: recorded without effect.
bool is_late(const Answering& answering);
std::optional<v1::Refusal> closed_stance(const Answering& answering);
// The explanation, the amendment, the instant that go with some stances and with no other.
std::optional<v1::Refusal> wrong_company(const Answering& answering);

} // namespace tocsin::domain
