// Deadlines as lists in order of waiting: all waits of a kind have one length, so a wait is put
// at the end of its list and only the front is ever looked at. One timer sweeps; nobody has a
// timer of their own. Time here is the time this process ran: an hour in which it was stopped is
// no peer's silence.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/net/options.hpp"

#include <boost/intrusive/list.hpp>

#include <array>

namespace tocsin::net {

enum class Wait : std::uint8_t { handshake, authentication, write, quiet, pinged, goodbye, ended };
constexpr std::size_t wait_kinds = 7;

// Who is told. MUST NOT destroy deadlines from within the call.
class Waiting {
public:
    virtual void expired(Wait wait) = 0;
    virtual void cut() = 0; // crowded out: ends at once

protected:
    ~Waiting() = default;
};

// One wait at a time, a member of the one who waits; ends with it.
class Deadline : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    explicit Deadline(Waiting& owner) : owner_(owner) {}

    bool running() const { return is_linked(); }

    Wait wait() const { return wait_; }

    void stop() { unlink(); }

private:
    friend class Deadlines;
    Waiting& owner_;
    Clock::Mono at_{};
    Wait wait_ = Wait::handshake;
};

class Deadlines {
public:
    Deadlines(const Clock& clock, const Timeouts& timeouts);

    // From the beginning, whatever it was waiting for before.
    void start(Deadline& deadline, Wait wait);
    // Who has waited longest for this; nothing: nobody does.
    Waiting* longest(Wait wait);
    // Tells everybody whose time is over. Called every tick().
    void sweep();
    // This process was stopped for longer than anybody waits, until a moment ago: whoever comes now
    // tried again and again meanwhile, and is in no haste of its own.
    bool stood_still() const;

    std::chrono::nanoseconds tick() const { return tick_; }

    // Running time, to the tick.
    Clock::Mono now() const { return now_; }

private:
    using List = boost::intrusive::list<Deadline, boost::intrusive::constant_time_size<false>>;

    const Clock& clock_;
    std::array<std::chrono::nanoseconds, wait_kinds> lengths_;
    std::array<List, wait_kinds> lists_;
    std::chrono::nanoseconds tick_;
    Clock::Mono swept_at_;
    Clock::Mono now_{};
    Clock::Mono forgiven_until_{};
};

} // namespace tocsin::net
