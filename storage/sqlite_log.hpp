// The log in one SQLite file (WAL, synchronous=FULL, one connection that writes and checkpoints):
// storage.md 3. Also documents, directory and visits, on the same connection. Log's thread only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/base/rng.hpp"
#include "storage/channels.hpp"
#include "storage/directory.hpp"
#include "storage/documents.hpp"
#include "storage/log.hpp"
#include "storage/visits.hpp"

#include <filesystem>
#include <memory>

namespace tocsin::storage {

class SqliteLog final : public Log {
public:
    struct Options {
        std::filesystem::path directory; // tocsin.db, tocsin.db.lock, ballast; made 0700 if missing
        bool read_only = false;        // `verify` of a stopped database: no lock, no write, no WAL
        std::size_t ballast_bytes = 0; // 0: none (tests); limits::ballast_bytes in earnest
        const Clock* clock = nullptr;  // for the probe of a full disk; null: the real one
    };

    // Opens or creates, takes the instance lock (exit 75 when held, naming the pid), checks
    // permissions (77), foreign or newer data (78), migrates, then re-reads every row: each leaf
    // hash is recomputed and the root with it. A wrong one does not stop the opening: the log
    // starts in halt, serves what is healthy, answers append with Fate::halt, and
    // not_writable_because names the first bad index.
    // `each` is handed what is read then, in order, up to the first wrong row, with payloads held
    // against their commitments as read() does: a long log need not be read twice to be folded.
    static Result<std::unique_ptr<SqliteLog>>
    open(const Options& options, Rng& rng, const CatchUp& each = {});
    ~SqliteLog() override;

    Result<TreeHead>
    append(Index known_size, const CatchUp& catch_up, const Decide& decide) override;
    // A row whose header does not give its leaf hash is never returned: the slice ends before it,
    // and a read that starts at it is Trouble (halt) that names it; what follows can be read from
    // behind it. A payload that does not match its commitment is left out, with its salt, and
    // counted.
    Result<std::vector<Entry>>
    read(Index from, std::size_t rows_max, std::size_t bytes_max) override;
    Result<std::optional<CommandRecord>> find(const PersonId& actor, const CommandId& id) override;
    Result<std::vector<Digest>> leaf_hashes(Index from, Index until) override;
    TreeHead head() const override;
    Instant recorded_at() const override;
    Result<void> erase(Index index) override;
    void idle() override;
    std::string not_writable_because() const override;

    Documents& documents();
    Directory& directory();
    Visits& visits();
    Channels& channels();
    std::uint64_t wal_bytes() const;
    std::uint64_t database_bytes() const;
    std::uint64_t damaged_payloads() const; // met by read() so far
    // Words for the operator about where the data lies (a network file system); mostly empty.
    const std::string& warning() const;

    // Puts back what is missing of the memory of commands, from the entries alone. `request_of`
    // finds the request's SHA-256 in a payload. Returns how many were missing.
    using RequestOf = std::function<std::optional<Digest>(std::string_view payload)>;
    Result<std::uint64_t> rebuild_commands(const RequestOf& request_of);

    struct State; // sqlite_state.hpp; of no use to anybody else

private:
    explicit SqliteLog(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace tocsin::storage
