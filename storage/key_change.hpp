// One key of the log gives way to another: the text that both sign, so that whoever trusts the old
// one need ask nobody about the new one (docs/LOG_FORMAT.md 4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/checkpoint.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::storage {

struct KeyChange {
    std::string origin;
    PublicKey old_key, new_key;
    std::int64_t time_seconds = 0;
};

// Five lines, each ended by LF.
std::string render(const KeyChange& change);
std::optional<KeyChange> parse_key_change(std::string_view text);

// As an entry says it; views of what is kept elsewhere.
struct SignedKeyChange {
    std::string_view old_key, new_key; // 32 bytes
    std::string_view text, old_signature, new_signature;
};

// Why it does not hold; empty: it names this log and these keys, and both signed it.
std::string why_wrong(const SignedKeyChange& change, const std::string& origin);

// Whether who trusts `trusted` is led to `key`, itself included; for a time two keys sign.
bool leads_to(
    const VerifierKey& trusted, std::span<const SignedKeyChange> changes, const VerifierKey& key
);

// The key in force of whoever trusts `trusted`, by changes in their order; `trusted` itself when
// none begins with it. Nothing: one that begins with it does not hold.
std::optional<VerifierKey>
key_after(const VerifierKey& trusted, std::span<const SignedKeyChange> changes);

} // namespace tocsin::storage
