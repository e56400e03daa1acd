// A history of chance whose commands go through the real sequencer into a log in memory, all on one
// thread: the state in which it asks is what the sequencer told the house.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/sequencer.hpp"
#include "storage/memory_log.hpp"
#include "tests/properties/history.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::test {

class Sequenced final : public engine::Shell {
public:
    History history;                  // `state` and `now` are what the sequencer shows and when
    std::vector<std::string> trouble; // what the sequencer told the house and should not have

    // The founded coalition of a history, as a log that was read again.
    Sequenced();

    // Received now, with the hash of the command's bytes.
    engine::Submission submission(const v1::Command& command, const domain::Asker& asker) const;
    // All in one batch, in this order; the verdicts in the same.
    std::vector<v1::Verdict> submit(const std::vector<engine::Submission>& batch);
    v1::Verdict submit(const engine::Submission& submission);

    // The server stops and reads its log again. False: into another state than it had.
    bool reopen();

    storage::Index size() const { return log_.head().size; }

    storage::Log& log() { return log_; }

private:
    // The log's thread and the shell's are this one.
    class Inline final : public engine::Desk {
    public:
        void run(Kind, Job job) override { job(); }

        void post(Job done) override { done(); }
    };

    class StoryClock final : public Clock {
    public:
        explicit StoryClock(const Instant& now) : now_(now) {}

        Instant wall() const override { return now_; }

        Mono mono() const override { return now_.time_since_epoch(); }

    private:
        const Instant& now_;
    };

    void write_founding();
    void begin(domain::State state);

    void committed(std::vector<engine::Told> entries, const storage::TreeHead& head) override;
    void not_writable(const std::string& because, bool halted) override;
    void stop(const Trouble& trouble) override;

    const domain::State& shown() const override { return history.state; }

    SeededRng salts_{11};
    storage::MemoryLog log_{salts_};
    Inline desk_;
    StoryClock clock_{history.now};
    std::optional<engine::Sequencer> sequencer_;
};

} // namespace tocsin::test
