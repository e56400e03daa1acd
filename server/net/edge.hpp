// What all connections share: the rooms behind them, the counts, the deadlines, the checkpoint
// that is pushed, and who is here. Built by the listener, outlives every connection.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/identity/challenges.hpp"
#include "server/identity/identity.hpp"
#include "server/identity/verifier.hpp"
#include "server/net/admission.hpp"
#include "server/net/attendance.hpp"
#include "server/net/console.hpp"
#include "server/net/deadlines.hpp"
#include "server/net/proxies.hpp"
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

// What strangers may try, by address: log-ins and invitations that fail, and challenges over HTTP.
struct Tries {
    AddressRates log_ins{limits::log_ins_per_minute_max, limits::log_ins_per_minute_max};
    AddressRates invitations{
        limits::invitations_per_minute_max, limits::invitations_per_minute_max};
    AddressRates challenges{limits::challenges_per_minute_max, limits::challenges_per_minute_max};
};

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
    // Of somebody unknown: one line a minute for each source, whatever it does, and the source cut
    // short, so that no flood of theirs drowns what an operator must read.
    void log_stranger(Level level, const AddressBlock& from, std::string_view what);
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
    // This person's sessions look again at once: one of them may have ended.
    void look_at(const PersonId& person);

    // One more connection of this address. Zero: it may; else how long until the next may.
    std::chrono::nanoseconds too_often(const AddressBlock& from);
    // One more try of this address; nothing: it may, else RATE_LIMITED.
    std::optional<v1::Refusal> too_many(AddressRates& rates, const AddressBlock& from) const;
    // It failed: counted, and told to the operator.
    void failed(AddressRates& rates, const AddressBlock& from, const v1::Refusal& refusal);

    Executor executor;
    engine::Engine& engine;
    identity::Identity& identity;
    identity::Verifier& verifier;
    const Clock& clock;
    Rng& rng;
    Options options; // what Listener::reload changes is read when it is needed
    Counters counters;
    Deadlines deadlines;
    Console console; // from when our own origins are known
    Proxies proxies;
    Admission admission;
    identity::Challenges challenges;
    Tries tries;
    Attendances attendances;
    SentNotes sent_notes;
    SessionList sessions;
    std::uint32_t checkpoint_number = 0;
    bool draining = false;

private:
    std::array<wire::SharedFrame, 2> checkpoint_frames_; // by format
    AddressRates lines_;                                 // by source
    Rate all_lines_;
    std::uint64_t reading_ = 0;
    domain::Index changed_at_ = 0;             // of the Coalition that it is a reading of
    std::optional<Instant> changes_by_itself_; // then the reading ends, if not before
    std::uint64_t looked_at_ = 0;
    Clock::Mono looked_when_{};
};

} // namespace tocsin::net
