// SPDX-License-Identifier: Apache-2.0
#include "server/base/clock.hpp"

#include <ctime>

namespace tocsin {

namespace {

std::chrono::nanoseconds read(clockid_t id) {
    timespec now{};
    clock_gettime(id, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

} // namespace

Instant RealClock::wall() const {
    return Instant(std::chrono::floor<std::chrono::milliseconds>(read(CLOCK_REALTIME)));
}

Clock::Mono RealClock::mono() const {
    return read(CLOCK_BOOTTIME);
}

} // namespace tocsin
