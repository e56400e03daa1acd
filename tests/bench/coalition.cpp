// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/coalition.hpp"

#include "storage/sha256.hpp"

namespace tocsin::bench {

namespace {

Digest digest_of(std::string_view what, std::uint64_t number) {
    return storage::sha256({"tocsin bench ", what, " ", std::to_string(number)});
}

} // namespace

PersonId person_id(std::uint64_t number) {
    return *PersonId::from(digest_of("person", number).view().substr(0, PersonId::size));
}

storage::SigningKey key_of(std::uint64_t number) {
    const auto seed = digest_of("key", number);
    return storage::SigningKey::from_seed(*storage::SigningKey::Seed::from(seed.view()));
}

v1::Key wire_key(const storage::SigningKey& key) {
    v1::Key wire;
    wire.set_algorithm(v1::Key::ED25519);
    wire.set_public_key(key.public_key().str());
    wire.set_fingerprint(storage::fingerprint("ed25519", key.public_key().view()).str());
    return wire;
}

std::string token_of(std::uint64_t number) {
    return "bench-token-" + std::to_string(number);
}

std::string party_code(std::uint64_t party) {
    const std::string digits = std::to_string(party);
    return "g-" + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

storage::SigningKey log_key() {
    const auto seed = digest_of("log", 0);
    return storage::SigningKey::from_seed(*storage::SigningKey::Seed::from(seed.view()));
}

} // namespace tocsin::bench
