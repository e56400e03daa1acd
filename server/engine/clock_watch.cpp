// SPDX-License-Identifier: Apache-2.0
#include "server/engine/clock_watch.hpp"

#include "server/base/limits.hpp"

namespace tocsin::engine {

using namespace std::chrono_literals;

namespace {

// Small corrections are forgiven after this long, so that years of leap seconds do not add up.
constexpr auto forgiving_interval = 1h;

} // namespace

ClockWatch::ClockWatch(const Clock& clock) : clock_(clock) {
    confirmed();
}

Clock::Mono ClockWatch::apart() const {
    return Clock::Mono(clock_.wall().time_since_epoch()) - clock_.mono();
}

bool ClockWatch::sane() {
    const Clock::Mono drift = apart() - apart_;
    if (drift > limits::clock_drift_max || drift < -limits::clock_drift_max) return false;
    if (clock_.mono() - believed_at_ > forgiving_interval) confirmed();
    return true;
}

void ClockWatch::confirmed() {
    apart_ = apart();
    believed_at_ = clock_.mono();
}

} // namespace tocsin::engine
