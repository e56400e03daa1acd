// SPDX-License-Identifier: Apache-2.0
#include "server/wire/utf8.hpp"

#include <fmt/format.h>

#include <utf8proc.h>

namespace tocsin::wire {

namespace {

constexpr std::size_t quoted_bytes_max = 64;

} // namespace

std::optional<char32_t> take_rune(std::string_view& rest) {
    const auto first = static_cast<unsigned char>(rest.front());
    if (first < 0x80) {
        rest.remove_prefix(1);
        return first;
    }
    utf8proc_int32_t rune = -1;
    const auto length = utf8proc_iterate(
        reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
        static_cast<utf8proc_ssize_t>(rest.size()),
        &rune
    );
    if (length <= 0 || rune < 0) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(length));
    return static_cast<char32_t>(rune);
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        if (!take_rune(text)) return false;
    }
    return true;
}

bool is_control(char32_t rune) {
    return rune < 0x20 || (rune >= 0x7f && rune < 0xa0);
}

bool is_bidi_control(char32_t rune) {
    return rune == 0x061c || rune == 0x200e || rune == 0x200f ||
           (rune >= 0x202a && rune <= 0x202e) || (rune >= 0x2066 && rune <= 0x2069);
}

std::string name_of(char32_t rune) {
    return fmt::format("U+{:04X}", static_cast<unsigned>(rune));
}

std::string quoted(std::string_view text) {
    std::string shown = "\"";
    for (std::string_view rest = text; !rest.empty();) {
        if (shown.size() >= quoted_bytes_max) return shown + "\"…";
        const std::string_view before = rest;
        const auto rune = take_rune(rest);
        if (!rune) {
            shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(rest.front()));
            rest.remove_prefix(1);
        } else if (is_control(*rune) || is_bidi_control(*rune)) {
            shown += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(*rune));
        } else if (*rune == '"' || *rune == '\\') {
            shown += '\\';
            shown += static_cast<char>(*rune);
        } else {
            shown += before.substr(0, before.size() - rest.size());
        }
    }
    return shown + '"';
}

} // namespace tocsin::wire
