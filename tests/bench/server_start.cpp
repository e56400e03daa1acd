// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/server_start.hpp"

#include "server/engine/engine.hpp"
#include "server/engine/replay.hpp"
#include "storage/merkle.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/bench/coalition.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <sqlite3.h>
#include <sys/resource.h>

namespace tocsin::bench {

namespace {

double seconds_since(const RealClock& clock, Clock::Mono began) {
    return std::chrono::duration<double>(clock.mono() - began).count();
}

std::string_view blob(sqlite3_stmt* row, int column) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

long peak_mib() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss >> 10;
}

} // namespace

Result<std::string> time_start(const std::filesystem::path& directory) {
    const RealClock clock;
    SystemRng rng;
    const auto began = clock.mono();
    storage::SqliteLog::Options options;
    options.directory = directory;
    std::optional<Result<std::unique_ptr<storage::SqliteLog>>> opened;
    engine::Replayed replayed = engine::replay_while([&](const storage::CatchUp& each) {
        opened = storage::SqliteLog::open(options, rng, each);
    });
    auto& log = *opened;
    if (!log) return log.error();
    const double open = seconds_since(clock, began);

    asio::io_context io(1);
    const storage::SigningKey key = log_key();
    storage::Guard guard(directory, {}, {{std::string(origin), key.public_key()}});
    engine::LogThread thread(io.get_executor(), [] {});
    const engine::Rooms rooms{
        thread,
        **log,
        (*log)->documents(),
        (*log)->directory(),
        (*log)->visits(),
        guard,
        key,
        clock,
        rng,
        io.get_executor(),
        nullptr,
        &replayed};
    auto engine = engine::Engine::start(rooms, std::string(origin), false, [](const Trouble&) {
        std::abort();
    });
    if (!engine) return engine.error();
    const double whole = seconds_since(clock, began);
    auto line = fmt::format(
        R"({{"entries":{},"open_s":{:.4f},"seconds":{:.4f},"peak_mib":{},"halted":{}}})",
        (*engine)->shown().size,
        open,
        whole,
        peak_mib(),
        (*engine)->health().halted
    );
    bool drained = false;
    (*engine)->drain([&] { drained = true; });
    while (!drained && io.run_one() > 0) {
    }
    return line;
}

// The limit: one pass with plain SQLite, leaf hash, commitment and root, and nothing kept.
Result<std::string> time_reading(const std::filesystem::path& directory) {
    const RealClock clock;
    const auto began = clock.mono();
    // Immutable: nothing is laid beside it that a verification would ask about.
    const std::string file = "file:" + (directory / "tocsin.db").string() + "?immutable=1";
    sqlite3* database = nullptr;
    sqlite3_stmt* row = nullptr;
    sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    const char* query = R"(SELECT header, salt, payload FROM entry ORDER BY "index")";
    if (sqlite3_prepare_v2(database, query, -1, &row, nullptr) != SQLITE_OK)
        return Trouble{
            Trouble::Fate::failed, 1, "cannot read " + file, sqlite3_errmsg(database), ""};
    storage::Frontier tree;
    std::size_t bytes = 0, damaged = 0;
    while (sqlite3_step(row) == SQLITE_ROW) {
        const auto header = blob(row, 0), salt = blob(row, 1), payload = blob(row, 2);
        tree.append(storage::leaf_hash(header));
        damaged += storage::sha256({salt, payload}).view() != header.substr(44);
        bytes += header.size() + salt.size() + payload.size();
    }
    const Digest root = tree.root();
    sqlite3_finalize(row);
    sqlite3_close(database);
    return fmt::format(
        R"({{"entries":{},"bytes":{},"damaged":{},"seconds":{:.4f},"root":"{}"}})",
        tree.size(),
        bytes,
        damaged,
        seconds_since(clock, began),
        root.hex()
    );
}

std::string time_verifying() {
    const RealClock clock;
    const storage::SigningKey key = key_of(0);
    const std::string text(600, 't'); // about a signed position
    const std::string signature = key.sign(text).str();
    const auto began = clock.mono();
    std::uint64_t count = 0;
    while (seconds_since(clock, began) < 2) {
        for (int i = 0; i < 64; ++i)
            count += storage::verify(key.public_key(), text, signature);
    }
    return fmt::format(
        R"({{"verifies_per_s":{:.0f}}})", static_cast<double>(count) / seconds_since(clock, began)
    );
}

} // namespace tocsin::bench
