// The logs under the contract, each in a house that can make it fail and open it again. A driver to
// come (PostgreSQL) adds a house of this shape and is held to the same words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/base/limits.hpp"
#include "storage/memory_log.hpp"
#include "storage/sqlite_log.hpp"
#include "tests/storage/fault_disk.hpp"
#include "tests/storage/folder.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <sqlite3.h>

namespace tocsin::test {

using namespace std::chrono_literals;
using namespace tocsin::storage;
using Fate = Trouble::Fate;

// Time that only moves when told to.
class StillClock final : public Clock {
public:
    Instant wall() const override { return from_ms(1'790'000'000'000); }

    Mono mono() const override { return mono_; }

    void pass(Mono time) { mono_ += time; }

private:
    Mono mono_ = 1h;
};

class MemoryHouse {
public:
    Log& log() { return log_; }

    void reopen() {}

    void fail_next(Fate fate) {
        log_.fail_next(Trouble{fate, 74, "cannot write", "told to fail", ""});
    }

    void heal() {}

private:
    SeededRng rng_{1};
    MemoryLog log_{rng_};
};

class SqliteHouse {
public:
    SqliteHouse() { open(); }

    Log& log() { return *log_; }

    SqliteLog& sqlite() { return *log_; }

    FaultDisk& disk() { return disk_; }

    StillClock& clock() { return clock_; }

    fs::path directory() const { return folder_.path() / "data"; }

    void open() {
        auto opened = SqliteLog::open(options(), rng_);
        REQUIRE(opened.has_value());
        log_ = std::move(*opened);
    }

    void close() { log_.reset(); }

    void reopen() {
        close();
        open();
    }

    SqliteLog::Options options() const {
        SqliteLog::Options options;
        options.directory = directory();
        options.clock = &clock_;
        return options;
    }

    void fail_next(Fate fate) {
        if (fate == Fate::read_only) disk_.write_answers = SQLITE_FULL;
        if (fate == Fate::failed) disk_.write_answers = SQLITE_NOMEM;
        if (fate == Fate::stop) disk_.sync_answers = SQLITE_IOERR_FSYNC;
        if (fate == Fate::halt) disk_.write_answers = SQLITE_CORRUPT;
    }

    void heal() {
        disk_.heal();
        clock_.pass(limits::read_only_probe);
    }

private:
    FaultDisk disk_;
    Folder folder_;
    StillClock clock_;
    SeededRng rng_{1};
    std::unique_ptr<SqliteLog> log_;
};

inline PersonId person(std::uint8_t number) {
    PersonId id;
    id.octets.fill(number);
    return id;
}

inline CommandId command(std::uint64_t number) {
    CommandId id;
    id.octets[0] = 1;
    for (std::size_t i = 0; i < 8; ++i)
        id.octets[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

inline NewEntry wanted(std::uint64_t number, Instant received_at = from_ms(1'000)) {
    NewEntry entry;
    entry.kind = 32;
    entry.received_at = received_at;
    entry.actor = person(7);
    entry.command_id = command(number);
    entry.payload = "what happened, number " + std::to_string(number);
    return entry;
}

inline void nobody_else(const Entry&) {
    FAIL("nobody else wrote anything");
}

// Appends `count` entries in one transaction, each remembered as a command of its own.
inline Result<TreeHead> append_some(Log& log, std::uint64_t count) {
    return log.append(log.head().size, nobody_else, [&](Pen& pen) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto number = log.head().size + i;
            const auto index = pen.append(wanted(number)).index;
            pen.remember(person(7), command(number), {sha256({"request"}), index});
        }
    });
}

inline std::vector<Entry> read_all(Log& log) {
    std::vector<Entry> all;
    while (all.size() < log.head().size) {
        auto slice = log.read(all.size(), 256, 64 * 1024);
        REQUIRE(slice.has_value());
        REQUIRE(!slice->empty());
        for (auto& entry : *slice)
            all.push_back(std::move(entry));
    }
    return all;
}

inline Digest root_from_headers(const std::vector<Entry>& entries) {
    std::vector<Digest> leaves;
    for (const auto& entry : entries)
        leaves.push_back(leaf_hash(entry.header));
    return root_of(leaves);
}

} // namespace tocsin::test
