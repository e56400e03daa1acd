// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/crowd.hpp"

#include "tests/bench/coalition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace tocsin::faults {

namespace {

constexpr std::size_t text_bytes = 256;
constexpr double gap_ms = 10;
constexpr double patience_s = 10; // for one entry to be with everybody

} // namespace

double Spread::quantile(double share) const {
    auto sorted = last_ms;
    std::sort(sorted.begin(), sorted.end());
    return sorted.at(static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * share));
}

Crowd::Crowd(std::uint16_t port) : links_(port, false, text_bytes) {
    links_.on_stamp = [this](bench::Link& link, const bench::Stamp& stamp) {
        if (link.part != bench::Part::follower || stamp.number != current_) return;
        ++arrived_;
        last_ms_ = static_cast<double>(links_.arrived_ns - stamp.sent_ns) * 1e-6;
    };
}

void Crowd::gather(std::size_t followers) {
    links_.open_all(followers, bench::Part::follower);
    links_.publisher = &links_.open(bench::lead, bench::Part::publisher);
    links_.wait_ready(20);
}

bench::Link& Crowd::add(bench::Part part, std::uint64_t number) {
    bench::Link& link = links_.open(number, part);
    links_.wait_ready(20);
    return link;
}

void Crowd::tell(Spread& spread) {
    ++current_;
    arrived_ = 0;
    links_.publish(current_);
    const auto until = bench::now_ns() + static_cast<std::uint64_t>(patience_s * 1e9);
    while (arrived_ < links_.followers.size() && bench::now_ns() < until)
        links_.poll(1);
    if (arrived_ < links_.followers.size())
        throw std::runtime_error(
            fmt::format("an entry reached {} of {} followers", arrived_, links_.followers.size())
        );
    if (links_.lost > 0) throw std::runtime_error("a good follower was cut off");
    spread.last_ms.push_back(last_ms_);
    links_.poll_for(gap_ms);
}

std::uint32_t address_of(std::uint64_t number) {
    constexpr std::uint32_t first = 0x7f010001; // 127.1.0.1
    return first + static_cast<std::uint32_t>(number % 200);
}

void check(bool held, const std::string& what) {
    std::puts(fmt::format("{} {}", held ? "ok  " : "FAIL", what).c_str());
    if (!held) throw std::runtime_error(what);
}

} // namespace tocsin::faults
