// The software passkey as the schema speaks of it: its key, and its signature over a text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/authenticator.hpp"
#include "tocsin/v1/event.pb.h"

#include <string>
#include <utility>

namespace tocsin::test {

inline v1::Key facts_of(const Authenticator& passkey) {
    const storage::Signer signer = passkey.key();
    v1::Key facts;
    facts.set_algorithm(
        signer.algorithm == storage::KeyAlgorithm::es256 ? v1::Key::ES256 : v1::Key::ED25519
    );
    facts.set_public_key(signer.public_key);
    facts.set_fingerprint(passkey.fingerprint().str());
    facts.set_credential_id(passkey.credential_id);
    facts.set_rp_id(passkey.rp_id);
    facts.set_synced((passkey.flags & Authenticator::be) != 0);
    return facts;
}

inline v1::SignedText
as_message(const Authenticator& passkey, std::string text, storage::SignatureBytes bytes) {
    v1::SignedText message;
    message.set_algorithm(facts_of(passkey).algorithm());
    message.set_form(
        bytes.form == storage::SignatureForm::passkey ? v1::SignedText::PASSKEY
                                                      : v1::SignedText::PASSKEY_CREATED
    );
    message.set_text(std::move(text));
    message.set_signature(std::move(bytes.signature));
    message.set_authenticator_data(std::move(bytes.authenticator_data));
    message.set_client_data_json(std::move(bytes.client_data_json));
    return message;
}

inline v1::SignedText signed_by(const Authenticator& passkey, const std::string& text) {
    return as_message(passkey, text, passkey.sign(text));
}

} // namespace tocsin::test
