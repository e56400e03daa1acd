// SPDX-License-Identifier: Apache-2.0
#include "server/net/loop.hpp"

#include "server/base/limits.hpp"

#include <boost/asio/executor_work_guard.hpp>

namespace tocsin::net {

void run_loop(asio::io_context& io, engine::Engine& engine, const bool& stopping) {
    const auto work = asio::make_work_guard(io);
    for (;;) {
        // Work that came and went before the loop began, as the engine's start does, has stopped
        // the context, or is about to: its last job may end on the log's thread at any time.
        io.restart();
        std::size_t done = 0;
        while (done < limits::handlers_per_round_max && io.poll_one() > 0)
            ++done;
        engine.end_of_round();
        if (engine.feed().anybody_behind())
            engine.feed().pump(limits::pump_sends_max);
        else if (done == 0 && stopping)
            return;
        else if (done == 0)
            io.run_one();
    }
}

} // namespace tocsin::net
