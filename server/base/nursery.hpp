// Owns coroutines: everything spawned here has ended before join() returns, so nothing outlives
// what it refers to. One thread. The nursery MUST be joined before it goes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"
#include "server/base/check.hpp"
#include "server/base/signal.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <functional>
#include <list>
#include <utility>

namespace tocsin {

class Nursery {
public:
    // Called with what a child threw; operation_aborted after cancel() is not reported.
    using OnFailure = std::function<void(std::exception_ptr)>;

    Nursery(Executor executor, OnFailure on_failure)
        : executor_(executor), emptied_(executor), on_failure_(std::move(on_failure)) {}

    Nursery(const Nursery&) = delete;
    Nursery& operator=(const Nursery&) = delete;

    ~Nursery() { TOCSIN_CHECK(size() == 0); }

    void spawn(awaitable<void> task) {
        const auto stop = stops_.emplace(stops_.end());
        auto ended = [this, stop](std::exception_ptr failure) {
            stops_.erase(stop);
            over(failure);
        };
        auto token = asio::bind_cancellation_slot(stop->slot(), std::move(ended));
        asio::co_spawn(executor_, std::move(task), std::move(token));
    }

    // The same for one of very many that is ended otherwise, by closing its socket: cancel() does
    // not reach it. The slot for that would be a quarter of a KiB in each of its waits.
    void spawn_beyond_cancel(awaitable<void> task) {
        ++beyond_cancel_;
        asio::co_spawn(executor_, std::move(task), [this](std::exception_ptr failure) {
            --beyond_cancel_;
            over(failure);
        });
    }

    void cancel() {
        cancelled_ = true;
        // A child that ends while it is told may erase its own node only later (handlers are
        // posted).
        for (auto& stop : stops_)
            stop.emit(asio::cancellation_type::terminal);
    }

    awaitable<void> join() {
        while (size() > 0)
            co_await emptied_.wait();
    }

    std::size_t size() const { return stops_.size() + beyond_cancel_; }

private:
    void over(const std::exception_ptr& failure) {
        if (failure && !cancelled_) on_failure_(failure);
        if (size() == 0) emptied_.notify();
    }

    Executor executor_;
    std::list<asio::cancellation_signal> stops_;
    std::size_t beyond_cancel_ = 0;
    Signal emptied_;
    OnFailure on_failure_;
    bool cancelled_ = false;
};

} // namespace tocsin
