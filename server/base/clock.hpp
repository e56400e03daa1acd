// The only door through which time enters (I7). The real clock is RealClock; the simulation has a
// twin. Everything else is given an Instant.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"

#include <chrono>

namespace tocsin {

class Clock {
public:
    // Time since an arbitrary start that never jumps and does count suspension (CLOCK_BOOTTIME).
    using Mono = std::chrono::nanoseconds;

    virtual ~Clock() = default;
    virtual Instant wall() const = 0;
    virtual Mono mono() const = 0;
};

class RealClock final : public Clock {
public:
    Instant wall() const override;
    Mono mono() const override;
};

} // namespace tocsin
