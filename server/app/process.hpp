// What a process of ours does to itself before anything else: descriptors 0 to 2 open, so that no
// database gets one of them; files private; memory not dumped; a broken pipe no death; cryptography
// ready.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

namespace tocsin::app {

Result<void> prepare_process();

// One line to stderr, past every queue, and the end: for Fate::stop and the second signal.
[[noreturn]] void end_now(const std::string& line, int exit_code) noexcept;

} // namespace tocsin::app
