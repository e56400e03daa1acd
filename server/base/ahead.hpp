// Work that is done ahead on a second thread and taken here in its order: reading and hashing a
// long log while what was read before is judged. A bounded number waits, so memory is bounded too;
// and what was taken goes back to be filled again, since memory that one thread takes and another
// gives back is what would make two threads no quicker than one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace tocsin {

template <class T>
class Ahead {
    struct Batch {
        std::vector<T> items;
        std::size_t filled = 0;
    };

public:
    static constexpr std::size_t waiting_max = 4; // batches

    // The side of the work.
    class Out {
    public:
        // The next to be filled. It holds what an earlier one held: every part MUST be written.
        T& slot() {
            if (making_.filled == making_.items.size()) making_.items.emplace_back();
            return making_.items[making_.filled];
        }

        // The slot is filled. False: nobody takes any more, and the work may end.
        bool put() {
            ++making_.filled;
            return making_.filled < ahead_.together_ || ahead_.hand_over(making_);
        }

    private:
        friend Ahead;

        explicit Out(Ahead& ahead) : ahead_(ahead) {}

        Ahead& ahead_;
        Batch making_;
    };

    // `work` runs on the other thread, to its end; what it uses MUST outlive this.
    explicit Ahead(std::function<void(Out&)> work, std::size_t together = 64)
        : together_(together), thread_([this, work = std::move(work)] { run(work); }) {}

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

    // The next one, until the next call; null: the work is done. Throws what the work threw.
    T* next() {
        if (at_ == taking_.filled && !take()) return nullptr;
        return &taking_.items[at_++];
    }

private:
    bool take() {
        std::unique_lock lock(mutex_);
        if (!taking_.items.empty()) spare_.push_back(std::exchange(taking_, {}));
        at_ = 0;
        changed_.wait(lock, [this] { return !waiting_.empty() || done_; });
        if (waiting_.empty()) {
            if (failure_) std::rethrow_exception(failure_);
            return false;
        }
        taking_ = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        changed_.notify_all();
        return true;
    }

    bool hand_over(Batch& made) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return waiting_.size() < waiting_max || over_; });
        if (over_) return false;
        waiting_.push_back(std::exchange(made, {}));
        if (!spare_.empty()) {
            made = std::move(spare_.back());
            made.filled = 0;
            spare_.pop_back();
        }
        lock.unlock();
        changed_.notify_all();
        return true;
    }

    void run(const std::function<void(Out&)>& work) {
        std::exception_ptr failure;
        Out out(*this);
        try {
            work(out);
        } catch (...) {
            failure = std::current_exception();
        }
        if (out.making_.filled > 0) (void)hand_over(out.making_);
        {
            const std::lock_guard lock(mutex_);
            failure_ = failure;
            done_ = true;
        }
        changed_.notify_all();
    }

    const std::size_t together_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> waiting_;
    std::vector<Batch> spare_;
    Batch taking_; // of the taking side alone, with its place in it
    std::size_t at_ = 0;
    std::exception_ptr failure_;
    bool done_ = false, over_ = false;
    std::thread thread_; // last: it uses all of the above
};

} // namespace tocsin
