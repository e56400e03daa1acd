// One connection writes and checkpoints, one only reads; and what became of the log is remembered
// here, so that read-only, halt and stop are never mixed up (storage.md 3.2, 3.3, 3.4).
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_store.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"

#include <SQLiteCpp/Exception.h>

#include <sqlite3.h>

namespace tocsin::storage {

namespace {

namespace fs = std::filesystem;
using Fate = Trouble::Fate;

constexpr int in_use = 75;   // EX_TEMPFAIL
constexpr int io_error = 74; // EX_IOERR
constexpr int not_ours = 78; // EX_CONFIG
constexpr int idle_checkpoint_pages = 1000;
constexpr std::size_t page_bytes = 4096;
// Room for a batch and its pages must be there before appends go on.
constexpr std::size_t probe_bytes = 2 * limits::batch_bytes_max;

// Rolls back on leaving unless the transaction is over. After a stop nothing is touched any more.
class Rollback {
public:
    Rollback(SQLite::Database& writer, const std::optional<Trouble>& stopped)
        : writer_(writer), stopped_(stopped) {}

    Rollback(const Rollback&) = delete;
    Rollback& operator=(const Rollback&) = delete;

    ~Rollback() {
        if (!stopped_ && !sqlite3_get_autocommit(writer_.getHandle())) writer_.tryExec("ROLLBACK");
    }

private:
    SQLite::Database& writer_;
    const std::optional<Trouble>& stopped_;
};

} // namespace

SqliteStore::SqliteStore(const SqliteLog::Options& options)
    : options_(options),
      clock_(options.clock ? *options.clock : real_clock_),
      ballast_(options.directory / "ballast", options.ballast_bytes) {}

SqliteStore::~SqliteStore() {
    // Nobody knows what is on disk: closing must not tidy the WAL away before it is read again.
    if (stopped_ && writer_) {
        sqlite3_db_config(writer_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
}

Result<void> SqliteStore::write(const Body& body) {
    if (const auto no = refusal()) return *no;
    if (auto begun = begin(); !begun) return begun;
    const Rollback rollback(*writer_, stopped_);
    try {
        if (auto done = body(); !done) return meet(done.error());
        writer_->exec("COMMIT");
    } catch (const SQLite::Exception& failure) {
        return failed(failure, writer_.get(), Doing::writing);
    }
    if (static_cast<std::size_t>(wal_pages_) * page_bytes > limits::wal_truncate_bytes) {
        checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    }
    return {};
}

Result<void> SqliteStore::begin() {
    for (int tries = 1;; ++tries) {
        try {
            writer_->exec("BEGIN IMMEDIATE");
            return {};
        } catch (const SQLite::Exception& failure) {
            const int primary = failure.getErrorCode() & 0xff;
            const bool busy = primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
            if (!busy || tries == 2) return failed(failure, writer_.get(), Doing::writing);
        }
    }
}

Result<void> SqliteStore::read(SQLite::Database& at, const Body& body) {
    if (stopped_) return *stopped_;
    try {
        if (auto done = body(); !done) return meet(done.error());
    } catch (const SQLite::Exception& failure) {
        return failed(failure, &at, Doing::reading);
    }
    return {};
}

Trouble SqliteStore::failed(const SQLite::Exception& failure, SQLite::Database* at, Doing doing) {
    return meet(translate(failure, at, doing, file()));
}

Trouble SqliteStore::meet(Trouble trouble) {
    switch (trouble.fate) {
    case Fate::failed: break;
    case Fate::read_only:
        ballast_.drop();
        full_since_ = clock_.mono();
        break;
    case Fate::halt: halt(to_string(trouble)); break;
    case Fate::stop:
        if (!stopped_) stopped_ = trouble;
        break;
    }
    return trouble;
}

void SqliteStore::halt(const std::string& because) {
    if (halted_.empty()) halted_ = because;
}

Trouble SqliteStore::full() const {
    return Trouble{
        Fate::read_only,
        io_error,
        "cannot write " + file().string(),
        "the disk is full",
        "free space on it; appends go on by themselves"};
}

std::optional<Trouble> SqliteStore::refusal() {
    if (stopped_) return stopped_;
    if (!halted_.empty()) {
        return Trouble{
            Fate::halt, not_ours, "the log is halted", halted_, "see docs/OPERATIONS.md"};
    }
    if (!writer_)
        return Trouble{
            Fate::failed, in_use, "cannot write " + file().string(), "opened to read", ""};
    if (full_since_ && !probe()) return full();
    return std::nullopt;
}

// While read-only: is there room again, for the ballast and for a batch? Asked every few seconds
// only.
bool SqliteStore::probe() {
    if (clock_.mono() - *full_since_ < limits::read_only_probe) return false;
    full_since_ = clock_.mono();
    const Ballast trial(options_.directory / "probe", probe_bytes);
    trial.drop();
    const bool room = ballast_.lay() && trial.lay();
    trial.drop();
    if (!room) {
        ballast_.drop();
        return false;
    }
    full_since_.reset();
    checkpoint(SQLITE_CHECKPOINT_TRUNCATE); // the first real write; may find it full after all
    return !full_since_ && !stopped_ && halted_.empty();
}

void SqliteStore::idle() {
    if (!writer_ || stopped_ || !halted_.empty()) return;
    if (full_since_) {
        probe();
        return;
    }
    if (wal_pages_ >= idle_checkpoint_pages) checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    // It may have found no room at the start.
    if (clock_.mono() - ballast_tried_ < limits::read_only_probe) return;
    ballast_tried_ = clock_.mono();
    ballast_.lay();
}

void SqliteStore::erase_traces() {
    if (writer_ && !stopped_) checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

void SqliteStore::checkpoint(int mode) {
    const int code =
        sqlite3_wal_checkpoint_v2(writer_->getHandle(), nullptr, mode, nullptr, nullptr);
    // Busy is only late. Asked at every commit again, so the count is kept then.
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) return;
    wal_pages_ = 0;
    if (code == SQLITE_OK) return;
    meet(translate(code, sqlite3_system_errno(writer_->getHandle()), Doing::writing, file()));
}

std::string SqliteStore::not_writable_because() const {
    if (stopped_) return to_string(*stopped_);
    if (!halted_.empty()) return halted_;
    if (!writer_) return "opened to read";
    if (full_since_) return to_string(full());
    return {};
}

std::uint64_t SqliteStore::wal_bytes() const {
    fs::path wal = file();
    wal += "-wal";
    std::error_code ec;
    const auto bytes = fs::file_size(wal, ec);
    return ec ? 0 : bytes;
}

} // namespace tocsin::storage
