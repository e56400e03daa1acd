// Signed notes: the envelope of a checkpoint. What is in it: checkpoint.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "storage/checkpoint.hpp"
#include "storage/note_key.hpp"
#include "storage/sha256.hpp"
#include "storage/text.hpp"

namespace tocsin::storage {

namespace {

constexpr std::size_t note_bytes_max = 64 * 1024;
constexpr std::size_t signatures_max = 64;
constexpr std::size_t id_bytes = 4;
constexpr std::string_view signature_mark = "\u2014 ";

std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
}

std::uint32_t from_big_endian(std::string_view bytes) {
    std::uint32_t number = 0;
    for (const char octet : bytes)
        number = number << 8 | static_cast<unsigned char>(octet);
    return number;
}

// "— <name> <base64 of key id and signature>", without its LF.
std::optional<NoteSignature> parse_signature(std::string_view line) {
    if (!line.starts_with(signature_mark)) return std::nullopt;
    line.remove_prefix(signature_mark.size());
    const auto space = line.find(' ');
    if (space == line.npos) return std::nullopt;
    const auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= id_bytes || !is_key_name(line.substr(0, space)))
        return std::nullopt;
    NoteSignature signature;
    signature.name = std::string(line.substr(0, space));
    signature.key_id = from_big_endian(std::string_view(*bytes).substr(0, id_bytes));
    signature.signature = bytes->substr(id_bytes);
    return signature;
}

} // namespace

std::uint32_t note_key_id(NoteKeyType type, const NoteKeyParts& parts) {
    const char type_byte = static_cast<char>(type);
    const Digest digest = sha256({parts.name, "\n", {&type_byte, 1}, parts.key.view()});
    return from_big_endian(digest.view().substr(0, id_bytes));
}

std::string print_note_key(NoteKeyType type, const NoteKeyParts& parts) {
    return parts.name + "+" + to_hex(big_endian(note_key_id(type, parts))) + "+" +
           to_base64(static_cast<char>(type) + parts.key.str());
}

std::optional<NoteKeyParts> parse_note_key(NoteKeyType type, std::string_view text) {
    const auto name_end = text.find('+');
    if (name_end == text.npos) return std::nullopt;
    const auto id_end = text.find('+', name_end + 1);
    if (id_end == text.npos) return std::nullopt;
    const auto bytes = from_base64(text.substr(id_end + 1));
    if (!bytes || !bytes->starts_with(static_cast<char>(type))) return std::nullopt;
    const auto public_key = PublicKey::from(std::string_view(*bytes).substr(1));
    if (!public_key) return std::nullopt;

    const NoteKeyParts parts{std::string(text.substr(0, name_end)), *public_key};
    const auto id_text = text.substr(name_end + 1, id_end - name_end - 1);
    if (!is_key_name(parts.name) || id_text != to_hex(big_endian(note_key_id(type, parts))))
        return std::nullopt;
    return parts;
}

std::string
signature_line(std::string_view name, std::uint32_t key_id, std::string_view signature) {
    return std::string(signature_mark) + std::string(name) + " " +
           to_base64(big_endian(key_id) + std::string(signature)) + "\n";
}

std::uint32_t VerifierKey::id() const {
    return note_key_id(NoteKeyType::log, {name, key});
}

std::string VerifierKey::str() const {
    return print_note_key(NoteKeyType::log, {name, key});
}

std::optional<VerifierKey> VerifierKey::parse(std::string_view text) {
    const auto parts = parse_note_key(NoteKeyType::log, text);
    if (!parts) return std::nullopt;
    return VerifierKey{parts->name, parts->key};
}

std::optional<Note> parse_note(std::string_view text) {
    if (text.size() > note_bytes_max || !is_note_text(text)) return std::nullopt;
    // The last blank line parts them: the text itself may hold others.
    const auto blank = text.rfind("\n\n");
    if (blank == text.npos) return std::nullopt;
    Note note;
    note.text = std::string(text.substr(0, blank + 1));
    for (auto rest = text.substr(blank + 2); !rest.empty();) {
        const auto end = rest.find('\n');
        if (end == rest.npos || note.signatures.size() == signatures_max) return std::nullopt;
        auto signature = parse_signature(rest.substr(0, end));
        if (!signature) return std::nullopt;
        note.signatures.push_back(std::move(*signature));
        rest.remove_prefix(end + 1);
    }
    if (note.signatures.empty()) return std::nullopt;
    return note;
}

bool verify_note(const Note& note, const VerifierKey& key) {
    const auto id = key.id();
    for (const auto& signature : note.signatures) {
        if (signature.name != key.name || signature.key_id != id) continue;
        return verify(key.key, note.text, signature.signature);
    }
    return false;
}

std::string sign_note(const std::string& text, const std::string& name, const SigningKey& key) {
    const VerifierKey verifier{name, key.public_key()};
    return text + "\n" + signature_line(name, verifier.id(), key.sign(text).view());
}

std::string add_signature(const std::string& note, const std::string& name, const SigningKey& key) {
    const VerifierKey verifier{name, key.public_key()};
    const std::string text = note.substr(0, note.rfind("\n\n") + 1);
    return note + signature_line(name, verifier.id(), key.sign(text).view());
}

} // namespace tocsin::storage
