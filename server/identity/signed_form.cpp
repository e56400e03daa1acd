// SPDX-License-Identifier: Apache-2.0
#include "server/identity/signed_form.hpp"

#include "server/wire/signed_text.hpp"

namespace tocsin::identity {

// What is not spoken here verifies as a signature of nothing by nobody: never.

storage::Signer signer_of(const v1::Key& key) {
    return wire::signer_of(key).value_or(storage::Signer{});
}

storage::SignatureBytes bytes_of(const v1::SignedText& text) {
    return wire::signature_of(text).value_or(storage::SignatureBytes{});
}

storage::SignatureBytes bytes_of(const v1::Authenticate& proof) {
    return wire::signature_of(proof).value_or(storage::SignatureBytes{});
}

std::optional<Digest> fingerprint_of(const v1::Key& key) {
    const auto signer = wire::signer_of(key);
    if (!signer) return std::nullopt;
    return wire::fingerprint_of(*signer);
}

} // namespace tocsin::identity
