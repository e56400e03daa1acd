// Ed25519 by libsodium, the one verifier of the house (log, positions, log-in, device keys), and
// the fingerprint that names a key. Domain separation is in the first line of what is signed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/result.hpp"
#include "server/base/rng.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace tocsin::storage {

using PublicKey = Bytes<32, struct PublicKeyTag>;
using Signature = Bytes<64, struct SignatureTag>;

// A secret in locked, wiped memory. Movable, never copied.
class SigningKey {
public:
    using Seed = Bytes<32, struct SeedTag>;

    static SigningKey from_seed(const Seed& seed);
    static SigningKey generate(Rng& rng);
    // A key file holds the seed as one line of 64 hex digits and MUST be 0600 and owned by us.
    static Result<SigningKey> load(const std::filesystem::path& file);
    // Creates the file 0600, synced; refuses to overwrite.
    Result<void> save(const std::filesystem::path& file) const;

    const PublicKey& public_key() const { return public_key_; }

    Signature sign(std::string_view message) const;

    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

private:
    SigningKey() = default;
    void* secret_ = nullptr; // 64 bytes from sodium_malloc
    PublicKey public_key_;
};

// Rejects small-order keys, non-canonical points and S >= L (libsodium, cofactorless).
bool verify(const PublicKey& key, std::string_view message, std::string_view signature);

// A canonical point of the prime-order group: what every honest key is.
bool is_sound(const PublicKey& key);

// SHA-256("tocsin.example/member-key/v1\n" ‖ algorithm ‖ "\n" ‖ key), security.md 5.7;
// algorithm is "ed25519" (32 bytes) or "es256" (91 bytes of SPKI).
Digest fingerprint(std::string_view algorithm, std::string_view public_key);

// MUST be called once before threads; false: the library is unusable.
bool init_crypto();

} // namespace tocsin::storage
