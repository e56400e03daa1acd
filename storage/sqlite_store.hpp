// The parts the sqlite_*.cpp files share, and nobody else's business: where the files lie, the two
// connections, and what has become of the log (writable, read-only, halted, stopped).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "storage/durable_file.hpp"
#include "storage/merkle.hpp"
#include "storage/sqlite_log.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <functional>
#include <span>

namespace tocsin::storage {

// What was being done when SQLite failed decides what the failure means.
enum class Doing { opening, reading, writing };

// The only translator of SQLite's errors: the table of storage.md 3.2.
Trouble
translate(int extended_code, int system_errno, Doing doing, const std::filesystem::path& file);
Trouble translate(
    const SQLite::Exception& failure,
    SQLite::Database* at,
    Doing doing,
    const std::filesystem::path& file
);

// Keeps SQLite's own words about the last failure of this thread, for translate(). Before the first
// open.
void listen_to_sqlite();

struct Migration {
    int version;
    const char* sql;
};

std::span<const Migration> migrations();

// One transaction per step, from the file's user_version on; a copy of the file first when it holds
// something. Throws SQLite::Exception, and leaves the file as it was before the failed step.
void migrate(
    SQLite::Database& writer, std::span<const Migration> steps, const std::filesystem::path& file
);

void leave_untouched(SQLite::Database& connection); // should it turn out not to be ours
void configure_writer(SQLite::Database& writer);    // before migrate()
void configure_reader(SQLite::Database& reader);
void restrain(SQLite::Database& connection); // after migrate(): limits and authorizer

// A file that only takes up room, so that there is some to give when the disk is full.
class Ballast {
public:
    Ballast(std::filesystem::path file, std::size_t bytes)
        : file_(std::move(file)), bytes_(bytes) {}

    bool lay() const;  // true when it is there, or none is wanted
    bool drop() const; // true when room was given back
    bool lies() const;

private:
    std::filesystem::path file_;
    std::size_t bytes_;
};

// The directory, checked and locked for the life of the store.
struct Place {
    std::filesystem::path database;
    Descriptor lock;
    std::string warning;
};

Result<Place> take_place(const std::filesystem::path& directory);
// Only looks: for a stopped database that is read where it lies, perhaps as a copy of somebody
// else's.
Result<Place> visit_place(const std::filesystem::path& directory);

// The file's own first bytes, before SQLite touches it: 78 when it is not ours or too new.
Result<void> check_identity(const std::filesystem::path& database);
// The same, as SQLite sees it through the WAL.
Result<void> check_identity(SQLite::Database& connection, const std::filesystem::path& database);

// What a look through all rows found.
struct Recount {
    Frontier tree;
    Instant recorded_at{};
    std::string damage; // names the first bad index; empty: all is well
    std::uint64_t damaged_payloads = 0;
};

// `each`, when there is one, is handed every entry before the first that is wrong.
Recount recount(SQLite::Database& connection, const CatchUp& each);

class SqliteStore {
public:
    explicit SqliteStore(const SqliteLog::Options& options);
    ~SqliteStore();

    Result<void> open();

    // BEGIN IMMEDIATE, `body`, COMMIT. An exception out of `body` that is not SQLite's passes
    // through, rolled back; a Trouble it returns rolls back too.
    using Body = std::function<Result<void>()>;
    Result<void> write(const Body& body);

    // Runs `body` and turns what SQLite throws into Trouble. Within write() it reads on the writer.
    Result<void> read(const Body& body) { return read(*reader_, body); }

    Result<void> read(SQLite::Database& at, const Body& body);

    bool can_write() const { return writer_ != nullptr; }

    SQLite::Database& writer() { return *writer_; }

    SQLite::Database& reader() { return *reader_; }

    const std::filesystem::path& file() const { return place_.database; }

    const std::string& warning() const { return place_.warning; }

    void idle();
    void erase_traces(); // what was erased must not linger in the WAL
    void halt(const std::string& because);
    std::string not_writable_because() const;
    std::uint64_t wal_bytes() const;

private:
    Result<void> open_to_read();
    Result<void> open_to_write();
    std::optional<Trouble> refusal();
    Result<void> begin();
    Trouble failed(const SQLite::Exception& failure, SQLite::Database* at, Doing doing);
    Trouble meet(Trouble trouble);
    void checkpoint(int mode);
    bool probe();
    Trouble full() const;

    SqliteLog::Options options_;
    RealClock real_clock_;
    const Clock& clock_;
    Place place_;
    Ballast ballast_;
    std::unique_ptr<SQLite::Database> writer_; // closes last: it takes the WAL with it
    std::unique_ptr<SQLite::Database> reader_;
    int wal_pages_ = 0;
    Clock::Mono ballast_tried_{};
    std::optional<Clock::Mono> full_since_; // of the last try, while read-only
    std::string halted_;
    std::optional<Trouble> stopped_;
};

} // namespace tocsin::storage
