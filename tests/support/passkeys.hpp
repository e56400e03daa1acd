// How the software passkey logs in and enrols, as the wire has it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/passkey.hpp"
#include "tocsin/v1/frame.pb.h"

namespace tocsin::test {

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
