// Web Push as bytes: what is sent is sealed for the browser, so that the push service learns that
// something was sent and nothing more (RFC 8291 over 8188), and who sends it shows a token signed
// with this server's key (RFC 8292, VAPID). Knows no network.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"
#include "server/reach/p256.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::reach {

constexpr std::size_t push_payload_bytes_max = 3'000; // services take 4,096 sealed
constexpr std::size_t push_auth_bytes = 16;

// RFC 4648 section 5, without padding.
std::string to_base64url(std::string_view bytes);

// What the browser gave when it subscribed.
struct Subscriber {
    std::string p256dh; // its public key, an uncompressed point
    std::string auth;   // its secret, 16 bytes
};

// The body to POST, Content-Encoding aes128gcm: one record. `once` is a key used for nothing else,
// `salt` 16 random bytes. Nothing: the subscriber's key is no point of the curve.
std::optional<std::string> seal(
    std::string_view payload,
    const Subscriber& subscriber,
    const P256Key& once,
    std::string_view salt
);

// The Authorization header for this endpoint. `contact` is a mailto: or https: URI by which the
// push service reaches the operator. Good until twelve hours from now, of 24 allowed.
std::string vapid_authorization(
    const P256Key& key, std::string_view endpoint, const std::string& contact, Instant now
);

// "https://host:port" of an absolute URL; empty: it is none.
std::string origin_of(std::string_view url);

} // namespace tocsin::reach
