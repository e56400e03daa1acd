// The verbs of tocsin-server; main() is no more than a call of run_server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

namespace tocsin::app {

using Words = std::span<const std::string>;

// The whole program: the first word is the verb. Returns the exit code; no exception leaves it.
int run_server(Words words);

int verb_serve(Words words);
int verb_demo(Words words);
int verb_check_config(Words words);
int verb_print_config(Words words);
int verb_init(Words words);

} // namespace tocsin::app
