// tocsin-stall PORT FOLLOWERS: a reader that stops and one that goes on pinging and never reads are
// cut off by their write deadline, while the followers beside them see no change. Both replay the
// whole log, which must be longer than what the kernel takes for them. Against tocsin-bench-server;
// tests/faults/run.sh.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "tests/bench/coalition.hpp"
#include "tests/bench/load_links.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>
#include <vector>

namespace {

using namespace tocsin;

constexpr int quiet_rounds = 200;
constexpr double gap_ms = 10;
constexpr double patience_s = 10; // for one entry to be with everybody
constexpr double write_s = std::chrono::duration<double>(limits::write_timeout).count();
// The server looks at its deadlines in steps, and this machine may have other work.
constexpr double late_s = 5;

struct Spread { // of a stage: how long the last follower waited, entry by entry
    std::vector<double> last_ms;

    double quantile(double share) const {
        auto sorted = last_ms;
        std::sort(sorted.begin(), sorted.end());
        return sorted.at(static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * share));
    }
};

class Crowd {
public:
    Crowd(std::uint16_t port, std::size_t followers) : links_(port, false, text_bytes) {
        links_.on_stamp = [this](bench::Link& link, const bench::Stamp& stamp) {
            if (link.part != bench::Part::follower || stamp.number != current_) return;
            ++arrived_;
            last_ms_ = static_cast<double>(links_.arrived_ns - stamp.sent_ns) * 1e-6;
        };
        links_.open_all(followers, bench::Part::follower);
        links_.publisher = &links_.open(bench::lead, bench::Part::publisher);
        links_.wait_ready(20);
    }

    bench::Link& add(bench::Part part, std::uint64_t number) {
        bench::Link& link = links_.open(number, part);
        links_.wait_ready(20);
        return link;
    }

    // One entry, to all of the followers: throws when one of them does not get it.
    void tell(Spread& spread) {
        ++current_;
        arrived_ = 0;
        links_.publish(current_);
        const auto until = bench::now_ns() + static_cast<std::uint64_t>(patience_s * 1e9);
        while (arrived_ < links_.followers.size() && bench::now_ns() < until)
            links_.poll(1);
        if (arrived_ < links_.followers.size())
            throw std::runtime_error(fmt::format(
                "an entry reached {} of {} followers", arrived_, links_.followers.size()
            ));
        if (links_.lost > 0) throw std::runtime_error("a good follower was cut off");
        spread.last_ms.push_back(last_ms_);
        links_.poll_for(gap_ms);
    }

    bench::Links& links() { return links_; }

private:
    static constexpr std::size_t text_bytes = 256;

    bench::Links links_;
    std::uint64_t current_ = 0;
    std::size_t arrived_ = 0;
    double last_ms_ = 0;
};

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

void check(bool held, const std::string& what) {
    std::puts(fmt::format("{} {}", held ? "ok  " : "FAIL", what).c_str());
    if (!held) throw std::runtime_error(what);
}

void run(std::uint16_t port, std::size_t followers) {
    Crowd crowd(port, followers);
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
