// A few threads that only compute. They take from one bounded queue in chunks, and what a chunk
// came to goes back to the shell in one post: crossing threads is what costs.
// SPDX-License-Identifier: Apache-2.0
#include "server/identity/verifier.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"
#include "server/domain/refusal.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace tocsin::identity {

namespace {

struct Task {
    Verifier::Check check;
    Verifier::Done done;
};

struct Finished {
    Verifier::Done done;
    std::optional<v1::Refusal> refusal;
};

v1::Refusal overloaded() {
    v1::Refusal refusal = domain::refuse(
        v1::Refusal::OVERLOADED,
        "The server has too much to do right now.",
        "too many signatures wait to be verified; nothing was written",
        "Send the same command again in a moment."
    );
    refusal.set_retry_after_ms(1'000);
    return refusal;
}

} // namespace

// Shared with its threads and with the posts under way: one may run when the Verifier is gone
// already.
struct Verifier::State {
    explicit State(Executor shell) : executor(shell) {}

    // On the shell's thread.
    static void take(const std::shared_ptr<State>& state, Task task);
    void answer(std::vector<Finished> chunk);
    void end();
    // On a worker.
    static void work(const std::shared_ptr<State>& state);
    std::vector<Task> wait_for_chunk();
    // On either.
    static void tell(std::shared_ptr<State> state, std::vector<Finished> chunk);

    Executor executor;

    // The shell's alone. The guard keeps its loop running while answers are owed.
    std::size_t owed = 0;
    bool gone = false;
    std::optional<asio::executor_work_guard<Executor>> guard;
    std::vector<std::thread> threads;

    std::mutex mutex; // over what follows, held for a swap only
    std::condition_variable arrived;
    std::deque<Task> waiting;
    bool ending = false;
};

void Verifier::State::tell(std::shared_ptr<State> state, std::vector<Finished> chunk) {
    const Executor shell = state->executor;
    auto answers = [state = std::move(state), chunk = std::move(chunk)]() mutable {
        state->answer(std::move(chunk));
    };
    asio::post(shell, std::move(answers));
}

void Verifier::State::take(const std::shared_ptr<State>& state, Task task) {
    if (state->owed++ == 0) state->guard.emplace(state->executor);
    if (state->owed > limits::verifications_waiting_max) {
        std::vector<Finished> refused;
        refused.push_back({std::move(task.done), overloaded()});
        tell(state, std::move(refused));
        return;
    }
    if (state->threads.empty()) {
        std::vector<Finished> chunk;
        chunk.push_back({std::move(task.done), task.check()});
        tell(state, std::move(chunk));
        return;
    }
    {
        const std::lock_guard lock(state->mutex);
        state->waiting.push_back(std::move(task));
    }
    state->arrived.notify_one();
}

void Verifier::State::answer(std::vector<Finished> chunk) {
    if (gone) return;
    TOCSIN_CHECK(owed >= chunk.size());
    owed -= chunk.size();
    if (owed == 0) guard.reset();
    for (Finished& finished : chunk)
        finished.done(std::move(finished.refusal));
}

// An even share of what waits, so that no thread idles while another has a full chunk.
std::vector<Task> Verifier::State::wait_for_chunk() {
    std::unique_lock lock(mutex);
    arrived.wait(lock, [this] { return ending || !waiting.empty(); });
    std::vector<Task> chunk;
    if (ending) return chunk;
    const std::size_t share = (waiting.size() + threads.size() - 1) / threads.size();
    const std::size_t size = std::min(share, limits::verifications_chunk_max);
    for (std::size_t i = 0; i < size; ++i) {
        chunk.push_back(std::move(waiting.front()));
        waiting.pop_front();
    }
    return chunk;
}

void Verifier::State::work(const std::shared_ptr<State>& state) {
    for (;;) {
        std::vector<Task> tasks = state->wait_for_chunk();
        if (tasks.empty()) return;
        std::vector<Finished> chunk;
        for (Task& task : tasks) {
            chunk.push_back({std::move(task.done), task.check()});
        }
        tell(state, std::move(chunk));
    }
}

void Verifier::State::end() {
    gone = true;
    {
        const std::lock_guard lock(mutex);
        ending = true;
        waiting.clear();
    }
    arrived.notify_all();
    for (std::thread& thread : threads)
        thread.join();
    guard.reset();
}

Verifier::Verifier(Executor executor, unsigned threads)
    : state_(std::make_shared<State>(executor)) {
    // All of them stand before one may count them.
    const std::lock_guard lock(state_->mutex);
    for (unsigned i = 0; i < threads; ++i) {
        state_->threads.emplace_back([state = state_] { State::work(state); });
    }
}

Verifier::~Verifier() {
    state_->end();
}

void Verifier::verify(Check check, Done done) {
    State::take(state_, {std::move(check), std::move(done)});
}

} // namespace tocsin::identity
