// What may stand in a signed note (C2SP signed-note v1.0.0), for the proof files only: it
// understands UTF-8 and no more. The rules for texts of people are wire's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tocsin::storage {

// Well-formed UTF-8 without any control character below 0x20 but LF.
bool is_note_text(std::string_view text);

// Not empty, well-formed, without a space of any script and without '+'.
bool is_key_name(std::string_view name);

} // namespace tocsin::storage
