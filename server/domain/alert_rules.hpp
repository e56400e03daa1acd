// What several acts on an alert share: finding it without betraying it (I8), what content may be
// sent out at all, its state in words. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/decide_parts.hpp"

#include <string_view>

namespace tocsin::domain {

// Null: no such alert, or not for this reader: one answer for both.
const Alert* readable_alert(const State& state, const std::string& id, const Reader& reader);
const Signal* readable_signal(const State& state, const std::string& id, const Reader& reader);
// What the decision concerns, before it has any event.
Decision concerning(const std::string& subject, v1::Realm realm);

bool may_raise(const Asking& asking); // a lead, or the secretariat
v1::Refusal refuse_raising();
// Once a task force is recorded, a lead raises only what his party's task forces are for. Of an
// update: only kinds that `known` has not are asked.
std::optional<v1::Refusal> outside_mandate(
    const State& state,
    const v1::AlertContent& content,
    const Asking& asking,
    const v1::AlertContent& known = {}
);
// Whoever signs about it is told that it is over, or partly: a question for each open procedure, in
// order of id. Nothing while it goes on.
void question_procedures(
    const State& state, const Alert& alert, const v1::Situation& situation, Decision& decision
);
// WRONG_STATE once it was raised, joined to an alert, or dismissed.
std::optional<v1::Refusal> not_candidate(const State& state, const Signal& signal);

std::string_view state_word(Alert::State state);
// WRONG_STATE unless live: what it is, the rule, the next step, and the entry that ended it.
std::optional<v1::Refusal> not_live(const Alert& alert);
// CHANGED, with the index of the live message, unless `predecessor` is the live one.
std::optional<v1::Refusal> not_latest(const Alert& alert, std::uint32_t predecessor);

v1::Realm realm_of(const v1::AlertContent& content);
// Names in it that the Coalition does not know; `field` is where the audience stands.
std::optional<v1::Refusal>
bad_names(const Coalition& coalition, const v1::Audience& audience, const std::string& field);
// The content as such: its status here, its audience's names, its evidence. Whom it reaches is
// asked of addressees_of at the instant it goes out.
std::optional<v1::Refusal> bad_content(const State& state, const v1::AlertContent& content);
// FLASH, EXTREME, CORROBORATED and ATTRIBUTED need independent sources: publishers, or hosts where
// no publisher is named.
std::optional<v1::Refusal>
lacks_evidence(const v1::Policy& policy, const v1::AlertContent& content);
// EMPTY_AUDIENCE when it would reach no party at that instant.
std::optional<v1::Refusal>
reaches_nobody(const State& state, const v1::AlertContent& content, Instant at);

} // namespace tocsin::domain
