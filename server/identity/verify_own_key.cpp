// SPDX-License-Identifier: Apache-2.0
#include "server/domain/key_text.hpp"
#include "server/domain/refusal.hpp"
#include "server/identity/refusals.hpp"
#include "server/identity/signed_form.hpp"
#include "server/identity/verifier.hpp"

namespace tocsin::identity {

namespace {

std::optional<v1::Refusal> wrong(
    const std::variant<storage::Assertion, storage::WrongSignature>& outcome, std::string_view whose
) {
    const auto* why = std::get_if<storage::WrongSignature>(&outcome);
    if (why == nullptr) return std::nullopt;
    return refuse_signature(std::string(whose).append(why->why));
}

} // namespace

std::optional<v1::Refusal> verify_own_key(
    const v1::AddOwnKey& adding, const v1::Key& signer, const std::vector<std::string>& origins
) {
    const v1::Key& key = adding.key();
    const auto text = domain::parse_key_text(adding.cosignature().text());
    if (!text || adding.possession().text() != adding.cosignature().text())
        return domain::refuse(
            v1::Refusal::MALFORMED,
            "The signed text of the new key cannot be read.",
            "it is not the 7 lines of the protocol, byte for byte, the same twice",
            "Build the text anew and have both keys sign it."
        );
    const auto fingerprint = fingerprint_of(key);
    if (!fingerprint)
        return domain::refuse_field("add_own_key.key.public_key", "32 bytes, or 91 of ES256", "");
    if (fingerprint->view() != key.fingerprint() || *fingerprint != text->new_key)
        return domain::refuse_field(
            "add_own_key.key.fingerprint", "the fingerprint of the key, as in the text", ""
        );
    if (adding.cosignature().algorithm() != signer.algorithm() ||
        adding.possession().algorithm() != key.algorithm())
        return refuse_signature("the algorithm named is not the key's");
    const bool has_passkey = !key.rp_id().empty() || !signer.rp_id().empty();
    if (has_passkey && origins.empty()) return refuse_signature("this server takes no passkey");

    const std::string& bytes = adding.cosignature().text();
    const auto cosigned = storage::verify_signed(
        signer_of(signer), bytes, bytes_of(adding.cosignature()), "key", origins
    );
    if (auto refusal = wrong(cosigned, "of the old key: ")) return refusal;
    const auto possessed = storage::verify_signed(
        signer_of(key), bytes, bytes_of(adding.possession()), "key", origins
    );
    return wrong(possessed, "of the new key: ");
}

} // namespace tocsin::identity
