// SPDX-License-Identifier: Apache-2.0
#include "server/wire/signed_text.hpp"

#include "storage/signature.hpp"

namespace tocsin::wire {

namespace {

constexpr std::size_t es256_key_bytes = 91; // SPKI

std::optional<storage::SignatureForm> form_of(v1::SignedText::Form form) {
    switch (form) {
    case v1::SignedText::RAW: return storage::SignatureForm::raw;
    case v1::SignedText::PASSKEY: return storage::SignatureForm::passkey;
    case v1::SignedText::OPENSSH: return storage::SignatureForm::openssh;
    case v1::SignedText::PASSKEY_CREATED: return storage::SignatureForm::passkey_created;
    default: return std::nullopt; // of a later schema
    }
}

template <class Message>
std::optional<storage::SignatureBytes> bytes_of(const Message& message) {
    const auto form = form_of(message.form());
    if (!form) return std::nullopt;
    storage::SignatureBytes bytes;
    bytes.form = *form;
    bytes.signature = message.signature();
    bytes.authenticator_data = message.authenticator_data();
    bytes.client_data_json = message.client_data_json();
    return bytes;
}

} // namespace

std::optional<storage::Signer> signer_of(const v1::Key& key) {
    storage::Signer signer;
    if (key.algorithm() == v1::Key::ES256)
        signer.algorithm = storage::KeyAlgorithm::es256;
    else if (key.algorithm() != v1::Key::ED25519)
        return std::nullopt;
    const bool is_es256 = signer.algorithm == storage::KeyAlgorithm::es256;
    const std::size_t size = is_es256 ? es256_key_bytes : storage::PublicKey::size;
    if (key.public_key().size() != size) return std::nullopt;
    signer.public_key = key.public_key();
    signer.rp_id = key.rp_id();
    return signer;
}

Digest fingerprint_of(const storage::Signer& signer) {
    const bool is_es256 = signer.algorithm == storage::KeyAlgorithm::es256;
    return storage::fingerprint(is_es256 ? "es256" : "ed25519", signer.public_key);
}

std::optional<storage::SignatureBytes> signature_of(const v1::SignedText& text) {
    return bytes_of(text);
}

std::optional<storage::SignatureBytes> signature_of(const v1::Authenticate& proof) {
    return bytes_of(proof);
}

} // namespace tocsin::wire
