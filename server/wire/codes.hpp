// Secrets that people copy by hand (invitation codes): Crockford base32 in groups of four, read
// back whatever the case, the hyphens and the spaces. Known to the log by their SHA-256 alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::wire {

constexpr std::size_t code_bytes = 20; // 160 bits, 32 digits

// "7K3Q-9X2M-…"
std::string print_code(std::string_view secret);

// The secret again, code_bytes long; nothing when the text is no code. The hash of an invitation is
// SHA-256 of these bytes, whoever computes it.
std::optional<std::string> read_code(std::string_view text);

} // namespace tocsin::wire
