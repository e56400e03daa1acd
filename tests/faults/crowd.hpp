// Followers of one alert and a lead who writes: how long an entry takes to be with the last of
// them, while something else goes on. Against tocsin-bench-server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/bench/load_links.hpp"

#include <string>
#include <vector>

namespace tocsin::faults {

struct Spread { // of a stage: how long the last follower waited, entry by entry
    std::vector<double> last_ms;

    double quantile(double share) const;
};

class Crowd {
public:
    explicit Crowd(std::uint16_t port);

    // So many followers and the lead; throws when they are not there in time.
    void gather(std::size_t followers);
    bench::Link& add(bench::Part part, std::uint64_t number);
    // One entry, to all of the followers: throws when one of them does not get it.
    void tell(Spread& spread);

    bench::Links& links() { return links_; }

private:
    bench::Links links_;
    std::uint64_t current_ = 0;
    std::size_t arrived_ = 0;
    double last_ms_ = 0;
};

// Each member comes from an address of its own, in the loopback range: few newcomers come from one.
std::uint32_t address_of(std::uint64_t number);

// Says it, and throws when it did not hold.
void check(bool held, const std::string& what);

} // namespace tocsin::faults
