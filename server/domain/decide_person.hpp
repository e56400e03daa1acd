// What the acts about persons and their keys share (decide_invitation.cpp, decide_key.cpp,
// decide_recovery.cpp, decide_roles.cpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/decide_parts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::domain {

// A person holds so many keys at a time; it can revoke those it does not need.
constexpr std::size_t keys_per_person_max = 16;

// Zero when it is none: a zero digest names no key and no code.
Digest digest_in(std::string_view raw);

// APPROVAL_REQUIRED: somebody else must do, or say, the same.
v1::Refusal refuse_alone(std::string why, std::string next, std::string who_may);

// Roles that this kind of party has, each alone where it stands alone; else the refusal.
std::optional<v1::Refusal>
bad_roles(const google::protobuf::RepeatedField<int>& roles, v1::Party::Kind kind);

// A device key, or a passkey with all that one has; and nobody's yet. Public keys and credential
// ids are taken once ever, by whomever, so that nobody confirms himself under a second name.
std::optional<v1::Refusal> bad_key(const Coalition& coalition, const v1::Key& key);
v1::Refusal refuse_known_key();
// The code is there already: nobody may bring the same twice.
std::optional<v1::Refusal> bad_code(const Coalition& coalition, const std::string& code_sha256);

// Appends `key_added`.
v1::KeyAdded& let_in(
    Decision& decision,
    const PersonId& person,
    const v1::Key& key,
    const std::vector<PersonId>& approvals
);
// Appends `key_revoked`.
void revoke(
    Decision& decision, const PersonId& person, const Digest& key, const std::string& reason
);
// Appends `token_revoked` for each feed token of this person that still reads: whoever held a key
// of its may have minted one.
void end_tokens(
    Decision& decision, const Coalition& coalition, const PersonId& person, Instant received
);
// What comes with having been enrolled in a recovery: it cools, unless the printed code came too.
void cool(v1::KeyAdded& added, const Coalition& coalition, const KeyRecord& key, Instant received);

// The first of two, as long as that one still acts for the secretariat; null: none of them.
const PersonId* standing_confirmation(const Coalition& coalition, const KeyRecord& key, Instant at);

} // namespace tocsin::domain
