// Passkeys in the small Coalition of devices.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/identity/devices.hpp"
#include "tests/support/passkeys.hpp"

namespace tocsin::test {

// The log-in of an honest passkey at that door.
inline v1::Authenticate assertion(const Authenticator& passkey, const Door& door) {
    return proof_of(passkey, passkey.get(door.nonce.view()), v1::SignedText::PASSKEY);
}

inline v1::Authenticate registration(const Authenticator& passkey, const Door& door) {
    return proof_of(passkey, passkey.create(door.nonce.view()), v1::SignedText::PASSKEY_CREATED);
}

} // namespace tocsin::test
