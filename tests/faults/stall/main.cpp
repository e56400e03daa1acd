// tocsin-stall PORT FOLLOWERS: a reader that stops and one that goes on pinging and never reads are
// cut off by their write deadline, while the followers beside them see no change. Both replay the
// whole log, which must be longer than what the kernel takes for them. Against tocsin-bench-server;
// tests/faults/run.sh.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "tests/faults/crowd.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>
#include <vector>

namespace {

using namespace tocsin;
using namespace tocsin::faults;

constexpr int quiet_rounds = 200;
constexpr double write_s = std::chrono::duration<double>(limits::write_timeout).count();
// The server looks at its deadlines in steps, and this machine may have other work.
constexpr double late_s = 5;

struct BadReader {
    const char* name;
    bench::Link& link;
    std::uint64_t since = bench::now_ns();
    double cut_after_s = 0;

    bool look(bench::Links& links) {
        if (cut_after_s > 0) return false;
        if (link.part == bench::Part::pinging)
            links.send_bytes(link, bench::client_frame(bench::opcode::ping, "still here"));
        if (links.still_open(link)) return true;
        cut_after_s = static_cast<double>(bench::now_ns() - since) * 1e-9;
        return false;
    }
};

void run(std::uint16_t port, std::size_t followers) {
    Crowd crowd(port);
    crowd.gather(followers);
    Spread quiet, beside;
    for (int round = 0; round < quiet_rounds; ++round)
        crowd.tell(quiet);

    std::vector<BadReader> bad;
    bad.push_back({"the reader that stopped", crowd.add(bench::Part::stalled, followers)});
    bad.push_back({"the reader that only pings", crowd.add(bench::Part::pinging, followers + 1)});
    for (bool some = true; some;) {
        crowd.tell(beside);
        some = false;
        for (BadReader& reader : bad) {
            some = reader.look(crowd.links()) || some;
            const double age = static_cast<double>(bench::now_ns() - reader.since) * 1e-9;
            if (reader.cut_after_s == 0 && age > write_s + late_s)
                check(false, fmt::format("{} is still connected after {:.0f} s", reader.name, age));
        }
    }
    for (const BadReader& reader : bad)
        check(
            reader.cut_after_s > write_s - 1,
            fmt::format(
                "{} was cut off after {:.1f} s, by a write deadline of {:.0f} s",
                reader.name,
                reader.cut_after_s,
                write_s
            )
        );
    const double before = quiet.quantile(0.5), now = beside.quantile(0.5);
    check(
        now < 1.5 * before + 5,
        fmt::format(
            "{} others got all of {} entries; the last of them after {:.1f} ms (median), {:.1f} ms "
            "before the bad readers came",
            followers,
            beside.last_ms.size(),
            now,
            before
        )
    );
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fputs("tocsin-stall PORT FOLLOWERS\n", stderr), 64;
    if (!storage::init_crypto()) return 70;
    try {
        run(static_cast<std::uint16_t>(std::stoi(argv[1])), std::stoull(argv[2]));
    } catch (const std::exception& error) {
        std::puts(fmt::format("FAILED: {}\n0 passed, 1 failed", error.what()).c_str());
        return 1;
    }
    std::puts("1 passed, 0 failed");
    return 0;
}
