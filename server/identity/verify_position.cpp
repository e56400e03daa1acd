// SPDX-License-Identifier: Apache-2.0
#include "server/domain/refusal.hpp"
#include "server/domain/sign_on.hpp"
#include "server/identity/refusals.hpp"
#include "server/identity/verifier.hpp"
#include "server/wire/signed_text.hpp"

namespace tocsin::identity {

namespace {

v1::Refusal not_spoken(std::string why, const char* field, const char* limit) {
    v1::Refusal refusal = domain::refuse(
        v1::Refusal::UNSUPPORTED,
        "This server verifies no such signature.",
        std::move(why),
        "Sign with a passkey, a device key or an OpenSSH key."
    );
    refusal.set_field(field);
    refusal.set_limit(limit);
    return refusal;
}

} // namespace

std::optional<v1::Refusal> verify_position(
    const v1::SignedText& text, const v1::Key& key, const std::vector<std::string>& origins
) {
    const auto sign_on = domain::parse_sign_on(text.text());
    if (!sign_on) {
        return domain::refuse(
            v1::Refusal::MALFORMED,
            "The signed text cannot be read.",
            "it is not the 13 lines of a sign-on, byte for byte",
            "Build the text anew and sign it."
        );
    }
    return verify_position(text, sign_on->key, key, origins);
}

std::optional<v1::Refusal> verify_position(
    const v1::SignedText& text,
    const Digest& named,
    const v1::Key& key,
    const std::vector<std::string>& origins
) {
    if (text.algorithm() != v1::Key::ED25519 && text.algorithm() != v1::Key::ES256) {
        return not_spoken(
            "its algorithm is not known here",
            "take_position.signed_text.algorithm",
            "ED25519 or ES256"
        );
    }
    const auto signature = wire::signature_of(text);
    if (!signature) {
        return not_spoken(
            "its form is not known here",
            "take_position.signed_text.form",
            "RAW, PASSKEY or OPENSSH"
        );
    }
    const auto signer = wire::signer_of(key);
    if (!signer || wire::fingerprint_of(*signer) != named)
        return refuse_signature("the key is not the one that the text names");
    if (text.algorithm() != key.algorithm())
        return refuse_signature("the algorithm is not that of the key that the text names");
    // Origins are this server's: a passkey signs on its pages or not at all.
    if (!key.rp_id().empty() && origins.empty())
        return refuse_signature("this server takes no passkey");
    const auto outcome =
        storage::verify_signed(*signer, text.text(), *signature, "sign-on", origins);
    if (const auto* wrong = std::get_if<storage::WrongSignature>(&outcome))
        return refuse_signature(wrong->why);
    return std::nullopt;
}

} // namespace tocsin::identity
