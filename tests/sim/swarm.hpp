// What one seed makes of the world: how many people, how bad the weather, which faults come at all.
// Every fault is off in some runs, so that none hides another (swarm testing).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tocsin::sim {

using Length = std::chrono::milliseconds;

struct Swarm {
    std::uint64_t seed = 0;
    Length span{};     // of trouble; then the world is healed and must come to rest
    Length thinking{}; // between two acts of one person, about
    std::uint32_t clients = 0;
    Length delay_max{};
    std::size_t window = 0;
    std::size_t chunk_max = 0;
    std::size_t send_buffer = 0; // of the server's sockets
    Length desk_delay_max{};     // of a job on the log's thread
    // How often, about; zero: never.
    Length cut{}, loss{}, stall{}, leaving{}, crash{}, power_cut{}, stop{};
    Length full_disk{}, broken_write{}, broken_sync{}, clock_jump{};

    // All that is drawn from the seed. `hours`: how long the trouble lasts.
    static Swarm drawn(std::uint64_t seed, double hours);

    // For shrinking: the faults that are on, and taking one away; acts (of people, or a fault's
    // coming) that are passed over, by their number in order of coming.
    std::vector<std::string> faults() const;
    bool without(const std::string& fault);
    std::set<std::uint64_t> passed_over;
};

// Streams that do not disturb each other: one more draw here changes nothing there.
std::uint64_t stream(std::uint64_t seed, const std::string& name);

} // namespace tocsin::sim
