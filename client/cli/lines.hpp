// Named lines and paragraphs: how one thing is shown to people, under each other and aligned.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"

#include <string>

namespace tocsin::cli {

// "label         TLP:amber"; nothing for an empty value or "-".
void line(Context& context, const std::string& name, const std::string& value);
// After an empty line; nothing for an empty text.
void paragraph(Context& context, const std::string& text);
// Words that come before a table or a list, after an empty line.
void heading(Context& context, const std::string& words);

} // namespace tocsin::cli
