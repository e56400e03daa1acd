// From a run of entries to one frame for one reader, and the frames built last, so that all who see
// the same share one (net-findings.md 1-2). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/ring.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace tocsin::engine {

// What one reader sees of a run of entries: as many as fit one message.
struct Stretch {
    std::size_t begin = 0;       // places in the run
    std::size_t end = 0;         // behind the last entry looked at
    std::string seen;            // one character per entry, '1' or '0'
    std::size_t bytes = 0;       // of the message
    bool full = false;           // ended by the size of a message, not by the end of the run
    std::vector<PersonId> named; // who may see more of it than others of their party; sorted
};

// By the present state, whenever the entries came.
Stretch look(
    std::deque<Outgoing>& run,
    std::size_t begin,
    const domain::Reader& reader,
    wire::Format format,
    const wire::LogId& log,
    const domain::State& shown
);
// Null when nothing of the stretch is seen.
wire::SharedFrame frame_of(
    std::deque<Outgoing>& run, const Stretch& stretch, wire::Format format, const wire::LogId& log
);

// A reader's class and party settle what it sees, unless its person is named in an entry. So ten
// thousand followers of a few hundred parties look at the entries a few hundred times, not ten
// thousand.
class FrameCache {
public:
    struct Built {
        storage::Index end = 0;
        storage::Index head = 0; // by what was shown then
        wire::SharedFrame frame; // null: nothing of it is seen
    };

    // What such a reader got from `from` on, by the state that ends at this head.
    const Built* find(
        wire::Format format, storage::Index from, storage::Index head, const domain::Reader& reader
    ) const;
    // The frame somebody else got who sees just the same; null when nobody did.
    wire::SharedFrame same(wire::Format format, storage::Index from, const Stretch& stretch) const;
    void keep(
        wire::Format format,
        storage::Index from,
        const domain::Reader& reader,
        Stretch stretch,
        Built built
    );

private:
    struct Frame {
        wire::Format format;
        storage::Index from;
        std::string seen;
        wire::SharedFrame frame;
    };

    struct Known {
        Built built;
        std::vector<PersonId> named;
    };

    using Key = std::tuple<wire::Format, storage::Index, std::uint32_t, domain::PartyCode>;

    static constexpr std::size_t frames_max = 32;
    static constexpr std::size_t known_max = 1'024;

    std::deque<Frame> frames_;                // the newest first
    std::map<Key, Known, std::less<>> known_; // holds no frame that is not in frames_
};

} // namespace tocsin::engine
