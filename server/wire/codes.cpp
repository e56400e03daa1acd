// SPDX-License-Identifier: Apache-2.0
#include "server/wire/codes.hpp"

#include "server/base/bytes.hpp"

namespace tocsin::wire {

namespace {

constexpr std::size_t group_digits = 4;

} // namespace

std::string print_code(std::string_view secret) {
    const std::string digits = to_base32(secret);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % group_digits == 0) text += '-';
        text += digits[i];
    }
    return text;
}

std::optional<std::string> read_code(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c != ' ') digits += c;
    }
    auto secret = from_base32(digits);
    if (!secret || secret->size() != code_bytes) return std::nullopt;
    return secret;
}

} // namespace tocsin::wire
