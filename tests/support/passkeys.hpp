// What a passkey in software says, as the wire has it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/authenticator.hpp"
#include "tocsin/v1/frame.pb.h"

namespace tocsin::test {

inline v1::Key facts_of(const Authenticator& passkey) {
    const storage::Signer signer = passkey.key();
    v1::Key key;
    key.set_algorithm(
        signer.algorithm == storage::KeyAlgorithm::es256 ? v1::Key::ES256 : v1::Key::ED25519
    );
    key.set_public_key(signer.public_key);
    key.set_fingerprint(passkey.fingerprint().str());
    key.set_credential_id(passkey.credential_id);
    key.set_rp_id(passkey.rp_id);
    return key;
}

inline v1::Authenticate proof_of(
    const Authenticator& passkey, const storage::SignatureBytes& bytes, v1::SignedText::Form form
) {
    v1::Authenticate proof;
    proof.set_form(form);
    proof.set_protocol(1);
    proof.set_credential_id(passkey.credential_id);
    proof.set_signature(bytes.signature);
    proof.set_authenticator_data(bytes.authenticator_data);
    proof.set_client_data_json(bytes.client_data_json);
    return proof;
}

} // namespace tocsin::test
