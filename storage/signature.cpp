// SPDX-License-Identifier: Apache-2.0
#include "storage/signature.hpp"

#include "server/base/check.hpp"
#include "storage/sha256.hpp"

#include <sodium.h>
#include <utility>

namespace tocsin::storage {

namespace {

const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

} // namespace

bool init_crypto() {
    return sodium_init() >= 0;
}

SigningKey SigningKey::from_seed(const Seed& seed) {
    TOCSIN_CHECK(init_crypto());
    SigningKey key;
    key.secret_ = sodium_malloc(crypto_sign_SECRETKEYBYTES);
    TOCSIN_CHECK(key.secret_ != nullptr);
    TOCSIN_CHECK(
        crypto_sign_seed_keypair(
            key.public_key_.octets.data(),
            static_cast<unsigned char*>(key.secret_),
            seed.octets.data()
        ) == 0
    );
    sodium_mprotect_readonly(key.secret_);
    return key;
}

SigningKey SigningKey::generate(Rng& rng) {
    Seed seed = rng.draw<Seed>();
    SigningKey key = from_seed(seed);
    sodium_memzero(seed.octets.data(), seed.octets.size());
    return key;
}

Signature SigningKey::sign(std::string_view message) const {
    TOCSIN_CHECK(secret_ != nullptr);
    Signature signature;
    TOCSIN_CHECK(
        crypto_sign_detached(
            signature.octets.data(),
            nullptr,
            octets(message),
            message.size(),
            static_cast<const unsigned char*>(secret_)
        ) == 0
    );
    return signature;
}

SigningKey::SigningKey(SigningKey&& other) noexcept
    : secret_(std::exchange(other.secret_, nullptr)), public_key_(other.public_key_) {}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
    std::swap(secret_, other.secret_);
    std::swap(public_key_, other.public_key_);
    return *this;
}

SigningKey::~SigningKey() {
    sodium_free(secret_);
}

bool verify(const PublicKey& key, std::string_view message, std::string_view signature) {
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(
               octets(signature), octets(message), message.size(), key.octets.data()
           ) == 0;
}

bool is_sound(const PublicKey& key) {
    return crypto_core_ed25519_is_valid_point(key.octets.data()) == 1;
}

Digest fingerprint(std::string_view algorithm, std::string_view public_key) {
    return sha256({"tocsin.example/member-key/v1\n", algorithm, "\n", public_key});
}

} // namespace tocsin::storage
