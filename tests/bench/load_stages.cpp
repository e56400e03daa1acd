// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_stages.hpp"

#include "tests/bench/coalition.hpp"
#include "tests/bench/load_usage.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <unistd.h>

namespace tocsin::bench {

namespace {

constexpr double settle_ms = 1500;
constexpr double single_gap_ms = 20;
constexpr double patience_s = 60;
constexpr std::uint64_t stall_ns = 10'000'000'000; // nothing comes any more

} // namespace

Stages::Stages(Asked asked)
    : asked_(std::move(asked)), links_(asked_.port, asked_.plain, asked_.text_bytes) {
    links_.tls_port = asked_.tls_port;
    links_.on_stamp = [this](Link&, const Stamp& stamp) {
        if (stamp.number < first_counted_) return;
        latencies_.push_back(static_cast<double>(links_.arrived_ns - stamp.sent_ns) * 1e-6);
        last_ns_ = links_.arrived_ns;
    };
}

void Stages::add(std::string_view name, double value) {
    line_ += fmt::format("{}\"{}\":{:.6g}", line_.empty() ? "" : ",", name, value);
}

std::string Stages::run() {
    add("connections", static_cast<double>(asked_.connections));
    connect();
    if (asked_.singles > 0) single(asked_.singles);
    if (asked_.burst > 0) burst(asked_.burst);
    if (asked_.rushes > 0) rush(asked_.rushes);
    if (asked_.isolation > 0) isolation(asked_.isolation);
    if (!asked_.restart.empty()) restart();
    add("lost_connections", static_cast<double>(links_.lost));
    if (!refusal_.empty()) line_ += ",\"refusal\":\"" + refusal_ + "\"";
    return "{" + line_ + "}";
}

void Stages::connect() {
    const Usage before = usage_of(asked_.server);
    const auto began = now_ns();
    links_.open_all(asked_.connections, asked_.rushes > 0 ? Part::person : Part::follower);
    add("connect_s", static_cast<double>(now_ns() - began) * 1e-9);
    links_.poll_for(settle_ms);
    const Usage after = usage_of(asked_.server);
    add("rss_kib_per_connection",
        (after.resident_kib - before.resident_kib) / static_cast<double>(asked_.connections));
    add("rss_base_kib", before.resident_kib);
    if (asked_.rushes == 0) connect_publisher();
}

void Stages::connect_publisher() {
    links_.publisher = &links_.open(lead, Part::publisher);
    links_.wait_ready(20);
    links_.poll_for(200);
}

// Busy, so that the server never pays for waking this client; when the server has its core too, it
// sleeps a millisecond at a time, by which every latency is too long.
void Stages::gather(std::size_t count, double seconds) {
    const auto until = now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
    std::size_t seen = latencies_.size();
    auto moved = now_ns();
    while (latencies_.size() < count) {
        if (asked_.waits) ::usleep(1000);
        links_.poll(0);
        const auto now = now_ns();
        if (latencies_.size() != seen) {
            seen = latencies_.size();
            moved = now;
        }
        if (now > until || now - moved > stall_ns) return;
    }
}

std::vector<double> Stages::last_of_each(int broadcasts, double gap_ms) {
    std::vector<double> last;
    for (int i = 0; i < broadcasts; ++i) {
        latencies_.clear();
        first_counted_ = next_;
        links_.publish(next_++);
        gather(links_.followers.size(), patience_s);
        if (latencies_.size() < links_.followers.size())
            throw std::runtime_error("a broadcast did not reach all");
        last.push_back(latencies_.back());
        links_.poll_for(gap_ms);
    }
    return last;
}

void Stages::single(int broadcasts) {
    const Usage before = usage_of(asked_.server);
    auto last = last_of_each(broadcasts, single_gap_ms);
    const Usage after = usage_of(asked_.server);
    const double millions =
        static_cast<double>(broadcasts) * static_cast<double>(asked_.connections) * 1e-6;
    add("last_ms", quantile(last, 0.5));
    add("last_ms_max", last.back());
    add("cpu_s_per_million", (after.cpu_seconds - before.cpu_seconds) / millions);
}

void Stages::burst(int broadcasts) {
    latencies_.clear();
    const std::size_t wanted = static_cast<std::size_t>(broadcasts) * asked_.connections;
    latencies_.reserve(wanted);
    first_counted_ = next_;
    const Usage before = usage_of(asked_.server);
    const auto began = now_ns();
    for (int i = 0; i < broadcasts; ++i)
        links_.publish(next_++);
    gather(wanted, patience_s);
    const Usage after = usage_of(asked_.server);
    const auto got = static_cast<double>(latencies_.size());
    add("burst_deliveries_per_s", got / (static_cast<double>(last_ns_ - began) * 1e-9));
    add("burst_lost", static_cast<double>(wanted) - got);
    add("burst_cpu_s_per_million", (after.cpu_seconds - before.cpu_seconds) / (got * 1e-6));
}

void Stages::isolation(int broadcasts) {
    constexpr double gap_ms = 10;
    auto quiet = last_of_each(broadcasts, gap_ms);
    const double quiet_p99 = quantile(quiet, 0.99), quiet_p50 = quantile(quiet, 0.5);

    // The one that replays begins again whenever it has caught up: it meets the stamps of this
    // stage then.
    std::size_t replays = 0;
    const auto counted = links_.on_stamp;
    links_.on_stamp = [&](Link& link, const Stamp& stamp) {
        if (link.part == Part::follower) return counted(link, stamp);
        if (stamp.number + 1 < next_) return;
        ++replays;
        links_.follow(link);
    };
    links_.open(asked_.connections, Part::stalled);
    Link& replayer = links_.open(asked_.connections + 1, Part::replayer);
    links_.wait_ready(20);
    links_.poll_for(100);
    const auto bytes_before = replayer.bytes_in;
    const auto began = now_ns();
    auto beside = last_of_each(broadcasts, gap_ms);
    const double seconds = static_cast<double>(now_ns() - began) * 1e-9;
    links_.on_stamp = counted;
    add("quiet_p50_ms", quiet_p50);
    add("quiet_p99_ms", quiet_p99);
    add("beside_p50_ms", quantile(beside, 0.5));
    add("beside_p99_ms", quantile(beside, 0.99));
    add("replay_mib_per_s",
        static_cast<double>(replayer.bytes_in - bytes_before) / seconds / (1 << 20));
    add("replays_finished", static_cast<double>(replays));
}

} // namespace tocsin::bench
