// What all connections share: the rooms behind them, the counts, the deadlines, the checkpoint
// that is pushed, and who is here. Built by the listener, outlives every connection.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/identity/identity.hpp"
#include "server/net/admission.hpp"
#include "server/net/attendance.hpp"
#include "server/net/deadlines.hpp"
#include "server/net/sent_notes.hpp"

#include <boost/intrusive/list.hpp>

namespace tocsin::net {

// Every session that is logged in is in one list of the edge.
using SessionHook = boost::intrusive::list_base_hook<
    boost::intrusive::tag<struct SessionTag>,
    boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

enum class Look { if_changed, anyway };

class SessionNode : public SessionHook {
public:
    virtual void look_again(Look look) = 0; // its rights may have changed, or time passed
    virtual void checkpoint_released() = 0;
    virtual void go_away(int retry_after_ms) = 0;

protected:
    ~SessionNode() = default;
};

using SessionList = boost::intrusive::list<
    SessionNode,
    boost::intrusive::base_hook<SessionHook>,
    boost::intrusive::constant_time_size<false>>;

struct Edge {
    Edge(
        asio::io_context& io,
        engine::Engine& house,
        identity::Identity& who,
        identity::Verifier& signatures,
        const Clock& time,
        Rng& chance,
        Options given
    );

    void log(Level level, const std::string& line) const;
    void count(const v1::Refusal& refusal);

    void checkpoint_released();
    // The last one as a frame, encoded once.
    const wire::SharedFrame& checkpoint_frame(wire::Format format);

    // Which reading of the Coalition holds: another number once it changed, or once an instant has
    // come that was recorded beforehand (a hand-over of the chair, a delegation, a membership, a
    // token). Asked before anything is taken or shown, so that neither happens by an older reading.
    std::uint64_t reading();
    // Every session looks again: at once when there is another reading, and every minute.
    void look_again();

    Executor executor;
    engine::Engine& engine;
    identity::Identity& identity;
    identity::Verifier& verifier;
    const Clock& clock;
    Rng& rng;
    const Options options;
    Counters counters;
    Deadlines deadlines;
    Admission admission;
    Attendances attendances;
    SentNotes sent_notes;
    SessionList sessions;
    std::uint32_t checkpoint_number = 0;
    bool draining = false;

private:
    std::array<wire::SharedFrame, 2> checkpoint_frames_; // by format
    std::uint64_t reading_ = 0;
    domain::Index changed_at_ = 0;             // of the Coalition that it is a reading of
    std::optional<Instant> changes_by_itself_; // then the reading ends, if not before
    std::uint64_t looked_at_ = 0;
    Clock::Mono looked_when_{};
};

} // namespace tocsin::net
