// The log's thread, on this one: each job runs inline when a drawn delay has passed, in order
// within its kind, as engine/log_thread.hpp promises. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/log_thread.hpp"
#include "tests/properties/dice.hpp"
#include "tests/sim/kernel.hpp"

#include <array>
#include <deque>

namespace tocsin::sim {

class SimDesk final : public engine::Desk {
public:
    SimDesk(
        Kernel& kernel, Executor shell, std::uint64_t seed, std::chrono::milliseconds delay_max
    );

    // At once until delay(): a start waits for its job, and nobody is there to be delayed.
    void run(Kind kind, Job job) override;
    void post(Job done) override;

    void delay() { delays_ = true; }

    // Runs what is due; false: nothing was.
    bool work(const std::function<void()>& idle);
    Time next() const; // Time::max(): nothing waits

    bool is_empty() const { return next() == Time::max(); }

private:
    struct Waiting {
        Time due;
        Job job;
    };

    Kernel& kernel_;
    Executor shell_;
    test::Dice dice_;
    std::uint32_t delay_max_us_;
    bool delays_ = false;
    std::array<std::deque<Waiting>, 3> jobs_; // by kind
};

} // namespace tocsin::sim
