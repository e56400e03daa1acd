// What names a key in signed notes (C2SP signed-note v1.0.0): name, type, public key, and the id
// that both make. checkpoint.hpp and cosignature.hpp give the two types a meaning.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signature.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::storage {

enum class NoteKeyType : std::uint8_t { log = 0x01, cosigner = 0x04 };

struct NoteKeyParts {
    std::string name;
    PublicKey key;
};

// SHA-256(name ‖ 0x0A ‖ type ‖ key)[:4], big-endian.
std::uint32_t note_key_id(NoteKeyType type, const NoteKeyParts& parts);

// "name+8 hex of id+base64(type ‖ key)"; parse takes this type alone, and only when the id fits.
std::string print_note_key(NoteKeyType type, const NoteKeyParts& parts);
std::optional<NoteKeyParts> parse_note_key(NoteKeyType type, std::string_view text);

// "— name base64(id ‖ signature)" with its LF.
std::string signature_line(std::string_view name, std::uint32_t key_id, std::string_view signature);

} // namespace tocsin::storage
