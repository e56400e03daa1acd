// Codes on paper: made here, shown once, known to the server by their hash alone. It could not use
// one if it wanted to. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/session.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace tocsin::cli {

struct PrintedCode {
    std::string text;   // "7K3Q-9X2M-…"
    std::string sha256; // 32 bytes
};

PrintedCode make_code(Context& context);

// Sends `command`, which carries the code's hash, and shows the code once it is recorded, and never
// otherwise: a code on paper that the log does not know would fail when it is needed.
Result<int> send_and_show_code(
    Context& context,
    Session& session,
    v1::Command command,
    const PrintedCode& code,
    boost::json::object view,
    const std::string& words
);

// A code from a file, or for "-" typed in: never an option's value, which others on this host see.
Result<std::string> read_code(Context& context, const std::string& file);

} // namespace tocsin::cli
