// ECDSA over P-256 with SHA-256 by OpenSSL: what most passkeys sign with. Strict: one encoding of a
// key, one encoding of a signature (DER). Leaves nothing in OpenSSL's queue of errors, which the
// TLS of the same thread reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin::storage {

constexpr std::size_t es256_key_bytes = 91; // SPKI, uncompressed point
constexpr std::size_t p256_coordinate_bytes = 32;

// The SPKI of the point (x, y); nothing is checked of it.
std::string es256_key(std::string_view x, std::string_view y);

// Exactly the 91 bytes of an SPKI that names P-256 and holds a point of it.
bool is_es256_key(std::string_view spki);

// False also for what is no such key.
bool verify_es256(std::string_view spki, std::string_view message, std::string_view signature);

} // namespace tocsin::storage
