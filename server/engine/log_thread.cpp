// SPDX-License-Identifier: Apache-2.0
#include "server/engine/log_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace tocsin::engine {

using namespace std::chrono_literals;

namespace {

// Housekeeping waits for a moment of quiet, so that a batch seldom waits for housekeeping.
constexpr auto quiet_before_idle = 20ms;
constexpr auto idle_interval = 1s;

constexpr std::size_t kinds = 3;

// A job that waits keeps the shell's loop alive: its answer is still to come.
struct Waiting {
    Desk::Job job;
    asio::executor_work_guard<Executor> work;
};

} // namespace

struct LogThread::State {
    State(Executor executor, std::function<void()> housekeeping)
        : shell(executor), idle(std::move(housekeeping)) {}

    std::optional<Waiting> take();
    void serve();

    Executor shell;
    std::function<void()> idle;
    std::mutex mutex;
    std::condition_variable wake;
    std::array<std::deque<Waiting>, kinds> queues; // by Desk::Kind
    std::size_t turn = 0;
    bool ending = false;
    std::thread thread;
};

// The kinds take turns, so that between two batches there is at most one slice and one other job.
std::optional<Waiting> LogThread::State::take() {
    for (std::size_t step = 1; step <= kinds; ++step) {
        const std::size_t kind = (turn + step) % kinds;
        auto& queue = queues[kind];
        if (queue.empty()) continue;
        turn = kind;
        std::optional<Waiting> next(std::move(queue.front()));
        queue.pop_front();
        return next;
    }
    return std::nullopt;
}

void LogThread::State::serve() {
    bool rested = true; // idle() has run since the last job
    std::unique_lock lock(mutex);
    for (;;) {
        if (auto next = take()) {
            lock.unlock();
            next->job();
            next.reset();
            lock.lock();
            rested = false;
            continue;
        }
        if (ending) return;
        const auto patience = rested ? std::chrono::milliseconds(idle_interval) : quiet_before_idle;
        if (wake.wait_for(lock, patience) == std::cv_status::no_timeout) continue;
        lock.unlock();
        idle();
        lock.lock();
        rested = true;
    }
}

LogThread::LogThread(Executor shell, std::function<void()> idle)
    : state_(std::make_unique<State>(shell, std::move(idle))) {
    state_->thread = std::thread([state = state_.get()] { state->serve(); });
}

LogThread::~LogThread() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->wake.notify_one();
    state_->thread.join();
}

void LogThread::run(Kind kind, Job job) {
    {
        const std::lock_guard lock(state_->mutex);
        auto& queue = state_->queues[static_cast<std::size_t>(kind)];
        queue.push_back({std::move(job), asio::make_work_guard(state_->shell)});
    }
    state_->wake.notify_one();
}

void LogThread::post(Job done) {
    asio::post(state_->shell, std::move(done));
}

} // namespace tocsin::engine
