// SPDX-License-Identifier: Apache-2.0
#include "server/identity/sign_count.hpp"

#include "server/domain/key_text.hpp"
#include "server/domain/sign_on.hpp"
#include "storage/webauthn.hpp"

namespace tocsin::identity {

namespace {

// Only a passkey counts: only its text is read for that.
template <class Parse>
std::optional<SignCount> sign_count(const v1::SignedText& signature, Parse parse) {
    if (signature.form() != v1::SignedText::PASSKEY) return std::nullopt;
    const auto text = parse(signature.text());
    if (!text) return std::nullopt;
    const auto count = storage::sign_count_of(signature.authenticator_data());
    if (!count) return std::nullopt;
    return SignCount{text->key, *count};
}

} // namespace

std::optional<SignCount> sign_count_in(const v1::Command& command) {
    if (command.has_take_position()) {
        const v1::SignedText& signature = command.take_position().signed_text();
        return sign_count(signature, domain::parse_sign_on);
    }
    if (command.has_add_own_key()) {
        const v1::SignedText& signature = command.add_own_key().cosignature();
        return sign_count(signature, domain::parse_key_text);
    }
    return std::nullopt;
}

} // namespace tocsin::identity
