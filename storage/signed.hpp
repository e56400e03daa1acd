// The one place where a key's signature over a text is verified, in every form that keys sign in:
// as it is, as a passkey's assertion, as OpenSSH writes it (docs/PROTOCOL.md 2). Log-in, positions,
// rotation and the offline verifier all come here. Pure: no clock, no configuration, no state.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin::storage {

enum class KeyAlgorithm { ed25519, es256 };

// A public key as the log has it: 32 bytes, or 91 bytes of SPKI for ES256.
struct Signer {
    KeyAlgorithm algorithm = KeyAlgorithm::ed25519;
    std::string public_key;
    std::string rp_id; // of a passkey; empty: a device key
};

enum class SignatureForm { raw, passkey, openssh, passkey_created };

struct SignatureBytes {
    SignatureForm form = SignatureForm::raw;
    std::string signature;
    std::string authenticator_data; // passkey forms only
    std::string client_data_json;
};

// What a passkey said beside its signature; a device key says nothing.
struct Assertion {
    std::uint32_t sign_count = 0;
    bool synced = false; // BE: it may be on several devices
    std::string origin;
};

// In words for the person whose signature it is: what differs, not only that it does.
struct WrongSignature {
    std::string why;
};

// `namespace_of` is OpenSSH's: "auth", "sign-on" or "key", each behind it "@tocsin.example".
// `origins` are exact; none given: any https origin whose host is the rp_id or ends in it after a
// dot (http for localhost): what somebody can say who does not know the server's configuration.
// A passkey signs in the form passkey, a device key in raw and openssh, and neither in any other:
// passkey_created is refused, because a registration is signed by nobody (attestation "none") and
// whoever knows the public key can write one.
std::variant<Assertion, WrongSignature> verify_signed(
    const Signer& signer,
    std::string_view text,
    const SignatureBytes& bytes,
    std::string_view namespace_of,
    const std::vector<std::string>& origins
);

} // namespace tocsin::storage
