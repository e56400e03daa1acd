// SPDX-License-Identifier: Apache-2.0
#include "server/identity/refusals.hpp"

#include "server/domain/refusal.hpp"

namespace tocsin::identity {

v1::Refusal refuse_login() {
    return domain::refuse(
        v1::Refusal::AUTH_FAILED,
        "The log-in failed.",
        "the key is not one that may log in here, or the signature is not its own",
        "Check the server's address and your key, or ask the secretariat."
    );
}

v1::Refusal refuse_skew(Instant server_time) {
    v1::Refusal refusal = domain::refuse(
        v1::Refusal::CLOCK_SKEW,
        "The clock of this device is wrong.",
        "it is more than 120 s away from the server's, " + print_utc(server_time),
        "Set the clock and log in again."
    );
    refusal.set_at(to_ms(server_time));
    return refusal;
}

v1::Refusal refuse_protocol(std::uint32_t given) {
    v1::Refusal refusal = domain::refuse(
        v1::Refusal::UNSUPPORTED,
        "This server does not speak that protocol.",
        "it speaks protocol 1",
        "Update the client, or the server."
    );
    refusal.set_field("protocol");
    refusal.set_limit("1");
    refusal.set_given(std::to_string(given));
    return refusal;
}

v1::Refusal refuse_algorithm() {
    v1::Refusal refusal = domain::refuse(
        v1::Refusal::UNSUPPORTED,
        "This server takes no such key.",
        "a device key is ED25519, a passkey ED25519 or ES256",
        "Enrol a device key or a passkey."
    );
    refusal.set_field("enrol.key.algorithm");
    refusal.set_limit("ED25519, or ES256 of a passkey");
    return refusal;
}

v1::Refusal refuse_signature(std::string why) {
    return domain::refuse(
        v1::Refusal::BAD_SIGNATURE,
        "The signature does not verify.",
        std::move(why),
        "Sign the text again with the key that it names."
    );
}

v1::Refusal refuse_counted_back() {
    return domain::refuse(
        v1::Refusal::BAD_SIGNATURE,
        "The signature is not taken.",
        "the passkey counted back since it was last used: somebody may have a copy of it",
        "Sign with another key, and revoke this one unless you signed before you last logged in."
    );
}

v1::Refusal refuse_enrolled_key(std::string field, std::string limit) {
    return domain::refuse_field(std::move(field), std::move(limit), "another value");
}

} // namespace tocsin::identity
