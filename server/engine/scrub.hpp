// Reads the whole log again, a slice at a time, for ever: the bytes on the disk against the tree in
// memory, which every start made anew from them. A header that changed is a halt; a payload that
// changed is damage of that one entry (faults.md 95), counted for the metrics. It is also the first
// to hear that the log has stopped between two commands. Shell's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/engine/notary.hpp"
#include "server/engine/timer.hpp"
#include "storage/log.hpp"

#include <functional>
#include <optional>
#include <string>

namespace tocsin::engine {

struct Scrubbed {
    storage::Index at = 0;     // next to be read
    std::uint64_t passes = 0;  // of the whole log since the start
    Instant passed_at{};       // when the last one ended
    std::uint64_t damaged = 0; // payloads that do not match, in the last whole pass and this one
    std::optional<storage::Index> first_damaged;
};

class Scrub {
public:
    struct Rooms {
        Desk& desk;
        storage::Log& log;
        const Notary& notary; // of the tree
        const Clock& clock;
        Executor executor;
    };

    using Halt = std::function<void(const std::string& because)>;
    using Stop = std::function<void(const Trouble& trouble)>;

    Scrub(Rooms rooms, Halt halt, Stop stop);

    void start();
    void stop();
    // One slice now; the next one follows by itself.
    void step();

    const Scrubbed& scrubbed() const { return scrubbed_; }

private:
    // What one slice showed; made on the log's thread.
    struct Slice {
        storage::Index next = 0;
        std::vector<std::pair<storage::Index, Digest>> leaves; // of the headers as they lie there
        std::vector<storage::Index> damaged;
        std::optional<storage::Index> stored_otherwise; // leaf hash stored is not the header's
    };

    static Result<Slice> read(storage::Log& log, storage::Index from);
    void take(const Result<Slice>& slice);
    void end_of_pass();

    Rooms rooms_;
    Halt halt_;
    Stop stop_;
    Timer timer_;
    Scrubbed scrubbed_;
    std::uint64_t damaged_before_ = 0; // in the last whole pass
    std::uint64_t damaged_now_ = 0;
    bool stopped_ = true;
    bool reading_ = false;
    Presence here_;
};

} // namespace tocsin::engine
