// WebAuthn Level 2, the two ceremonies as a relying party checks them: sections 7.1 (registration,
// attestation "none") and 7.2 (assertion), user verification required. No CBOR is parsed: the two
// key shapes that are offered have one encoding each and are matched (docs/PROTOCOL.md 2.3).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signed.hpp"

#include <optional>

namespace tocsin::storage {

struct Ceremony {
    std::string challenge; // the 32 bytes that were issued, or the SHA-256 of a text
    std::string rp_id;
    std::vector<std::string> origins; // as in verify_signed
};

struct Registration {
    Signer key;
    std::string credential_id;
    Assertion said;
};

std::variant<Assertion, WrongSignature>
check_assertion(const Ceremony& ceremony, const Signer& key, const SignatureBytes& bytes);

// `authenticator_data` with attested credential data; the attestation statement is not looked at.
std::variant<Registration, WrongSignature>
check_registration(const Ceremony& ceremony, const SignatureBytes& bytes);

// How far the passkey had counted whose assertion this is; nothing: it is none. It is true of what
// check_assertion holds for good.
std::optional<std::uint32_t> sign_count_of(std::string_view authenticator_data);

} // namespace tocsin::storage
