// SPDX-License-Identifier: Apache-2.0
#include "server/engine/timer.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>

namespace tocsin::engine {

struct Timer::State {
    using Steady = asio::basic_waitable_timer<
        std::chrono::steady_clock,
        asio::wait_traits<std::chrono::steady_clock>,
        Executor>;

    State(Executor executor, std::function<void()> call)
        : steady(executor), rung(std::move(call)) {}

    Steady steady;
    std::function<void()> rung;
    std::uint64_t setting = 0; // a wait that ended before it was set anew is not heeded
    bool is_set = false;
};

Timer::Timer(Executor executor, std::function<void()> rung)
    : state_(std::make_shared<State>(executor, std::move(rung))) {}

Timer::~Timer() {
    stop();
}

void Timer::set(std::chrono::nanoseconds wait) {
    state_->is_set = true;
    const auto setting = ++state_->setting;
    state_->steady.expires_after(wait);
    state_->steady.async_wait([state = state_, setting](error_code) {
        if (setting != state->setting || !state->is_set) return;
        state->is_set = false;
        state->rung();
    });
}

void Timer::stop() {
    state_->is_set = false;
    ++state_->setting;
    state_->steady.cancel();
}

bool Timer::is_set() const {
    return state_->is_set;
}

} // namespace tocsin::engine
