// The person's device key: one file, 0600, that logs its person in and signs that person's
// positions. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signature.hpp"
#include "tocsin/v1/event.pb.h"

#include <filesystem>
#include <string>

namespace tocsin::client {

// Makes a key and its file; refuses to overwrite one.
Result<storage::SigningKey> make_key(const std::filesystem::path& file, Rng& rng);
Result<storage::SigningKey> load_key(const std::filesystem::path& file);

Digest fingerprint_of(const storage::PublicKey& key);
Digest fingerprint_of(const storage::SigningKey& key);
v1::Key as_message(const storage::PublicKey& key);
v1::Key as_message(const storage::SigningKey& key);

// For reading over the telephone: the whole fingerprint as eight groups of eight hex digits.
std::string in_groups(const Digest& fingerprint);

} // namespace tocsin::client
