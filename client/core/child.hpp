// Another program, run to its end without a shell: words in, what it wrote out. It inherits nothing
// of ours but the environment and, where there is one, the terminal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::client {

struct ChildEnded {
    int exit_code = 0; // 128 + the signal it died by
    std::string out;
    std::string err; // empty when stderr is a terminal: it was shown there
};

// `words` begins with the program's name, looked for in PATH; `input` is its whole stdin. Trouble:
// it cannot be started, or was still running after `patience` and was ended.
Result<ChildEnded> run_child(
    const std::vector<std::string>& words,
    std::string_view input,
    std::chrono::milliseconds patience
);

} // namespace tocsin::client
