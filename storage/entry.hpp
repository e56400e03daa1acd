// One leaf of the log, to the byte: docs/LOG_FORMAT.md sections 1 and 2. The header is what is
// hashed; the payload and its salt sit beside it, bound by a commitment, and may be withheld or
// erased.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "server/base/utc.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::storage {

using Index = std::uint64_t; // place of an entry in the log, from 0

using Salt = Bytes<32, struct SaltTag>;

// The header's fields. `kind` is the number of the payload's event, `realm` the byte of v1::Realm:
// storage carries both and understands neither.
struct Header {
    std::uint8_t realm = 0;
    std::uint16_t kind = 0;
    Instant recorded_at{};
    PersonId actor; // zero: the server itself
    CommandId command_id;
    Digest commitment; // SHA-256(salt ‖ payload)
};

constexpr std::size_t header_bytes = 76;

// Exactly header_bytes; decode refuses every other length, format or reserved byte.
std::string encode(const Header& header);
std::optional<Header> decode_header(std::string_view bytes);

struct Entry {
    Index index = 0;
    Digest leaf_hash;         // SHA-256(0x00 ‖ header), RFC 6962 section 2.1
    std::string header;       // the bytes stored, hashed and sent (I5)
    std::optional<Salt> salt; // with the payload, or neither: erased or withheld
    std::string payload;
};

// A payload that is there and does not match its commitment is damage: see faults.md 95.
bool payload_matches(const Header& header, const Salt& salt, std::string_view payload);

} // namespace tocsin::storage
