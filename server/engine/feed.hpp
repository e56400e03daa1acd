// The feed: a follower is a cursor, not a queue. Hello, resume, catch-up and live are one loop:
// each follower reads what follows its cursor, from a ring of recent entries (encoded once, shared
// by all who see the same), or, further back, from the log in slices. A slow one falls behind in
// the log, never in memory, and delays nobody. docs: architecture.md 1, step 7; net-findings.md
// 1-3, 6. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"
#include "server/engine/sequencer.hpp"
#include "server/wire/cursor.hpp"
#include "server/wire/frame_head.hpp"

#include <boost/intrusive/list.hpp>

#include <memory>
#include <string>
#include <vector>

namespace tocsin::engine {

struct Slice;

// One reader of the feed. Owned by its session, which MUST leave() before it goes.
class Follower : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    virtual ~Follower() = default;
    // Called by the pump on the shell's thread: send what you can, then park or come again. Plain
    // function, never suspends.
    virtual void advance() = 0;

    const domain::Reader* reader = nullptr; // MUST outlive the following
    wire::Format format = wire::Format::binary;
    std::uint64_t next = 0; // index of the first entry not yet read

private:
    friend class Feed;
    std::shared_ptr<Slice> slice_; // read from the log, further back than the ring
    bool reading_ = false;
};

class Feed {
public:
    enum class Got { frame, caught_up, reading };

    struct Step {
        Got got = Got::caught_up;
        wire::SharedFrame frame; // set with Got::frame: whole, at most 64 KiB of message
    };

    // The head starts at shown.size. Everything given MUST outlive the feed.
    Feed(
        Desk& desk,
        storage::Log& log,
        const domain::State& shown,
        wire::LogId log_id,
        const Clock& clock
    );
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    // New entries, already folded into the shown state; moves the head and wakes who is parked.
    void committed(const std::vector<Told>& entries);

    // Index behind the newest entry.
    std::uint64_t head() const;

    // What follows `follower.next`, as one frame; entries it may not see are passed over. Moves
    // `next`. Got::reading: the log is being read; advance() is called when it is there.
    Step next(Follower& follower);

    void park(Follower& follower);   // wait for the head to move
    void behind(Follower& follower); // come again soon: more to send
    void leave(Follower& follower);  // idempotent
    bool anybody_behind() const;
    // Calls advance() on at most `sends` of those behind, no longer than limits::pump_slice.
    void pump(std::size_t sends);

    // Those whose read of the log failed try again; called by the engine's beat.
    void retry();

    std::string cursor_at(std::uint64_t next) const;
    // Payloads met that do not match their commitment; they are passed over (faults.md 95).
    std::uint64_t damaged() const;
    // Bytes held for recent entries, at most limits::ring_bytes_max.
    std::size_t ring_bytes() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tocsin::engine
