// SPDX-License-Identifier: Apache-2.0
#include "storage/cosignature.hpp"

#include "storage/note_key.hpp"

namespace tocsin::storage {

namespace {

constexpr std::size_t time_bytes = 8;

std::string signed_text(const std::string& note_text, std::uint64_t seconds) {
    return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + note_text;
}

std::string big_endian(std::uint64_t number) {
    std::string bytes(time_bytes, '\0');
    for (auto octet = bytes.rbegin(); octet != bytes.rend(); ++octet, number >>= 8)
        *octet = static_cast<char>(number & 0xff);
    return bytes;
}

std::uint64_t from_big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char octet : bytes)
        number = number << 8 | static_cast<unsigned char>(octet);
    return number;
}

} // namespace

std::uint32_t CosignerKey::id() const {
    return note_key_id(NoteKeyType::cosigner, {name, key});
}

std::string CosignerKey::str() const {
    return print_note_key(NoteKeyType::cosigner, {name, key});
}

std::optional<CosignerKey> CosignerKey::parse(std::string_view text) {
    const auto parts = parse_note_key(NoteKeyType::cosigner, text);
    if (!parts) return std::nullopt;
    return CosignerKey{parts->name, parts->key};
}

std::string cosign(
    const std::string& note_text,
    std::uint64_t seconds,
    const std::string& name,
    const SigningKey& key
) {
    const CosignerKey cosigner{name, key.public_key()};
    const std::string signature =
        big_endian(seconds) + key.sign(signed_text(note_text, seconds)).str();
    return signature_line(name, cosigner.id(), signature);
}

CosignedAt cosigned_at(const Note& note, const CosignerKey& key) {
    const auto id = key.id();
    for (const auto& line : note.signatures) {
        if (line.name != key.name || line.key_id != id) continue;
        if (line.signature.size() != time_bytes + Signature::size)
            return {CosignedAt::Found::wrong, 0};
        const std::string_view bytes = line.signature;
        const auto seconds = from_big_endian(bytes.substr(0, time_bytes));
        const bool right =
            seconds <= INT64_MAX &&
            verify(key.key, signed_text(note.text, seconds), bytes.substr(time_bytes));
        if (!right) return {CosignedAt::Found::wrong, 0};
        return {CosignedAt::Found::right, seconds};
    }
    return {};
}

} // namespace tocsin::storage
