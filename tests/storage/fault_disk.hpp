// A disk that fails when told to: a layer over SQLite's own way to files. Every connection opened
// while a FaultDisk lives goes through it. It also remembers what was written and not yet synced,
// so that a power cut can take some of it away, sector by sector.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tocsin::test {

class FaultDisk {
public:
    FaultDisk();
    ~FaultDisk();
    FaultDisk(const FaultDisk&) = delete;
    FaultDisk& operator=(const FaultDisk&) = delete;

    // SQLite result codes answered from now on; 0: as the real disk.
    int write_answers = 0;
    int sync_answers = 0;
    int read_answers = 0;

    bool forgets_syncs = false; // of the WAL: says synced, and the power takes it all the same
    bool turns_bits = false;    // keeps one page in twenty otherwise than it was given

    int syncs = 0;
    int writes = 0;
    int pages = 0;
    std::function<void()> before_change; // runs before each write, truncation and sync

    // What was on a range of a file before it was overwritten; beyond the old end: nothing.
    struct Unsynced {
        std::int64_t offset;
        std::string before;
        std::size_t length;
        std::int64_t size_before;
    };

    std::map<std::string, std::vector<Unsynced>> unsynced;

    // Copies the database to `to` as it could be found after the power went: of every sector
    // written since the last sync, some are as they were before.
    void
    cut_power(const std::filesystem::path& from, const std::filesystem::path& to, Rng& rng) const;

    void heal() { write_answers = sync_answers = read_answers = 0; }
};

} // namespace tocsin::test
