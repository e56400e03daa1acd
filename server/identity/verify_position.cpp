// SPDX-License-Identifier: Apache-2.0
#include "server/domain/refusal.hpp"
#include "server/identity/identity.hpp"
#include "storage/signature.hpp"

namespace tocsin::identity {

namespace {

v1::Refusal bad_signature(std::string why) {
    return domain::refuse(
        v1::Refusal::BAD_SIGNATURE,
        "The signature does not verify.",
        std::move(why),
        "Sign the text again with the key that it names."
    );
}

v1::Refusal unknown_algorithm() {
    v1::Refusal refusal = domain::refuse(
        v1::Refusal::UNSUPPORTED,
        "This server verifies no such signature.",
        "the algorithm is not ED25519",
        "Sign with a device key."
    );
    refusal.set_field("take_position.signed_text.algorithm");
    refusal.set_limit("ED25519");
    return refusal;
}

} // namespace

std::optional<v1::Refusal> verify_position(const v1::SignedText& text, const v1::Key& key) {
    const auto sign_on = domain::parse_sign_on(text.text());
    if (!sign_on) {
        return domain::refuse(
            v1::Refusal::MALFORMED,
            "The signed text cannot be read.",
            "it is not the 13 lines of a sign-on, byte for byte",
            "Build the text anew and sign it."
        );
    }
    if (text.algorithm() != v1::Key::ED25519) return unknown_algorithm();
    const auto public_key = storage::PublicKey::from(key.public_key());
    if (key.algorithm() != v1::Key::ED25519 || !public_key ||
        storage::fingerprint("ed25519", public_key->view()) != sign_on->key) {
        return bad_signature("the key is not the one that the text names");
    }
    if (!storage::verify(*public_key, text.text(), text.signature())) {
        return bad_signature("it is not a signature of these bytes by the key that they name");
    }
    return std::nullopt;
}

} // namespace tocsin::identity
