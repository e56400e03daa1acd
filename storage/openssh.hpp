// Signatures as `ssh-keygen -Y sign` writes them (OpenSSH's PROTOCOL.sshsig), of the two Ed25519
// types: the key itself, and one behind a security key (PROTOCOL.u2f), which vouches for a touch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signature.hpp"
#include "storage/signed.hpp"

#include <optional>

namespace tocsin::storage {

// The key that the signature brings with it, whatever it is worth.
std::optional<PublicKey> openssh_key(std::string_view armoured);

// Nothing: `armoured` is a signature of `text` by exactly this key, made for this name space
// ("…@…").
std::optional<WrongSignature> check_openssh(
    const PublicKey& key,
    std::string_view text,
    std::string_view armoured,
    std::string_view name_space
);

} // namespace tocsin::storage
