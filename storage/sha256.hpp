// SHA-256 with one reused context per thread of work (OpenSSL EVP; the one-shot call is half as
// fast).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"

#include <initializer_list>
#include <memory>
#include <string_view>

namespace tocsin::storage {

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    // The digest of the parts joined.
    Digest operator()(std::initializer_list<std::string_view> parts);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// For the odd single hash; thread-safe.
Digest sha256(std::initializer_list<std::string_view> parts);

// RFC 6962 section 2.1: leaves are prefixed 0x00, inner nodes 0x01.
Digest leaf_hash(Sha256& sha, std::string_view header);
Digest node_hash(Sha256& sha, const Digest& left, const Digest& right);

} // namespace tocsin::storage
