// Gathers receipts of delivery and has them recorded many at a time: one entry for up to 256 of
// them, never later than 200 ms (domain.md 2, reach). What cannot be recorded now is kept, within a
// bound. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"
#include "server/engine/sequencer.hpp"
#include "server/engine/timer.hpp"

#include <deque>
#include <set>
#include <tuple>

namespace tocsin::engine {

class ReachLedger {
public:
    ReachLedger(Executor executor, const Clock& clock, Rng& rng, Sequencer& sequencer);

    void add(v1::Delivery delivery);
    // Submits what is gathered now.
    void flush();
    // Takes no more and keeps nothing that comes back refused.
    void stop();

    std::uint64_t dropped() const { return dropped_; }

private:
    // Alert, message, person, rung, channel.
    using Key = std::tuple<std::string, std::uint32_t, std::string, int, std::string>;

    static Key key_of(const v1::Delivery& delivery);
    void submit(std::vector<v1::Delivery> deliveries);
    void keep(std::vector<v1::Delivery> deliveries);

    const Clock& clock_;
    Rng& rng_;
    Sequencer& sequencer_;
    Timer timer_;
    std::deque<v1::Delivery> gathered_;
    std::set<Key> known_; // of those gathered
    std::uint64_t dropped_ = 0;
    bool stopped_ = false;
};

} // namespace tocsin::engine
