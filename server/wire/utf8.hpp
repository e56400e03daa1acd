// Reading text rune by rune, strictly: no overlong form, no surrogate, nothing beyond U+10FFFF.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::wire {

// Takes the first rune off `rest`, which MUST NOT be empty; nothing when it is not UTF-8.
std::optional<char32_t> take_rune(std::string_view& rest);

bool is_utf8(std::string_view text);

// Cc of Unicode (C0, DEL, C1), and what reorders or hides text around it.
bool is_control(char32_t rune);
bool is_bidi_control(char32_t rune);

// "U+202E"
std::string name_of(char32_t rune);

// What came in, for people and logs: at most 64 bytes of it, in quotes, nothing in it that a
// terminal would obey. Always valid UTF-8, whatever came in.
std::string quoted(std::string_view text);

} // namespace tocsin::wire
