// SPDX-License-Identifier: Apache-2.0
#include "storage/entry.hpp"

#include "server/base/check.hpp"
#include "storage/sha256.hpp"

namespace tocsin::storage {

namespace {

constexpr std::uint8_t format = 1;
constexpr std::uint8_t realm_max = 1;

void put(std::string& bytes, std::uint64_t value, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> shift & 0xff);
    }
}

std::uint64_t number(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char octet : bytes)
        value = value << 8 | static_cast<unsigned char>(octet);
    return value;
}

} // namespace

std::string encode(const Header& header) {
    TOCSIN_CHECK(header.realm <= realm_max);
    TOCSIN_CHECK(to_ms(header.recorded_at) >= 0);
    std::string bytes;
    bytes.reserve(header_bytes);
    put(bytes, format, 1);
    put(bytes, header.realm, 1);
    put(bytes, header.kind, 2);
    put(bytes, static_cast<std::uint64_t>(to_ms(header.recorded_at)), 8);
    bytes += header.actor.view();
    bytes += header.command_id.view();
    bytes += header.commitment.view();
    return bytes;
}

std::optional<Header> decode_header(std::string_view bytes) {
    if (bytes.size() != header_bytes) return std::nullopt;
    const auto recorded_at = static_cast<std::int64_t>(number(bytes.substr(4, 8)));
    Header header;
    header.realm = static_cast<std::uint8_t>(bytes[1]);
    if (number(bytes.substr(0, 1)) != format || header.realm > realm_max || recorded_at < 0) {
        return std::nullopt;
    }
    header.kind = static_cast<std::uint16_t>(number(bytes.substr(2, 2)));
    header.recorded_at = from_ms(recorded_at);
    header.actor = *PersonId::from(bytes.substr(12, 16));
    header.command_id = *CommandId::from(bytes.substr(28, 16));
    header.commitment = *Digest::from(bytes.substr(44, 32));
    return header;
}

bool payload_matches(const Header& header, const Salt& salt, std::string_view payload) {
    return sha256({salt.view(), payload}) == header.commitment;
}

} // namespace tocsin::storage
