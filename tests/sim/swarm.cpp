// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/swarm.hpp"

#include "tests/properties/dice.hpp"

#include <array>
#include <utility>

namespace tocsin::sim {

namespace {

using namespace std::chrono_literals;

using Fault = std::pair<const char*, Length Swarm::*>;

constexpr std::array all_faults{
    Fault{"cut", &Swarm::cut},
    Fault{"loss", &Swarm::loss},
    Fault{"stall", &Swarm::stall},
    Fault{"leaving", &Swarm::leaving},
    Fault{"crash", &Swarm::crash},
    Fault{"power-cut", &Swarm::power_cut},
    Fault{"stop", &Swarm::stop},
    Fault{"full-disk", &Swarm::full_disk},
    Fault{"broken-write", &Swarm::broken_write},
    Fault{"broken-sync", &Swarm::broken_sync},
    Fault{"clock-jump", &Swarm::clock_jump}};

} // namespace

std::uint64_t stream(std::uint64_t seed, const std::string& name) {
    std::uint64_t mixed = seed ^ 0xcbf29ce484222325u;
    for (const char letter : name)
        mixed = (mixed ^ static_cast<unsigned char>(letter)) * 0x100000001b3u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    return mixed ^ (mixed >> 27);
}

Swarm Swarm::drawn(std::uint64_t seed, double hours) {
    test::Dice dice(stream(seed, "swarm"));
    Swarm swarm;
    swarm.seed = seed;
    swarm.span =
        std::chrono::duration_cast<Length>(std::chrono::duration<double, std::ratio<3600>>(hours));
    swarm.thinking = dice.among<Length>({5s, 30s, 3min, 10min});
    swarm.clients = 4 + dice.below(14);
    swarm.delay_max = dice.among<Length>({0ms, 5ms, 80ms, 900ms});
    swarm.window = dice.among<std::size_t>({512, 8 * 1024, 64 * 1024});
    swarm.chunk_max = dice.among<std::size_t>({7, 300, 16 * 1024});
    swarm.send_buffer = dice.among<std::size_t>({0, 4'608, 65'536});
    swarm.desk_delay_max = dice.among<Length>({0ms, 2ms, 300ms});
    for (const auto& [name, often] : all_faults)
        if (dice.one_in(3)) swarm.*often = dice.among<Length>({3min, 20min, 2h});
    return swarm;
}

std::vector<std::string> Swarm::faults() const {
    std::vector<std::string> names;
    for (const auto& [name, often] : all_faults)
        if ((this->*often).count() > 0) names.emplace_back(name);
    return names;
}

bool Swarm::without(const std::string& fault) {
    for (const auto& [name, often] : all_faults)
        if (fault == name && (this->*often).count() > 0) {
            this->*often = {};
            return true;
        }
    return false;
}

} // namespace tocsin::sim
