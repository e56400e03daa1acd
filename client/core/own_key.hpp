// A key of one's own, whichever kind it is: a device key in our memory, or an OpenSSH key whose
// secret stays where it is. Refers to the key it was made from, which MUST outlive it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/ssh_key.hpp"
#include "storage/signature.hpp"
#include "tocsin/v1/event.pb.h"

#include <string>
#include <string_view>

namespace tocsin::client {

// What is signed: a signature made for one purpose is none for another.
enum class Purpose { log_in, position, new_key };

struct MadeSignature {
    v1::SignedText::Form form = v1::SignedText::RAW;
    std::string bytes;
};

class OwnKey {
public:
    OwnKey() = default; // none

    // Also of null: none.
    OwnKey(const storage::SigningKey* device) : device_(device) {}

    OwnKey(const storage::SigningKey& device) : device_(&device) {}

    OwnKey(storage::SigningKey&&) = delete;

    OwnKey(const SshKey& ssh) : ssh_(&ssh) {}

    OwnKey(SshKey&&) = delete;

    explicit operator bool() const { return device_ || ssh_; }

    // Of a key that is there.
    v1::Key as_message() const;
    Digest fingerprint() const;
    // An OpenSSH key may want a passphrase or a touch, and may be refused either.
    Result<MadeSignature> sign(std::string_view text, Purpose purpose) const;

private:
    const storage::SigningKey* device_ = nullptr;
    const SshKey* ssh_ = nullptr;
};

// Signs `text` as a message of the schema says it (docs/PROTOCOL.md 2.6).
Result<v1::SignedText> signed_text(const OwnKey& key, std::string_view text, Purpose purpose);

} // namespace tocsin::client
