// The only writer. Takes commands on the shell's thread into a bounded inbox, hands everything
// waiting to the log's thread as one batch, where each is decided holding the pen (I4), and answers
// once the batch is durable (I1). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/domain/decide.hpp"
#include "server/engine/log_thread.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::engine {

struct Submission {
    v1::Command command;
    domain::Asker asker;
    Instant received_at{}; // stamped by the session, when the last byte was in
    Digest request_sha256; // of the command's bytes as received; zero: the server's own
    // What it is answered when it is not one that was answered before: a retry hears the same again
    // whatever has become of its signer's key meanwhile. Nothing: it is decided.
    std::optional<v1::Refusal> refusal;
};

using Answered = std::function<void(v1::Verdict)>; // on the shell's thread, exactly once

// One entry as it was decided, for the shown state and the feed.
struct Told {
    domain::EntryFacts facts;
    std::shared_ptr<const v1::Event> event; // null: erased
};

// What the sequencer tells the house, on the shell's thread.
class Shell {
public:
    virtual ~Shell() = default;
    // Durable entries in index order, before any answer of their batch.
    virtual void committed(std::vector<Told> entries, const storage::TreeHead& head) = 0;
    // Nothing can be appended now, or again (empty). `halted`: an operator must act
    // (storage.md 3.2).
    virtual void not_writable(const std::string& because, bool halted) = 0;
    // Nobody knows what is on disk: end the process (exit 74), answer nobody.
    virtual void stop(const Trouble& trouble) = 0;
    // The fold of everything committed() so far. After a commit known not to have happened a copy
    // of it becomes the working state (storage.md 3.6).
    virtual const domain::State& shown() const = 0;
};

class Sequencer {
public:
    // `working` is moved in and lives on the log's thread from here on.
    Sequencer(
        Desk& desk, storage::Log& log, domain::State working, const Clock& clock, Shell& house
    );
    Sequencer(const Sequencer&) = delete;
    Sequencer& operator=(const Sequencer&) = delete;
    ~Sequencer();

    // OVERLOADED at once when the inbox is full, UNAVAILABLE when draining or halted, CLOCK_FAULT
    // for binding acts while wall and mono clocks disagree (faults.md 81).
    void submit(Submission submission, Answered answered);

    // End of a round of the loop: everything gathered goes to the log's thread in one hand-over.
    void end_of_round();

    // Refuses what comes from now on and what waits, the server's own commands excepted; `drained`
    // runs when everything is answered.
    void drain(std::function<void()> drained);

    // Nothing is appended any more: everything is answered UNAVAILABLE with this reason.
    void halt(std::string because);

    std::size_t waiting() const;
    bool clock_sane() const;
    void clock_confirmed(); // an operator says the clock is right

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace tocsin::engine
