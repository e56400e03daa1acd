// Signs of an attack, as entries of the log: the first of a kind about one key at once, what
// follows within a minute counted into one (docs/IDENTITY.md, what is noted). However hard somebody
// tries, a key adds one entry a minute of a kind, and the kinds are four.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/rng.hpp"
#include "server/engine/sequencer.hpp"
#include "server/engine/timer.hpp"

#include <map>
#include <utility>

namespace tocsin::engine {

class SecurityLedger {
public:
    SecurityLedger(Executor executor, const Clock& clock, Rng& rng, Sequencer& sequencer);

    // `count` is ours: each call is one.
    void add(v1::SecurityNoted noted);
    // What the timer does: records what has waited for its minute.
    void look();
    // Records what is counted, whatever its minute.
    void flush();
    // Takes no more and keeps nothing that comes back refused.
    void stop();

    std::uint64_t dropped() const { return dropped_; }

private:
    using Key = std::pair<int, std::string>; // kind, fingerprint

    struct Kept {
        v1::SecurityNoted noted; // its count: since it was last recorded
        Clock::Mono again_at{};
    };

    void submit(Kept& kept);
    void set_timer();

    const Clock& clock_;
    Rng& rng_;
    Sequencer& sequencer_;
    Timer timer_;
    std::map<Key, Kept> kept_; // of the last minute
    std::uint64_t dropped_ = 0;
    bool stopped_ = false;
};

} // namespace tocsin::engine
