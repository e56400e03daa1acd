// The schema's keys and signatures as storage/signed.hpp verifies them: one mapping for log-in,
// positions, rotation and the offline verifier, so that no two of them can read a field
// differently. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "storage/signed.hpp"
#include "tocsin/v1/frame.pb.h"

#include <optional>

namespace tocsin::wire {

// Nothing: an algorithm not spoken here, or a key that has not its algorithm's length.
std::optional<storage::Signer> signer_of(const v1::Key& key);

// What the key is called, made of the key itself; the `fingerprint` beside it is not looked at.
Digest fingerprint_of(const storage::Signer& signer);

// Nothing: a form not spoken here. The bytes are the message's, unchecked.
std::optional<storage::SignatureBytes> signature_of(const v1::SignedText& text);
std::optional<storage::SignatureBytes> signature_of(const v1::Authenticate& proof);

} // namespace tocsin::wire
