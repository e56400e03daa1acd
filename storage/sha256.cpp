// OpenSSL's EVP interface makes and clears a context for every digest, which costs more than
// hashing a header; its plain functions are called deprecated for knowing nothing of providers, of
// which there is no need here. SPDX-License-Identifier: Apache-2.0
#define OPENSSL_SUPPRESS_DEPRECATED
#include "storage/sha256.hpp"

#include "server/base/check.hpp"

#include <openssl/sha.h>

namespace tocsin::storage {

Digest sha256(std::initializer_list<std::string_view> parts) {
    SHA256_CTX context;
    bool good = SHA256_Init(&context) == 1;
    for (const auto part : parts) {
        good = good && SHA256_Update(&context, part.data(), part.size()) == 1;
    }
    Digest digest;
    good = good && SHA256_Final(digest.octets.data(), &context) == 1;
    TOCSIN_CHECK(good);
    return digest;
}

Digest leaf_hash(std::string_view header) {
    return sha256({std::string_view("\0", 1), header});
}

Digest node_hash(const Digest& left, const Digest& right) {
    return sha256({std::string_view("\1", 1), left.view(), right.view()});
}

} // namespace tocsin::storage
