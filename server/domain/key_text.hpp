// The text that two keys of one person sign when a new one is added: exactly 7 lines, strict
// grammar (docs/PROTOCOL.md 2.5). Pure text; who signed it is checked elsewhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/ids.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::domain {

struct KeyText {
    std::string origin; // log
    PersonId person;
    Digest new_key; // fingerprint
    Digest key;     // fingerprint of the key that signs for the new one
    std::int64_t time_seconds = 0;
    Bytes<16, struct KeyNonceTag> nonce;
};

std::string render(const KeyText& key_text);
// Nothing unless render(parse(text)) == text, byte for byte.
std::optional<KeyText> parse_key_text(std::string_view text);

} // namespace tocsin::domain
