// So many a minute from each address, in bounded memory: who has not been heard of for as long as a
// bucket takes to fill is forgotten, which is what it would have come to anyway.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/net/address.hpp"
#include "server/net/rate.hpp"

#include <map>

namespace tocsin::net {

class AddressRates {
public:
    // A bucket is full again within a minute: `burst` is at most `per_minute`.
    AddressRates(int per_minute, int burst);

    // Takes one; zero: granted. Else how long until the next would be.
    std::chrono::nanoseconds take(const AddressBlock& block, Clock::Mono now);
    // What was taken turned out to be owed to nobody.
    void give_back(const AddressBlock& block);

    // Addresses remembered: at most twice addresses_max.
    std::size_t known() const { return recent_.size() + earlier_.size(); }

    static constexpr std::size_t addresses_max = 16'384;

private:
    using Rates = std::map<AddressBlock, Rate>;

    void turn(Clock::Mono now);
    Rate& rate_of(const AddressBlock& block);

    int per_minute_;
    int burst_;
    Rates recent_;  // heard of since the last turn
    Rates earlier_; // and in the minute before it
    Clock::Mono turned_at_{};
};

} // namespace tocsin::net
