// Entries on their way out: each with who may see it, and as the bytes that stand in a message,
// made once per format on first use. The ring holds the most recent ones, within a bound (I6).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"
#include "server/engine/sequencer.hpp"
#include "server/wire/cursor.hpp"
#include "server/wire/frame_head.hpp"

#include <array>
#include <deque>
#include <string>

namespace tocsin::engine {

struct Outgoing {
    Told told;
    domain::Visibility visibility;
    domain::Index judged_at = 0;      // size of the state by which that was; 0: not yet
    std::array<std::string, 2> items; // by wire::Format; empty: not made yet
    std::size_t weight = 0;           // in the ring, as it came

    storage::Index index() const { return told.facts.index; }

    bool is_erased() const { return told.event == nullptr; }

    // Who may see it by this state: a label may have been raised since it went out.
    void judge(const domain::State& shown);
    bool seen_by(const domain::Reader& reader) const; // judged before
    const std::string& item(wire::Format format, const wire::LogId& log);
};

class Ring {
public:
    void push(Outgoing entry);

    // Index of the oldest held; `head` when none is.
    storage::Index begin(storage::Index head) const {
        return held_.empty() ? head : held_.front().index();
    }

    std::deque<Outgoing>& held() { return held_; }

    std::size_t bytes() const { return bytes_; }

private:
    static std::size_t weight_of(const Outgoing& entry);

    std::deque<Outgoing> held_;
    std::size_t bytes_ = 0;
};

} // namespace tocsin::engine
