// A browser's side of Web Push: it opens what was sealed for it, written from RFC 8291 and 8188
// with nothing of the server's but its curve arithmetic. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/reach/p256.hpp"
#include "server/reach/web_push.hpp"

#include <optional>
#include <string>

namespace tocsin::reach::test {

struct Browser {
    explicit Browser(Rng& rng) : key(P256Key::generate(rng)), auth(16, 'a') {}

    Browser(P256Key its_key, std::string its_auth)
        : key(std::move(its_key)), auth(std::move(its_auth)) {}

    Subscriber subscriber() const { return {key.point(), auth}; }

    // Nothing: it was not sealed for this browser, or was changed.
    std::optional<std::string> open(const std::string& body) const;

    P256Key key;
    std::string auth;
};

// Whether `token`.`…` of an Authorization header verifies under the key it shows; its claims.
std::optional<std::string> verified_claims(const std::string& authorization, std::string& key);
std::string from_base64url(std::string text);

} // namespace tocsin::reach::test
