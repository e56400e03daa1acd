// SPDX-License-Identifier: Apache-2.0
#include "client/core/own_key.hpp"

#include "client/core/keys.hpp"

namespace tocsin::client {
namespace {

// docs/PROTOCOL.md 2.2.
const char* name_space(Purpose purpose) {
    switch (purpose) {
    case Purpose::log_in: return "auth@tocsin.example";
    case Purpose::position: return "sign-on@tocsin.example";
    case Purpose::new_key: break;
    }
    return "key@tocsin.example";
}

} // namespace

v1::Key OwnKey::as_message() const {
    return client::as_message(device_ ? device_->public_key() : ssh_->public_key());
}

Digest OwnKey::fingerprint() const {
    return fingerprint_of(device_ ? device_->public_key() : ssh_->public_key());
}

Result<MadeSignature> OwnKey::sign(std::string_view text, Purpose purpose) const {
    if (device_) return MadeSignature{v1::SignedText::RAW, device_->sign(text).str()};
    auto armoured = ssh_->sign(text, name_space(purpose));
    if (!armoured) return armoured.error();
    return MadeSignature{v1::SignedText::OPENSSH, std::move(*armoured)};
}

Result<v1::SignedText> signed_text(const OwnKey& key, std::string_view text, Purpose purpose) {
    auto signature = key.sign(text, purpose);
    if (!signature) return signature.error();
    v1::SignedText made;
    made.set_text(std::string(text));
    made.set_algorithm(v1::Key::ED25519);
    made.set_form(signature->form);
    made.set_signature(std::move(signature->bytes));
    return made;
}

} // namespace tocsin::client
