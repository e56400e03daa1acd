// SPDX-License-Identifier: Apache-2.0
#include "server/net/deadlines.hpp"

#include <algorithm>

namespace tocsin::net {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds tick_max = 250ms;
constexpr std::chrono::nanoseconds stall_max = 1s; // longer between two sweeps: we were stopped
// No flood keeps the loop from a sweep for so long, and who waits for an answer has given up.
constexpr std::chrono::nanoseconds long_stall = 8s;
constexpr std::chrono::nanoseconds forgiveness = 5s; // to take in who waits at the door

std::size_t at(Wait wait) {
    return static_cast<std::size_t>(wait);
}

} // namespace

Deadlines::Deadlines(const Clock& clock, const Timeouts& timeouts)
    : clock_(clock), swept_at_(clock.mono()) {
    lengths_[at(Wait::handshake)] = timeouts.handshake;
    lengths_[at(Wait::authentication)] = timeouts.authentication;
    lengths_[at(Wait::write)] = timeouts.write;
    lengths_[at(Wait::quiet)] = timeouts.ping;
    lengths_[at(Wait::pinged)] = std::max(timeouts.idle - timeouts.ping, timeouts.ping / 4);
    lengths_[at(Wait::goodbye)] = timeouts.goodbye;
    lengths_[at(Wait::ended)] = timeouts.ended;
    tick_ = std::min(tick_max, *std::min_element(lengths_.begin(), lengths_.end()) / 4);
}

void Deadlines::start(Deadline& deadline, Wait wait) {
    deadline.unlink();
    // A tick more: `now_` is as old as the last sweep, and nobody is cut before his time.
    deadline.at_ = now_ + lengths_[at(wait)] + tick_;
    deadline.wait_ = wait;
    lists_[at(wait)].push_back(deadline);
}

Waiting* Deadlines::longest(Wait wait) {
    List& list = lists_[at(wait)];
    return list.empty() ? nullptr : &list.front().owner_;
}

bool Deadlines::stood_still() const {
    const Clock::Mono mono = clock_.mono();
    return mono < forgiven_until_ || mono - swept_at_ > long_stall;
}

void Deadlines::sweep() {
    const Clock::Mono mono = clock_.mono();
    if (mono - swept_at_ > long_stall) forgiven_until_ = mono + forgiveness;
    now_ += std::min<std::chrono::nanoseconds>(mono - swept_at_, stall_max);
    swept_at_ = mono;

    for (List& list : lists_) {
        while (!list.empty() && list.front().at_ <= now_) {
            Deadline& deadline = list.front();
            list.pop_front();
            deadline.owner_.expired(deadline.wait_);
        }
    }
}

} // namespace tocsin::net
