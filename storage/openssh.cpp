// SPDX-License-Identifier: Apache-2.0
#include "storage/openssh.hpp"

#include "storage/sha256.hpp"

#include <openssl/sha.h>

#include <array>

namespace tocsin::storage {

namespace {

constexpr std::size_t armour_bytes_max = 4 * 1024;
constexpr std::size_t armour_line_max = 76;
constexpr std::string_view armour_head = "-----BEGIN SSH SIGNATURE-----\n";
constexpr std::string_view armour_foot = "-----END SSH SIGNATURE-----";
constexpr std::string_view magic = "SSHSIG";
constexpr std::string_view plain_type = "ssh-ed25519";
constexpr std::string_view touched_type = "sk-ssh-ed25519@openssh.com";
constexpr std::uint8_t user_present = 0x01;

WrongSignature wrong(std::string why) {
    return {std::move(why)};
}

// SSH's data types (RFC 4251 section 5), off the front. What does not fit sets `broken` and reads
// as empty.
struct Reader {
    std::string_view rest;
    bool broken = false;

    std::string_view take(std::size_t size) {
        if (size > rest.size()) broken = true;
        if (broken) return {};
        const std::string_view taken = rest.substr(0, size);
        rest.remove_prefix(size);
        return taken;
    }

    std::uint32_t number() {
        std::uint32_t value = 0;
        for (const char octet : take(4))
            value = value << 8 | static_cast<unsigned char>(octet);
        return value;
    }

    std::string_view string() { return take(number()); }

    bool done() const { return !broken && rest.empty(); }
};

std::string ssh_string(std::string_view bytes) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(bytes.size() >> shift & 0xff);
    return out.append(bytes);
}

// The bytes between head and foot; one LF may follow, as ssh-keygen writes it.
std::optional<std::string> open_armour(std::string_view text) {
    if (text.size() > armour_bytes_max || !text.starts_with(armour_head)) return std::nullopt;
    text.remove_prefix(armour_head.size());
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (!text.ends_with(armour_foot)) return std::nullopt;
    text.remove_suffix(armour_foot.size());
    std::string base64;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (end == 0 || end == text.npos || end > armour_line_max) return std::nullopt;
        base64.append(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return from_base64(base64);
}

struct Envelope {
    std::string_view type;
    std::string_view key;
    std::string_view application; // of a security key
    std::string_view name_space;
    std::string_view reserved;
    std::string_view hash;
    std::string_view signature;
};

// The public key as SSH writes it: its type, 32 bytes, and of a security key whom it answers to.
std::optional<WrongSignature> read_key(std::string_view bytes, Envelope& envelope) {
    Reader key{bytes};
    envelope.type = key.string();
    if (envelope.type != plain_type && envelope.type != touched_type)
        return wrong("the OpenSSH key is neither ssh-ed25519 nor sk-ssh-ed25519@openssh.com");
    envelope.key = key.string();
    if (envelope.type == touched_type) envelope.application = key.string();
    if (!key.done()) return wrong("the public key in the OpenSSH signature cannot be read");
    // What a web page can ask of a security key is no application of OpenSSH's.
    if (envelope.type == touched_type && !envelope.application.starts_with("ssh:"))
        return wrong("the security key was not made for OpenSSH (its application is not \"ssh:\")");
    return std::nullopt;
}

std::optional<WrongSignature> read_envelope(std::string_view bytes, Envelope& envelope) {
    Reader reader{bytes};
    if (reader.take(magic.size()) != magic) return wrong("this is no OpenSSH signature");
    if (reader.number() != 1) return wrong("the OpenSSH signature is not of version 1");
    const auto key = reader.string();
    envelope.name_space = reader.string();
    envelope.reserved = reader.string();
    envelope.hash = reader.string();
    envelope.signature = reader.string();
    if (!reader.done()) return wrong("the OpenSSH signature ends too early or too late");
    if (!envelope.reserved.empty())
        return wrong("the reserved field of the OpenSSH signature is not empty");
    return read_key(key, envelope);
}

// The hash of the text by the name that the signature gives.
std::optional<std::string> hash_of(std::string_view name, std::string_view text) {
    if (name == "sha256") return sha256({text}).str();
    if (name != "sha512") return std::nullopt;
    std::array<unsigned char, SHA512_DIGEST_LENGTH> digest;
    SHA512(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return std::string(digest.begin(), digest.end());
}

// The innermost signature over `blob`, and what a security key put beside it.
std::optional<WrongSignature>
check_signature(const PublicKey& key, const Envelope& envelope, const std::string& blob) {
    Reader reader{envelope.signature};
    if (reader.string() != envelope.type)
        return wrong("the OpenSSH signature is of another type than its key");
    const auto signature = reader.string();
    const bool touched = envelope.type == touched_type;
    const auto said = touched ? reader.take(5) : std::string_view(); // flags and counter
    if (!reader.done()) return wrong("the signature in the OpenSSH signature cannot be read");
    if (touched && (static_cast<std::uint8_t>(said.front()) & user_present) == 0)
        return wrong("nobody touched the security key (user presence is not set)");
    const std::string message =
        touched ? sha256({envelope.application}).str().append(said).append(sha256({blob}).view())
                : blob;
    if (!verify(key, message, signature))
        return wrong("it is not a signature of these bytes by this OpenSSH key");
    return std::nullopt;
}

} // namespace

std::optional<PublicKey> openssh_key(std::string_view armoured) {
    const auto bytes = open_armour(armoured);
    Envelope envelope;
    if (!bytes || read_envelope(*bytes, envelope)) return std::nullopt;
    return PublicKey::from(envelope.key);
}

std::optional<WrongSignature> check_openssh(
    const PublicKey& key,
    std::string_view text,
    std::string_view armoured,
    std::string_view name_space
) {
    const auto bytes = open_armour(armoured);
    if (!bytes) return wrong("this is not the armoured text that ssh-keygen writes");
    Envelope envelope;
    if (auto trouble = read_envelope(*bytes, envelope)) return trouble;
    if (envelope.key != key.view())
        return wrong("the OpenSSH signature is by another key than this person's");
    if (envelope.name_space != name_space) {
        std::string why = "the OpenSSH signature was made for another purpose than \"";
        return wrong(why.append(name_space).append("\""));
    }
    const auto hash = hash_of(envelope.hash, text);
    if (!hash) return wrong("the OpenSSH signature uses a hash that is not sha256 or sha512");
    std::string blob(magic);
    blob.append(ssh_string(name_space)).append(ssh_string(envelope.reserved));
    blob.append(ssh_string(envelope.hash)).append(ssh_string(*hash));
    return check_signature(key, envelope, blob);
}

} // namespace tocsin::storage
