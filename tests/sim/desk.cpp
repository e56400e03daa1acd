// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/desk.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace tocsin::sim {

SimDesk::SimDesk(
    Kernel& kernel, Executor shell, std::uint64_t seed, std::chrono::milliseconds delay_max
)
    : kernel_(kernel),
      shell_(shell),
      dice_(seed),
      delay_max_us_(static_cast<std::uint32_t>(delay_max.count() * 1000)) {}

void SimDesk::run(Kind kind, Job job) {
    if (!delays_) return job();
    auto& queue = jobs_[static_cast<std::size_t>(kind)];
    Time due = kernel_.now + std::chrono::microseconds(dice_.below(delay_max_us_ + 1));
    if (!queue.empty()) due = std::max(due, queue.back().due);
    queue.push_back({due, std::move(job)});
}

void SimDesk::post(Job done) {
    asio::post(shell_, std::move(done));
}

bool SimDesk::work(const std::function<void()>& idle) {
    bool worked = false;
    for (auto& queue : jobs_) {
        if (queue.empty() || queue.front().due > kernel_.now) continue;
        const Job job = std::move(queue.front().job);
        queue.pop_front();
        job();
        worked = true;
    }
    if (worked && is_empty()) idle();
    return worked;
}

Time SimDesk::next() const {
    Time next = Time::max();
    for (const auto& queue : jobs_)
        if (!queue.empty()) next = std::min(next, queue.front().due);
    return next;
}

} // namespace tocsin::sim
