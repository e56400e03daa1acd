// One timer of the shell: calls back after a wait, unless set anew or stopped before. Waits are
// steady time; what is due when is always asked of the Clock. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace tocsin::engine {

class Timer {
public:
    // `rung` runs on the shell's thread, never after the timer has gone.
    Timer(Executor executor, std::function<void()> rung);
    ~Timer();

    void set(std::chrono::nanoseconds wait); // replaces what was set
    void stop();
    bool is_set() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace tocsin::engine
