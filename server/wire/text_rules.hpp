// What text may be: the rules of Form (options.proto), and those of a statement's text, whose
// exact bytes are signed: UTF-8 in NFC, no CR, no NUL, no bidirectional controls, so that two
// texts that look alike cannot differ invisibly (security.md 5.7).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/options.pb.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::wire {

// What `text` would have to be, in words ("exactly 32 bytes"); nothing when it is of this form.
// Control characters are all of Unicode's Cc; LF and TAB are text where several lines are.
std::optional<std::string> unfit(std::string_view text, v1::Form form);
// The same for a deposited document.
std::optional<std::string> unfit_document(std::string_view content);

bool is_country(std::string_view code);               // ISO 3166-1 alpha-2, upper case
std::string_view country_name(std::string_view code); // English short name; empty when unknown

} // namespace tocsin::wire
