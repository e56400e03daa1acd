// SPDX-License-Identifier: Apache-2.0
#include "storage/text.hpp"

#include <bit>
#include <cstddef>

namespace tocsin::storage {

namespace {

constexpr char32_t malformed = 0xffffffff;

// Takes one character off the front: never overlong, no surrogate, nothing above U+10FFFF.
char32_t take(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    if (lead < 0x80) return lead;
    const int length = std::countl_one(lead);
    if (length < 2 || length > 4) return malformed;
    const auto more = static_cast<std::size_t>(length) - 1;
    if (text.size() < more) return malformed;
    char32_t value = lead & (0x7fu >> length);
    for (std::size_t at = 0; at < more; ++at) {
        const auto octet = static_cast<unsigned char>(text[at]);
        if ((octet & 0xc0) != 0x80) return malformed;
        value = value << 6 | (octet & 0x3f);
    }
    text.remove_prefix(more);
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < least[length] || value > 0x10ffff || surrogate) return malformed;
    return value;
}

// Unicode's White_Space property.
bool is_space(char32_t c) {
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

} // namespace

bool is_note_text(std::string_view text) {
    while (!text.empty()) {
        const char32_t c = take(text);
        if (c == malformed || (c < 0x20 && c != '\n')) return false;
    }
    return true;
}

bool is_key_name(std::string_view name) {
    if (name.empty()) return false;
    while (!name.empty()) {
        const char32_t c = take(name);
        if (c == malformed || c == '+' || is_space(c)) return false;
    }
    return true;
}

} // namespace tocsin::storage
