// Whether the wall clock can be believed: since it was last believed, it and the clock that never
// jumps must have advanced by the same time. A jump means CLOCK_FAULT (faults.md 81, 82) until an
// operator confirms the new time or the jump is taken back. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"

namespace tocsin::engine {

class ClockWatch {
public:
    explicit ClockWatch(const Clock& clock);

    bool sane();
    // The present time is right: measure from here on.
    void confirmed();

private:
    Clock::Mono apart() const; // wall minus mono, now

    const Clock& clock_;
    Clock::Mono apart_{}; // when last believed
    Clock::Mono believed_at_{};
};

} // namespace tocsin::engine
