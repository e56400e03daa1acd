// A passkey in software, for tests: honest unless told otherwise. What it says next stands in its
// members; the parts below are for what no member can say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signature.hpp"
#include "storage/webauthn.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::test {

class Authenticator {
public:
    enum Flag : std::uint8_t {
        up = 0x01, // somebody touched it
        uv = 0x04, // and was recognised
        be = 0x08, // it may be on several devices
        bs = 0x10, // and is
        at = 0x40,
        ed = 0x80,
    };

    // The same number, the same key.
    explicit Authenticator(storage::KeyAlgorithm algorithm, std::uint8_t number = 1);

    std::string rp_id = "tocsin.example";
    std::string origin = "https://tocsin.example";
    std::uint8_t flags = up | uv;
    std::uint32_t counter = 1;
    std::string credential_id;

    storage::Signer key() const;
    Digest fingerprint() const;

    // Registration and assertion; `challenge` is bytes.
    storage::SignatureBytes create(std::string_view challenge) const;
    storage::SignatureBytes get(std::string_view challenge) const;
    // An assertion over the SHA-256 of a text.
    storage::SignatureBytes sign(std::string_view text) const;

    std::string client_data(std::string_view type, std::string_view challenge) const;
    std::string authenticator_data(std::uint8_t more_flags = 0) const; // 37 bytes
    std::string cose_key() const;
    std::string attested(std::string_view cose) const; // AAGUID, credential id, `cose`
    storage::SignatureBytes created(std::string client_data, std::string authenticator_data) const;
    storage::SignatureBytes asserted(std::string client_data, std::string authenticator_data) const;

private:
    std::string sign_bytes(const std::string& message) const;

    storage::KeyAlgorithm algorithm_;
    storage::SigningKey::Seed secret_;
    std::string public_key_;
};

} // namespace tocsin::test
