// Time, turned into commands: when a procedure's deadline has passed its closing is submitted like
// any other command, in the same queue, so that what was received before it is decided before it.
// Waits are short, so that a wall clock that is moved is noticed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/sequencer.hpp"
#include "server/engine/timer.hpp"

#include <memory>
#include <set>

namespace tocsin::engine {

// The server's own command with the id that it has for ever (docs/LOG_FORMAT.md section 5).
Submission servers_own(v1::Command command, Instant received_at);

class Pulse {
public:
    // `beaten` runs at each beat, whether or not anything was due.
    Pulse(
        Executor executor,
        const Clock& clock,
        Sequencer& sequencer,
        const domain::State& shown,
        std::function<void()> beaten
    );

    void start();
    void stop();
    // The shown state has changed: the next deadline may be nearer.
    void look();
    void beat();

    std::shared_ptr<void> coming(Instant received_at);

private:
    void submit_due(Instant now);
    bool must_wait(Instant deadline, Instant now) const;
    std::chrono::milliseconds wait_from(Instant now) const;
    void set_timer();

    const Clock& clock_;
    Sequencer& sequencer_;
    const domain::State& shown_;
    std::function<void()> beaten_;
    Timer timer_;
    std::set<std::string> in_flight_; // command ids of closings not yet answered
    std::shared_ptr<std::multiset<Instant>> coming_ = std::make_shared<std::multiset<Instant>>();
    bool held_back_ = false;
    bool running_ = false;
    Instant set_for_{};
};

} // namespace tocsin::engine
