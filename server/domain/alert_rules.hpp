// What several acts on an alert share: finding it without betraying it (I8), what content may be
// sent out at all, its state in words. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/decide_parts.hpp"

#include <string_view>

namespace tocsin::domain {

// Null: no such alert, or not for this reader: one answer for both.
const Alert* readable_alert(const State& state, const std::string& id, const Reader& reader);

std::string_view state_word(Alert::State state);
// WRONG_STATE unless live: what it is, the rule, the next step, and the entry that ended it.
std::optional<v1::Refusal> not_live(const Alert& alert);
// CHANGED, with the index of the live message, unless `predecessor` is the live one.
std::optional<v1::Refusal> not_latest(const Alert& alert, std::uint32_t predecessor);

v1::Realm realm_of(const v1::AlertContent& content);
// The content as such: its status here, its audience's names, its evidence. Whom it reaches is
// asked of addressees_of at the instant it goes out.
std::optional<v1::Refusal> bad_content(const State& state, const v1::AlertContent& content);
// FLASH and EXTREME need independent sources: publishers, or hosts where no publisher is named.
std::optional<v1::Refusal>
lacks_evidence(const v1::Policy& policy, const v1::AlertContent& content);
// EMPTY_AUDIENCE when it would reach no party at that instant.
std::optional<v1::Refusal>
reaches_nobody(const State& state, const v1::AlertContent& content, Instant at);

} // namespace tocsin::domain
