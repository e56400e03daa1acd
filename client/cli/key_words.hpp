// Keys in words, and found by the first digits of their fingerprint.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/session.hpp"
#include "tocsin/v1/view.pb.h"

#include <string>

namespace tocsin::cli {

// "active", "cooling until …", "waits for a second person", "revoked: lost".
std::string key_state(const Context& context, const v1::KeyLine& key);
std::string key_kind(const v1::KeyLine& key); // "device key", "passkey", "synced passkey"
// Whole in a file; for people the first 16 digits, which every verb takes.
std::string key_name(const Context& context, const v1::KeyLine& key);

// The directory of keys that the log makes; empty: of every party that may be seen.
Result<v1::KeyList> fetch_keys(Session& session, const std::string& party);
// All 64 digits, or the first eight or more of one alone among `keys`; hyphens and blanks as people
// put them.
Result<std::string> fingerprint_among(
    const google::protobuf::RepeatedPtrField<v1::KeyLine>& keys, const std::string& text
);

// Of ids in hex: does `bytes` begin with these digits?
bool begins_with(std::string_view bytes, const std::string& digits);
// The digits people typed, lower case, without what they put between; nothing: fewer than eight, or
// something else.
std::optional<std::string> digits_of(const std::string& text);

} // namespace tocsin::cli
