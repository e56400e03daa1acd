// SPDX-License-Identifier: Apache-2.0
#include "server/net/rates.hpp"

#include <algorithm>

namespace tocsin::net {

namespace {

using namespace std::chrono_literals;

constexpr auto turn_interval = 1min; // no shorter than an empty bucket takes to fill

} // namespace

AddressRates::AddressRates(int per_minute, int burst)
    : per_minute_(per_minute), burst_(std::min(per_minute, burst)) {}

std::chrono::nanoseconds AddressRates::take(const AddressBlock& block, Clock::Mono now) {
    const bool is_time = now - turned_at_ >= turn_interval;
    if (is_time || recent_.size() >= addresses_max) turn(now);
    return rate_of(block).take(now);
}

// Whoever is in `earlier_` was last heard of before the turn before this one. Only a flood from
// very many addresses turns early, and then some of them are forgiven rather than remembered.
void AddressRates::turn(Clock::Mono now) {
    const bool long_ago = now - turned_at_ >= 2 * turn_interval;
    earlier_ = std::move(recent_);
    recent_.clear();
    if (long_ago) earlier_.clear();
    turned_at_ = now;
}

Rate& AddressRates::rate_of(const AddressBlock& block) {
    if (auto known = earlier_.extract(block)) recent_.insert(std::move(known));
    return recent_.try_emplace(block, per_minute_, burst_).first->second;
}

void AddressRates::give_back(const AddressBlock& block) {
    for (Rates* rates : {&recent_, &earlier_}) {
        if (const auto found = rates->find(block); found != rates->end()) found->second.give_back();
    }
}

} // namespace tocsin::net
