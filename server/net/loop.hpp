// The house's loop, instead of io.run(): what came in, then the round's commands to the log in
// one hand-over, then a slice of what goes out, never one of them without end (net-findings.md 3
// and 6).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"
#include "server/engine/engine.hpp"

namespace tocsin::net {

// Returns when `stopping` was set by a handler and nothing is ready any more. Exceptions of
// handlers pass through. Waits for events even when no operation is outstanding: the log's thread
// posts.
void run_loop(asio::io_context& io, engine::Engine& engine, const bool& stopping);

} // namespace tocsin::net
