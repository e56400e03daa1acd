// SPDX-License-Identifier: Apache-2.0
#include "storage/sha256.hpp"

#include "server/base/check.hpp"

#include <openssl/evp.h>

namespace tocsin::storage {

namespace {

// Fetched once: looking an algorithm up by name costs more than hashing a header.
const EVP_MD* algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    TOCSIN_CHECK(fetched != nullptr);
    return fetched;
}

} // namespace

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    State() {
        TOCSIN_CHECK(context != nullptr);
        TOCSIN_CHECK(EVP_DigestInit_ex2(context, algorithm(), nullptr) == 1);
    }

    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Digest Sha256::operator()(std::initializer_list<std::string_view> parts) {
    EVP_MD_CTX* const context = state_->context;
    // No algorithm given: the one already there starts anew, without a look-up.
    bool good = EVP_DigestInit_ex2(context, nullptr, nullptr) == 1;
    for (const auto part : parts) {
        good = good && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
    }
    Digest digest;
    good = good && EVP_DigestFinal_ex(context, digest.octets.data(), nullptr) == 1;
    TOCSIN_CHECK(good);
    return digest;
}

Digest sha256(std::initializer_list<std::string_view> parts) {
    thread_local Sha256 sha; // its context costs as much as hashing a short payload
    return sha(parts);
}

Digest leaf_hash(Sha256& sha, std::string_view header) {
    return sha({std::string_view("\0", 1), header});
}

Digest node_hash(Sha256& sha, const Digest& left, const Digest& right) {
    return sha({std::string_view("\1", 1), left.view(), right.view()});
}

} // namespace tocsin::storage
