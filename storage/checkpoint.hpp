// Signed notes (C2SP signed-note v1.0.0) and checkpoints (C2SP tlog-checkpoint v1.0.0): what the
// log promises about its size and root. docs/LOG_FORMAT.md section 4.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/log.hpp"
#include "storage/signature.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::storage {

// "name+8 hex+base64(type ‖ key)": names a key that verifies notes.
struct VerifierKey {
    std::string name;
    PublicKey key;

    std::string str() const;
    static std::optional<VerifierKey> parse(std::string_view text); // type 0x01 only
    std::uint32_t id() const; // SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)[:4], big-endian
};

struct NoteSignature {
    std::string name;
    std::uint32_t key_id = 0;
    std::string signature;
};

struct Note {
    std::string text; // ends with LF; these bytes are signed
    std::vector<NoteSignature> signatures;
};

// Strict: UTF-8, no control but LF, canonical base64, 1 to 64 signatures, at most 64 KiB.
std::optional<Note> parse_note(std::string_view text);

// True when the key named signed it. A signature of this very name and id that fails makes the
// whole note invalid; unknown ones are ignored; of duplicates the first counts.
bool verify_note(const Note& note, const VerifierKey& key);

// `text` ends with LF; the signature line names the key `name`.
std::string sign_note(const std::string& text, const std::string& name, const SigningKey& key);

struct Checkpoint {
    std::string origin;
    TreeHead head;
};

std::string checkpoint_body(const Checkpoint& checkpoint);
std::optional<Checkpoint> parse_checkpoint_body(std::string_view text);

// The whole signed note of a checkpoint; key name = origin.
std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);
// The note with one more line: for a time after a change of keys the former one signs as well.
std::string add_signature(const std::string& note, const std::string& name, const SigningKey& key);

// Parses, checks origin and signature; nothing when anything is off.
std::optional<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key);
// With whichever of the log's keys signed it.
std::optional<Checkpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> keys);

} // namespace tocsin::storage
