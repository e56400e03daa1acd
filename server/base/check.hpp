// What must hold, checked always: a broken promise of our own code ends the process rather than
// the truth of the log. Not for what a peer or a disk may do: those are values (result.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tocsin {

// Prints the place and the condition to stderr and aborts (exit by SIGABRT; the supervisor
// restarts).
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

} // namespace tocsin

#define TOCSIN_CHECK(condition)                                                                    \
    (static_cast<bool>(condition) ? void(0)                                                        \
                                  : ::tocsin::check_failed(#condition, __FILE__, __LINE__))
