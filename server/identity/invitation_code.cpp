// SPDX-License-Identifier: Apache-2.0
#include "server/identity/identity.hpp"
#include "server/wire/codes.hpp"
#include "storage/sha256.hpp"

namespace tocsin::identity {

std::string mint_code(Rng& rng) {
    using Secret = Bytes<wire::code_bytes, struct InvitationSecretTag>;
    return wire::print_code(rng.draw<Secret>().view());
}

std::optional<Digest> code_hash(std::string_view code) {
    const auto secret = wire::read_code(code);
    if (!secret) return std::nullopt;
    return storage::sha256({*secret});
}

} // namespace tocsin::identity
