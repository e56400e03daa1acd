// The program `tocsin`, callable in-process: by main, by tests and by the scenario player.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/terminal.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

// `arguments` without the program's name. Gives the exit code; never throws, never exits.
int run_cli(const std::vector<std::string>& arguments, Terminal terminal);
// As a script would call it: no terminal anywhere, nothing on stdin.
int run_cli(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

} // namespace tocsin::cli
