// SPDX-License-Identifier: Apache-2.0
#include "storage/webauthn.hpp"

#include "storage/client_data.hpp"
#include "storage/es256.hpp"
#include "storage/sha256.hpp"
#include "storage/signature.hpp"

#include <algorithm>
#include <optional>

namespace tocsin::storage {

namespace {

// Section 6.1: hash of the rp id, flags, sign count; then what the flags announce.
constexpr std::size_t head_bytes = 37;
constexpr std::size_t challenge_bytes = 32;
constexpr std::size_t aaguid_bytes = 16;
constexpr std::size_t credential_id_bytes_max = 1023;

enum Flag : std::uint8_t {
    user_present = 0x01,
    user_verified = 0x04,
    backup_eligible = 0x08,
    backed_up = 0x10,
    attested = 0x40,
    extended = 0x80,
};

// The two COSE keys, in the one encoding CTAP2 allows.
constexpr std::string_view cose_es256("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10);
constexpr std::string_view cose_es256_y("\x22\x58\x20", 3);
constexpr std::string_view cose_eddsa("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20", 10);
// {"credProtect": 1..3}: browsers ask security keys for it unasked, and these say so when they
// register.
constexpr std::string_view cred_protect(
    "\xa1\x6b"
    "credProtect",
    13
);

WrongSignature wrong(std::string why) {
    return {std::move(why)};
}

// Base64url without padding (RFC 4648 section 5).
std::string to_base64url(std::string_view bytes) {
    std::string text = to_base64(bytes);
    while (text.ends_with('='))
        text.pop_back();
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

// "host" or "host:port", in the one way browsers write an origin.
bool is_host_of(std::string_view authority, std::string_view rp_id) {
    const auto colon = authority.find(':');
    const std::string_view host = authority.substr(0, colon);
    if (colon != authority.npos) {
        const std::string_view port = authority.substr(colon + 1);
        if (port.empty() || port.size() > 5 || port.front() == '0' ||
            port.find_first_not_of("0123456789") != port.npos)
            return false;
    }
    if (host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") != host.npos) return false;
    if (host == rp_id) return true;
    if (!host.ends_with(rp_id)) return false;
    const std::string_view front = host.substr(0, host.size() - rp_id.size());
    return front.size() > 1 && front.ends_with('.') && !front.starts_with('.');
}

bool is_origin_of(std::string_view origin, const Ceremony& ceremony) {
    const auto& origins = ceremony.origins;
    if (!origins.empty()) return std::find(origins.begin(), origins.end(), origin) != origins.end();
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (scheme == "http://" && ceremony.rp_id != "localhost") continue;
        if (origin.starts_with(scheme))
            return is_host_of(origin.substr(scheme.size()), ceremony.rp_id);
    }
    return false;
}

// Told only when it can be one: what else stands there is a stranger's choice.
std::string not_ours(std::string_view origin) {
    std::string why = "it was made on a page that is not ours";
    const bool plain =
        std::all_of(origin.begin(), origin.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (plain && origin.size() <= 300) why.append(": ").append(origin);
    return why;
}

const std::string* text_at(const ClientData& data, std::string_view name) {
    const auto found = data.find(name);
    return found == data.end() ? nullptr : std::get_if<std::string>(&found->second);
}

// Writes the origin into `said`.
std::optional<WrongSignature> check_client_data(
    const Ceremony& ceremony, std::string_view type, std::string_view json, Assertion& said
) {
    auto outcome = read_client_data(json);
    if (auto* trouble = std::get_if<WrongSignature>(&outcome)) return std::move(*trouble);
    const auto& data = std::get<ClientData>(outcome);

    const auto* asked = text_at(data, "type");
    if (!asked || *asked != type)
        return wrong(std::string("the browser was asked for something else than ").append(type));
    const auto* challenge = text_at(data, "challenge");
    if (ceremony.challenge.size() != challenge_bytes || !challenge ||
        *challenge != to_base64url(ceremony.challenge))
        return wrong("the passkey answered another challenge than this one");
    const auto* origin = text_at(data, "origin");
    if (!origin) return wrong("the client data does not say on which page it was made");
    if (!is_origin_of(*origin, ceremony)) return wrong(not_ours(*origin));
    const auto crossing = data.find("crossOrigin");
    if (crossing != data.end() && crossing->second != ClientValue(false))
        return wrong("it was made inside a page of another origin (crossOrigin is not false)");
    if (data.contains("topOrigin"))
        return wrong("it was made inside a page of another origin (topOrigin is there)");
    said.origin = *origin;
    return std::nullopt;
}

// The part that both ceremonies have; writes sign count and BE into `said`.
std::optional<WrongSignature>
check_head(const Ceremony& ceremony, std::string_view bytes, Assertion& said) {
    if (bytes.size() < head_bytes)
        return wrong("the authenticator data is shorter than its 37 bytes");
    if (ceremony.rp_id.empty() || bytes.substr(0, Digest::size) != sha256({ceremony.rp_id}).view())
        return wrong("the passkey was made for another site (the hash of its rp id differs)");
    const auto flags = static_cast<std::uint8_t>(bytes[Digest::size]);
    if ((flags & user_present) == 0) return wrong("nobody touched the passkey (UP is not set)");
    if ((flags & user_verified) == 0)
        return wrong("the passkey did not verify who touched it (UV is not set)");
    if ((flags & backed_up) != 0 && (flags & backup_eligible) == 0)
        return wrong("the passkey says it is backed up and that it cannot be (BS without BE)");
    said.synced = (flags & backup_eligible) != 0;
    said.sign_count = *sign_count_of(bytes);
    return std::nullopt;
}

bool has(std::string_view authenticator_data, Flag flag) {
    return (static_cast<std::uint8_t>(authenticator_data[Digest::size]) & flag) != 0;
}

// Off the front when it is there.
bool take(std::string_view& rest, std::string_view expected) {
    if (!rest.starts_with(expected)) return false;
    rest.remove_prefix(expected.size());
    return true;
}

std::optional<std::string_view> take(std::string_view& rest, std::size_t size) {
    if (rest.size() < size) return std::nullopt;
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
}

// Section 6.5.1, matched against the two templates; leaves in `rest` what follows the key.
std::variant<Signer, WrongSignature> take_key(std::string_view& rest, const std::string& rp_id) {
    if (take(rest, cose_es256)) {
        const auto x = take(rest, p256_coordinate_bytes);
        const bool parted = x && take(rest, cose_es256_y);
        const auto y = parted ? take(rest, p256_coordinate_bytes) : std::nullopt;
        if (!y) return wrong("the passkey's public key is cut short");
        std::string key = es256_key(*x, *y);
        if (!is_es256_key(key)) return wrong("the passkey's public key is no point of P-256");
        return Signer{KeyAlgorithm::es256, std::move(key), rp_id};
    }
    if (take(rest, cose_eddsa)) {
        const auto raw = take(rest, PublicKey::size);
        if (!raw) return wrong("the passkey's public key is cut short");
        if (!is_sound(*PublicKey::from(*raw)))
            return wrong("the passkey's public key is no sound Ed25519 key");
        return Signer{KeyAlgorithm::ed25519, std::string(*raw), rp_id};
    }
    return wrong("the passkey's public key is neither ES256 nor Ed25519 as this server takes them");
}

// What may follow the key: nothing, or the one extension of which ED then tells.
bool is_rest(std::string_view rest, bool extension) {
    if (!extension) return rest.empty();
    return take(rest, cred_protect) && rest.size() == 1 && rest[0] >= 1 && rest[0] <= 3;
}

bool signed_by(const Signer& key, std::string_view message, std::string_view signature) {
    if (key.algorithm == KeyAlgorithm::es256)
        return verify_es256(key.public_key, message, signature);
    const auto raw = PublicKey::from(key.public_key);
    return raw && verify(*raw, message, signature);
}

} // namespace

std::optional<std::uint32_t> sign_count_of(std::string_view authenticator_data) {
    if (authenticator_data.size() < head_bytes) return std::nullopt;
    std::uint32_t count = 0;
    for (const char octet : authenticator_data.substr(Digest::size + 1, 4))
        count = count << 8 | static_cast<unsigned char>(octet);
    return count;
}

std::variant<Assertion, WrongSignature>
check_assertion(const Ceremony& ceremony, const Signer& key, const SignatureBytes& bytes) {
    if (bytes.form != SignatureForm::passkey) return wrong("this is no assertion of a passkey");
    if (key.rp_id != ceremony.rp_id) return wrong("the passkey is one of another site");
    Assertion said;
    const std::string_view data = bytes.authenticator_data;
    if (auto trouble = check_client_data(ceremony, "webauthn.get", bytes.client_data_json, said))
        return std::move(*trouble);
    if (auto trouble = check_head(ceremony, data, said)) return std::move(*trouble);
    if (has(data, attested) || has(data, extended) || data.size() != head_bytes)
        return wrong("the authenticator data holds more than a signature needs (AT, ED or length)");
    const std::string message = std::string(data).append(sha256({bytes.client_data_json}).view());
    if (!signed_by(key, message, bytes.signature))
        return wrong("it is not a signature of these bytes by this passkey");
    return said;
}

std::variant<Registration, WrongSignature>
check_registration(const Ceremony& ceremony, const SignatureBytes& bytes) {
    if (bytes.form != SignatureForm::passkey_created)
        return wrong("this is no registration of a passkey");
    Registration made;
    if (auto trouble =
            check_client_data(ceremony, "webauthn.create", bytes.client_data_json, made.said))
        return std::move(*trouble);
    const std::string_view data = bytes.authenticator_data;
    if (auto trouble = check_head(ceremony, data, made.said)) return std::move(*trouble);
    if (!has(data, attested)) return wrong("the registration brings no key (AT is not set)");

    std::string_view rest = data.substr(head_bytes);
    const bool known_maker = take(rest, aaguid_bytes).has_value(); // which nobody looks at
    const auto length = known_maker ? take(rest, std::size_t{2}) : std::nullopt;
    if (!length) return wrong("the attested credential data is cut short");
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>((*length)[0]))
                                 << 8 |
                             static_cast<unsigned char>((*length)[1]);
    if (size == 0 || size > credential_id_bytes_max)
        return wrong("the credential id is empty or longer than 1023 bytes");
    const auto credential_id = take(rest, size);
    if (!credential_id) return wrong("the attested credential data is cut short");
    made.credential_id = *credential_id;
    auto key = take_key(rest, ceremony.rp_id);
    if (auto* trouble = std::get_if<WrongSignature>(&key)) return std::move(*trouble);
    made.key = std::get<Signer>(std::move(key));
    if (!is_rest(rest, has(data, extended)))
        return wrong("something follows the passkey's public key that was not asked for");
    return made;
}

} // namespace tocsin::storage
