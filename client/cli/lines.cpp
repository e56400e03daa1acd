// SPDX-License-Identifier: Apache-2.0
#include "client/cli/lines.hpp"

#include <algorithm>

namespace tocsin::cli {

void line(Context& context, const std::string& name, const std::string& value) {
    if (value.empty() || value == "-") return;
    std::string padded = name;
    padded.resize(std::max<std::size_t>(padded.size() + 1, 14), ' ');
    context.terminal.out << padded << harmless(value) << '\n';
}

void paragraph(Context& context, const std::string& text) {
    if (!text.empty()) context.terminal.out << '\n' << harmless(text, true) << '\n';
}

void heading(Context& context, const std::string& words) {
    context.terminal.out << '\n' << harmless(words) << '\n';
}

} // namespace tocsin::cli
