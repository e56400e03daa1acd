// tocsin-hostile PORT TLS_PORT MEMBERS: 500 slow sockets, 10,000 pings a second and garbage at the
// TLS door, all at once, while one follower of each member goes on hearing in time; then a key is
// revoked under load. Against tocsin-bench-server with its limits in force; tests/faults/run.sh.
// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/crowd.hpp"
#include "tests/faults/hostile/attack.hpp"
#include "tests/faults/hostile/revocation.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

namespace {

using namespace tocsin;
using namespace tocsin::faults;

constexpr int rounds = 4;
constexpr double window_ms = 4000;
constexpr double ratio_max = 1.2;

void tell_for(Crowd& crowd, Spread& spread, double milliseconds) {
    const auto until = bench::now_ns() + static_cast<std::uint64_t>(milliseconds * 1e6);
    while (bench::now_ns() < until)
        crowd.tell(spread);
}

void stand_fast(std::uint16_t port, std::uint16_t tls_port, std::size_t members) {
    Crowd crowd(port);
    crowd.links().source = address_of;
    crowd.gather(members);
    Attack attack(port, tls_port);
    Spread quiet, beside, warm;
    tell_for(crowd, warm, window_ms / 4);
    Attacked all;
    for (int round = 0; round < rounds; ++round) {
        tell_for(crowd, quiet, window_ms);
        attack.begin();
        tell_for(crowd, warm, window_ms / 4); // until all of them are there
        tell_for(crowd, beside, window_ms);
        const Attacked done = attack.end();
        all.pings += done.pings;
        all.garbage += done.garbage;
        all.slow_open = round == 0 ? done.slow_open : std::min(all.slow_open, done.slow_open);
        all.slow_closed += done.slow_closed;
    }
    const double seconds = rounds * (window_ms * 1.25) * 1e-3;
    check(
        all.slow_open >= 450 && static_cast<double>(all.pings) >= 9'500 * seconds &&
            all.garbage > 0,
        fmt::format(
            "attacked with {} slow sockets at a time, {:.0f} pings a second and {} connections of "
            "garbage to TLS",
            all.slow_open,
            static_cast<double>(all.pings) / seconds,
            all.garbage
        )
    );
    const double before = quiet.quantile(0.5), now = beside.quantile(0.5);
    check(
        now <= ratio_max * before,
        fmt::format(
            "the last of {} members heard after {:.2f} ms (median; 99 % {:.2f}), quiet {:.2f} ms "
            "(99 % {:.2f}): ratio {:.2f}, at most {:.1f}",
            members,
            now,
            beside.quantile(0.99),
            before,
            quiet.quantile(0.99),
            now / before,
            ratio_max
        )
    );
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) return std::fputs("tocsin-hostile PORT TLS_PORT MEMBERS\n", stderr), 64;
    if (!storage::init_crypto()) return 70;
    int passed = 0, failed = 0;
    const auto port = static_cast<std::uint16_t>(std::stoi(argv[1]));
    const auto tls_port = static_cast<std::uint16_t>(std::stoi(argv[2]));
    const std::size_t members = std::stoull(argv[3]);
    const auto attempt = [&](auto act) {
        try {
            act();
            ++passed;
        } catch (const std::exception& error) {
            ++failed;
            std::puts(fmt::format("FAILED: {}", error.what()).c_str());
        }
    };
    attempt([&] { stand_fast(port, tls_port, members); });
    attempt([&] { revoke_under_load(port, members); });
    std::puts(fmt::format("{} passed, {} failed", passed, failed).c_str());
    return failed == 0 ? 0 : 1;
}
