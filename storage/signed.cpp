// SPDX-License-Identifier: Apache-2.0
#include "storage/signed.hpp"

#include "storage/openssh.hpp"
#include "storage/sha256.hpp"
#include "storage/signature.hpp"
#include "storage/webauthn.hpp"

namespace tocsin::storage {

namespace {

using Outcome = std::variant<Assertion, WrongSignature>;

Outcome wrong(std::string why) {
    return WrongSignature{std::move(why)};
}

Ceremony ceremony_over(
    std::string_view text, const std::string& rp_id, const std::vector<std::string>& origins
) {
    return {sha256({text}).str(), rp_id, origins};
}

Outcome check_device_key(
    const Signer& signer,
    std::string_view text,
    const SignatureBytes& bytes,
    std::string_view namespace_of
) {
    if (bytes.form != SignatureForm::raw && bytes.form != SignatureForm::openssh)
        return wrong("the key is a device key, and this is what a passkey says");
    const auto key = PublicKey::from(signer.public_key);
    if (signer.algorithm != KeyAlgorithm::ed25519 || !key)
        return wrong("a device key is an Ed25519 key of 32 bytes, and this one is not");
    // Nothing is kept beside a signature that it does not cover.
    if (!bytes.authenticator_data.empty() || !bytes.client_data_json.empty())
        return wrong("a device key says nothing beside its signature, and here more was sent");
    if (bytes.form == SignatureForm::openssh) {
        const std::string name_space = std::string(namespace_of).append("@tocsin.example");
        if (auto trouble = check_openssh(*key, text, bytes.signature, name_space))
            return std::move(*trouble);
    } else if (!verify(*key, text, bytes.signature)) {
        return wrong("it is not a signature of these bytes by this key");
    }
    return Assertion{};
}

} // namespace

Outcome verify_signed(
    const Signer& signer,
    std::string_view text,
    const SignatureBytes& bytes,
    std::string_view namespace_of,
    const std::vector<std::string>& origins
) {
    if (signer.rp_id.empty()) return check_device_key(signer, text, bytes, namespace_of);
    if (bytes.form == SignatureForm::passkey_created)
        return wrong("the registration of a passkey is nobody's signature");
    if (bytes.form != SignatureForm::passkey)
        return wrong("the key is a passkey, and this is what a device key says");
    return check_assertion(ceremony_over(text, signer.rp_id, origins), signer, bytes);
}

} // namespace tocsin::storage
