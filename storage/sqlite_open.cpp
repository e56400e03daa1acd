// The way in: identity before anything is changed, settings before the schema, the schema before
// the restraints, and every row read again before the log is handed out (storage.md 3.4).
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_state.hpp"

#include <SQLiteCpp/Exception.h>

#include <sqlite3.h>

namespace tocsin::storage {

namespace {

namespace fs = std::filesystem;

constexpr int not_ours = 78; // EX_CONFIG
constexpr std::uintmax_t quick_check_bytes_max = 64 * 1024 * 1024;
constexpr int open_flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
constexpr int busy_ms = 2000;

int count_pages(void* pages, sqlite3*, const char*, int in_wal) {
    *static_cast<int*>(pages) = in_wal;
    return SQLITE_OK;
}

// A path as SQLite's URI wants it; immutable: no lock is taken and no WAL looked for.
std::string immutable_uri(const fs::path& file) {
    std::string uri = "file:";
    for (const char c : fs::absolute(file).string()) {
        if (c == '%' || c == '?' || c == '#') {
            uri += "%" + to_hex({&c, 1});
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

// Reads the structure of small files through; of large ones the rows are still read, by recount().
std::string structural_damage(SQLite::Database& connection, const fs::path& file) {
    std::error_code ec;
    const auto bytes = fs::file_size(file, ec);
    if (ec || bytes > quick_check_bytes_max) return {};
    const std::string verdict = connection.execAndGet("PRAGMA quick_check(1)").getString();
    return verdict == "ok" ? std::string() : "the database is damaged: " + verdict;
}

} // namespace

Result<void> SqliteStore::open() {
    listen_to_sqlite();
    auto place =
        options_.read_only ? visit_place(options_.directory) : take_place(options_.directory);
    if (!place) return place.error();
    place_ = std::move(*place);
    if (auto ours = check_identity(file()); !ours) return ours;
    for (;;) {
        try {
            return options_.read_only ? open_to_read() : open_to_write();
        } catch (const SQLite::Exception& failure) {
            reader_.reset();
            writer_.reset();
            Trouble trouble = translate(failure, nullptr, Doing::opening, file());
            // What the ballast is for: a full disk must not keep the log from being served.
            if (trouble.fate != Trouble::Fate::read_only || !ballast_.drop()) return trouble;
        }
    }
}

Result<void> SqliteStore::open_to_read() {
    reader_ = std::make_unique<SQLite::Database>(
        immutable_uri(file()), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | open_flags, busy_ms
    );
    if (auto ours = check_identity(*reader_, file()); !ours) return ours;
    const int version = reader_->execAndGet("PRAGMA user_version").getInt();
    if (version != migrations().back().version) {
        return Trouble{
            Trouble::Fate::failed,
            not_ours,
            "cannot read " + file().string(),
            "it is of the older schema " + std::to_string(version),
            "start the server on it once"};
    }
    configure_reader(*reader_);
    if (auto damage = structural_damage(*reader_, file()); !damage.empty()) halt(damage);
    restrain(*reader_);
    return {};
}

Result<void> SqliteStore::open_to_write() {
    writer_ = std::make_unique<SQLite::Database>(
        file().string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | open_flags, busy_ms
    );
    leave_untouched(*writer_);
    if (auto ours = check_identity(*writer_, file()); !ours) return ours;
    configure_writer(*writer_);
    migrate(*writer_, migrations(), file());
    // What a crash left in the WAL is rewritten and synced before anything is built on it.
    const int code = sqlite3_wal_checkpoint_v2(
        writer_->getHandle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr
    );
    if (code != SQLITE_OK) throw SQLite::Exception(writer_->getHandle(), code);
    sqlite3_wal_hook(writer_->getHandle(), &count_pages, &wal_pages_);

    reader_ = std::make_unique<SQLite::Database>(
        file().string(), SQLITE_OPEN_READONLY | open_flags, busy_ms
    );
    configure_reader(*reader_);
    if (auto damage = structural_damage(*reader_, file()); !damage.empty()) halt(damage);
    restrain(*writer_);
    restrain(*reader_);
    ballast_.lay();
    ballast_tried_ = clock_.mono();
    return {};
}

SqliteLog::State::State(const Options& options, Rng& random)
    : store(options),
      rng(random),
      documents(*this),
      directory(*this),
      visits(*this),
      channels(*this) {}

Result<void> SqliteLog::State::open(const CatchUp& each) {
    if (auto opened = store.open(); !opened) return opened;
    return store.read([&]() -> Result<void> {
        if (store.can_write()) writing = std::make_unique<WritingStatements>(store.writer());
        reading = std::make_unique<ReadingStatements>(store.reader());
        Recount count = recount(store.reader(), each);
        if (!count.damage.empty()) store.halt(count.damage);
        tree = std::move(count.tree);
        recorded_at = count.recorded_at;
        damaged_payloads = count.damaged_payloads;
        return {};
    });
}

SqliteLog::SqliteLog(std::unique_ptr<State> state) : state_(std::move(state)) {}

SqliteLog::~SqliteLog() = default;

Result<std::unique_ptr<SqliteLog>>
SqliteLog::open(const Options& options, Rng& rng, const CatchUp& each) {
    auto state = std::make_unique<State>(options, rng);
    if (auto opened = state->open(each); !opened) return opened.error();
    return std::unique_ptr<SqliteLog>(new SqliteLog(std::move(state)));
}

} // namespace tocsin::storage
