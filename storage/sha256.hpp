// SHA-256 and RFC 6962's two hashes of a tree, over OpenSSL's plain functions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"

#include <initializer_list>
#include <string_view>

namespace tocsin::storage {

// The digest of the parts joined. No state, no allocation; every thread may.
Digest sha256(std::initializer_list<std::string_view> parts);

// RFC 6962 section 2.1: leaves are prefixed 0x00, inner nodes 0x01.
Digest leaf_hash(std::string_view header);
Digest node_hash(const Digest& left, const Digest& right);

} // namespace tocsin::storage
