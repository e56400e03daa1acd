// A token bucket: so many a minute for ever, so many at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"

#include <algorithm>

namespace tocsin::net {

class Rate {
public:
    Rate(int per_minute, int burst)
        : interval_(std::chrono::nanoseconds(std::chrono::minutes(1)) / std::max(per_minute, 1)),
          depth_(interval_ * std::max(burst, 1)) {}

    // Takes one; zero: granted. Else how long until the next would be.
    std::chrono::nanoseconds take(Clock::Mono now) {
        // The bucket is kept as the instant at which it will be full again.
        const Clock::Mono full = std::max(full_at_, now);
        const Clock::Mono wait = full + interval_ - depth_ - now;
        if (wait > Clock::Mono::zero()) return wait;
        full_at_ = full + interval_;
        return Clock::Mono::zero();
    }

    // The last one taken does not count after all.
    void give_back() { full_at_ -= interval_; }

private:
    std::chrono::nanoseconds interval_;
    std::chrono::nanoseconds depth_;
    Clock::Mono full_at_{};
};

} // namespace tocsin::net
