// Fixed runs of bytes with a type of their own, so that no two ids can be confused: a person is not
// a command, a digest is not a key. Ordered, hash-free, printable as lower-case hex.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

std::string to_hex(std::string_view bytes);
void append_hex(std::string& text, std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text); // lower case only
// Into exactly these octets; false, and they mean nothing, when the text is not their hex.
bool from_hex(std::string_view text, std::span<std::uint8_t> octets);
std::string to_base64(std::string_view bytes); // standard alphabet, padded
std::optional<std::string> from_base64(std::string_view text
);                                             // canonical only: RFC 4648 section 3.5
std::string to_base32(std::string_view bytes); // Crockford, upper case, no padding
std::optional<std::string> from_base32(std::string_view text
); // Crockford: I L O read as 1 1 0, '-' skipped

template <std::size_t N, class Tag>
struct Bytes {
    static constexpr std::size_t size = N;
    std::array<std::uint8_t, N> octets{};

    // From the wire; nothing when the length differs.
    static std::optional<Bytes> from(std::string_view raw) {
        if (raw.size() != N) return std::nullopt;
        Bytes bytes;
        std::copy(raw.begin(), raw.end(), reinterpret_cast<char*>(bytes.octets.data()));
        return bytes;
    }

    std::string_view view() const {
        return {reinterpret_cast<const char*>(octets.data()), octets.size()};
    }

    std::string str() const { return std::string(view()); }

    std::string hex() const { return to_hex(view()); }

    bool is_zero() const { return *this == Bytes{}; }

    auto operator<=>(const Bytes&) const = default;
};

using Digest = Bytes<32, struct DigestTag>;   // a SHA-256
using PersonId = Bytes<16, struct PersonTag>; // zero: the server itself
using CommandId = Bytes<16, struct CommandTag>;

} // namespace tocsin
