// Messages of the wire as storage/signed.hpp wants them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "storage/signed.hpp"
#include "tocsin/v1/frame.pb.h"

#include <optional>

namespace tocsin::identity {

storage::Signer signer_of(const v1::Key& key);
storage::SignatureBytes bytes_of(const v1::SignedText& text);
storage::SignatureBytes bytes_of(const v1::Authenticate& proof);

// The fingerprint that a key of these bytes has, whatever it says of itself; nothing: no such key.
std::optional<Digest> fingerprint_of(const v1::Key& key);

} // namespace tocsin::identity
