// Wakes coroutines of one executor; for few waiters (sequencer, shutdown), never one per follower.
// Not thread-safe. Callers wait in a loop on the condition itself, never on the event.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"

#include <boost/asio/steady_timer.hpp>

namespace tocsin {

class Signal {
public:
    explicit Signal(Executor executor) : timer_(executor, Timer::time_point::max()) {}

    void notify() { timer_.cancel(); }

    // Returns at the next notify(), or when the coroutine is cancelled.
    awaitable<void> wait() { (void)co_await timer_.async_wait(no_throw); }

private:
    using Timer = asio::basic_waitable_timer<
        std::chrono::steady_clock,
        asio::wait_traits<std::chrono::steady_clock>,
        Executor>;
    Timer timer_;
};

} // namespace tocsin
