// The contract of the log: one append-only sequence of entries, the truth of the house. Drivers are
// memory_log, sqlite_log and (later) postgres_log; tests/storage/log_contract.hpp holds all of them
// to the words MUST below. A Log is used by one thread (the log's); it knows nothing of alerts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "storage/entry.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace tocsin::storage {

// What a command wants written. The log makes index, salt, commitment, header and leaf hash of it,
// and recorded_at = max(recorded_at of the entry before, received_at), so its time never runs back
// (I7).
struct NewEntry {
    std::uint8_t realm = 0;
    std::uint16_t kind = 0;
    Instant received_at{};
    PersonId actor;
    CommandId command_id;
    std::string payload;
};

// The memory of a command that appended something: asked again, it gets the same answer.
struct CommandRecord {
    Digest request_sha256;
    Index index = 0; // of its first entry
};

struct TreeHead {
    Index size = 0;
    Digest root; // of size 0: SHA-256 of nothing
};

// The exclusive right to append, held inside one transaction. Lives only during Decide.
class Pen {
public:
    virtual ~Pen() = default;

    // The entry as it will stand if the transaction commits. MUST number without gap.
    virtual const Entry& append(NewEntry entry) = 0;

    // Remembers that (actor, command_id) began at `index`. MUST be called once per command that
    // appended, with the index of its first entry; never for entries of the server itself whose
    // command_id repeats what is already remembered.
    virtual void
    remember(const PersonId& actor, const CommandId& id, const CommandRecord& record) = 0;

    // Looks in the log and in what this very transaction remembered.
    virtual Result<std::optional<CommandRecord>>
    find(const PersonId& actor, const CommandId& id) = 0;
};

// Called with every entry in [known_size, size), in order, before Decide.
using CatchUp = std::function<void(const Entry&)>;
using Decide = std::function<void(Pen&)>;

class Log {
public:
    virtual ~Log() = default;

    // Takes the pen, hands over what others appended meanwhile, runs `decide`, commits, synced.
    // - On success everything appended MUST survive a power cut, before this returns (I1).
    // - On Fate::read_only and Fate::failed nothing of `decide` MUST be visible, ever.
    // - On Fate::stop nobody knows; the caller MUST end the process without answering.
    // - When `decide` appended nothing the commit MUST cost no sync.
    // An exception out of `decide` rolls back and passes through.
    virtual Result<TreeHead>
    append(Index known_size, const CatchUp& catch_up, const Decide& decide) = 0;

    // Committed entries from `from`, in order: at most `rows_max`, and no further than the entry
    // with which header+payload bytes pass `bytes_max` (so at least one, if there is one).
    virtual Result<std::vector<Entry>>
    read(Index from, std::size_t rows_max, std::size_t bytes_max) = 0;

    virtual Result<std::optional<CommandRecord>>
    find(const PersonId& actor, const CommandId& id) = 0;

    // Leaf hashes of [from, until) for proofs and tiles; MUST be the stored ones.
    virtual Result<std::vector<Digest>> leaf_hashes(Index from, Index until) = 0;

    // The committed head, recomputed at open from the stored headers.
    virtual TreeHead head() const = 0;

    // The instant of the last entry; the epoch when there is none.
    virtual Instant recorded_at() const = 0;

    // Sets salt and payload to nothing; header, hashes and proofs stay.
    virtual Result<void> erase(Index index) = 0;

    // Housekeeping between batches (WAL checkpoint, ballast, read-only probe). Never fails loudly.
    virtual void idle() = 0;

    // Empty while appends are possible; else why not, in words (read-only or halt).
    virtual std::string not_writable_because() const = 0;
};

} // namespace tocsin::storage
