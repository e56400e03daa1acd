// A key on P-256 by OpenSSL, for Web Push alone: it agrees on a secret with a browser (RFC 8291)
// and signs as ES256 of JWS does, r and s side by side (RFC 7518 section 3.4). A value; copies
// share. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st; // OpenSSL's

namespace tocsin::reach {

class P256Key {
public:
    static constexpr std::size_t point_bytes = 65; // uncompressed: 0x04, x, y
    static constexpr std::size_t scalar_bytes = 32;

    static P256Key generate(Rng& rng);
    // Nothing: it is zero, or not below the curve's order.
    static std::optional<P256Key> from_scalar(std::string_view scalar);
    // PKCS #8, as `openssl pkey` reads it; nothing: it is no key on this curve.
    static std::optional<P256Key> from_pem(const std::string& text);
    std::string pem() const;

    const std::string& point() const { return point_; }

    // The 32 bytes of x both sides come to; nothing: the other's point is not on the curve.
    std::optional<std::string> agree(std::string_view point) const;
    std::string sign(std::string_view message) const; // 64 bytes

private:
    P256Key(std::shared_ptr<evp_pkey_st> key, std::string point);

    std::shared_ptr<evp_pkey_st> key_;
    std::string point_;
};

} // namespace tocsin::reach
