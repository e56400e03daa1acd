// The log's thread half of the sequencer: decides a batch holding the pen (I4), against a working
// state of its own, and says what became of each command. Nothing in here is seen before it is
// durable (I1). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/sequencer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::engine {

// What became of a batch.
struct Outcome {
    std::vector<v1::Verdict> verdicts; // one per submission, in order
    std::vector<Told> told;            // durable entries, others' included
    storage::TreeHead head;
    std::optional<Trouble> trouble; // nothing was written; with Fate::stop: nobody knows
    std::string not_writable_because;
    bool astray = false; // the working state has folded what is not in the log
};

class Decider {
public:
    Decider(storage::Log& log, domain::State working);

    // Never throws: what is thrown at it between BEGIN and COMMIT is Fate::stop (faults.md 105).
    Outcome run(const std::vector<Submission>& batch);

    // MUST be called with a copy of the shown state before the next run() when one went astray.
    void restart(domain::State shown);
    domain::State release_working();

private:
    struct Repeat {
        std::size_t at;       // place in the batch
        storage::Index index; // of the first entry of the command
    };
    struct Round;

    void append(const std::vector<Submission>& batch, Round& round);
    v1::Verdict
    decide(storage::Pen& pen, const Submission& submission, std::size_t at, Round& round);
    v1::Verdict
    write(storage::Pen& pen, const Submission& submission, domain::Decision decision, Round& round);
    v1::Verdict tell_again(const Submission& submission, storage::Index index);
    v1::Verdict turn_away(const Submission& submission, const Trouble& trouble);

    storage::Log& log_;
    domain::State working_;
};

// An entry MUST fit one message in either format: what leads to a longer event is refused.
constexpr std::size_t event_bytes_max = 44 * 1024;
constexpr std::size_t json_item_bytes_max = 63 * 1024;

} // namespace tocsin::engine
