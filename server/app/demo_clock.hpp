// The real clock, some time ago: the demo's story is told from the day before to now, with every
// entry in its own time, and goes on in real time. Both hands move together, so nothing looks
// like a fault.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/check.hpp"
#include "server/base/clock.hpp"

#include <atomic>

namespace tocsin::app {

class DemoClock final : public Clock {
public:
    Instant wall() const override {
        return std::chrono::floor<std::chrono::milliseconds>(real_.wall() - behind());
    }

    Mono mono() const override { return real_.mono() - behind(); }

    Instant real_wall() const { return real_.wall(); }

    // Only before the first reading may it go back; from then on only forward.
    void start_behind(std::chrono::milliseconds by) { behind_ms_ = by.count(); }

    void forward_to(Instant instant) {
        const auto by = instant - wall();
        if (by.count() <= 0) return;
        behind_ms_ -= std::min(by, behind()).count();
    }

    void forward_to_now() { behind_ms_ = 0; }

private:
    std::chrono::milliseconds behind() const {
        return std::chrono::milliseconds(behind_ms_.load());
    }

    RealClock real_;
    std::atomic<std::int64_t> behind_ms_ = 0; // read by the log's thread too
};

} // namespace tocsin::app
