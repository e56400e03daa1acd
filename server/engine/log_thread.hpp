// The one thread that may block on the log. Jobs of three kinds: batches of the sequencer, slices
// for followers far behind (at most one between two batches, storage.md 3.6), and the rest
// (documents, directory). Results come back to the shell's thread by one post each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"
#include "storage/log.hpp"

#include <functional>
#include <memory>

namespace tocsin::engine {

// Where blocking work runs. The real one owns a thread; the simulation runs jobs inline after a
// delay.
class Desk {
public:
    using Job = std::function<void()>; // runs on the log's thread
    enum class Kind { batch, slice, other };

    virtual ~Desk() = default;
    // Thread-safe. `job` runs in order within its kind.
    virtual void run(Kind kind, Job job) = 0;
    // Back to the shell: `done` runs on its thread. Called from jobs.
    virtual void post(Job done) = 0;
};

// Owns the thread; joins it, with every job done, when it goes.
class LogThread final : public Desk {
public:
    // `idle` runs when nothing is waiting (log housekeeping).
    LogThread(Executor shell, std::function<void()> idle);
    ~LogThread() override;
    void run(Kind kind, Job job) override;
    void post(Job done) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tocsin::engine
