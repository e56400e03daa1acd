// A browser, as far as /auth/ and the upgrade can tell: a page of ours, a passkey, one cookie.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/wire/json.hpp"
#include "tests/net/support/client.hpp"
#include "tests/support/passkeys.hpp"

namespace tocsin::net::test {

class Browser {
public:
    // With a passkey of this person, let in already; `number` tells passkeys apart.
    Browser(House& house, const Person& person, std::uint8_t number = 1);
    // Of a stranger.
    explicit Browser(House& house, std::uint8_t number = 1);

    Http send(
        const std::string& method,
        const std::string& target,
        const std::string& body,
        const Headers& changed = {}
    );
    Http post(
        const std::string& target,
        const google::protobuf::Message& message,
        const Headers& changed = {}
    );
    v1::Challenge challenge();
    v1::Authenticate assertion(const std::string& nonce);
    v1::Authenticate registration(const std::string& nonce);
    // Logs in and keeps the cookie.
    Http log_in();
    Headers upgrade() const; // of a WebSocket from our page, with the cookie

    v1::Key key() const { return tocsin::test::facts_of(passkey); }

    tocsin::test::Authenticator passkey;
    std::string cookie; // the value

private:
    House& house_;
};

template <class Message>
Message read(const Http& http) {
    Message message;
    wire::read_json_leniently(http.body, message);
    return message;
}

} // namespace tocsin::net::test
