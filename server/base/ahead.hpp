// Work that is done ahead on a second thread and taken here in its order: reading and hashing a
// long log while what was read before is judged. A bounded number waits, so memory is bounded too.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace tocsin {

template <class T>
class Ahead {
public:
    // False: nobody takes any more, and the work may end.
    using Put = std::function<bool(T)>;
    static constexpr std::size_t waiting_max = 4;

    // `work` runs on the other thread, to its end; what it uses MUST outlive this.
    explicit Ahead(std::function<void(const Put&)> work)
        : thread_([this, work = std::move(work)] { run(work); }) {}

    ~Ahead() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;

    // The next one; nothing: the work is done. Throws what the work threw.
    std::optional<T> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !waiting_.empty() || done_; });
        if (waiting_.empty()) {
            if (failure_) std::rethrow_exception(failure_);
            return std::nullopt;
        }
        T one = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        changed_.notify_all();
        return one;
    }

private:
    bool put(T one) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return waiting_.size() < waiting_max || over_; });
        if (over_) return false;
        waiting_.push_back(std::move(one));
        lock.unlock();
        changed_.notify_all();
        return true;
    }

    void run(const std::function<void(const Put&)>& work) {
        std::exception_ptr failure;
        try {
            work([this](T one) { return put(std::move(one)); });
        } catch (...) {
            failure = std::current_exception();
        }
        {
            const std::lock_guard lock(mutex_);
            failure_ = failure;
            done_ = true;
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<T> waiting_;
    std::exception_ptr failure_;
    bool done_ = false, over_ = false;
    std::thread thread_; // last: it uses all of the above
};

} // namespace tocsin
