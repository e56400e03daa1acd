// The state: the fold of `evolve` over the log, and nothing else (I3). Two of them live in a
// server, the working one on the log's thread and the shown one on the shell's; they share nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/alert.hpp"
#include "server/domain/coalition.hpp"
#include "server/domain/items.hpp"
#include "server/domain/procedure.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::domain {

// What the server itself does when its time comes (due.cpp). One of each kind per subject.
struct Timer {
    enum class Kind { close, publish, remind, escalate, review };
    Instant at{};
    Kind kind = Kind::close;
    std::string subject;

    auto operator<=>(const Timer&) const = default;
};

class Timers {
public:
    // Sets it, or takes it away when there is no instant. Called by evolve alone.
    void set(Timer::Kind kind, const std::string& subject, std::optional<Instant> at);

    const std::set<Timer>& nearest_first() const { return pending_; }

    bool operator==(const Timers&) const = default;

private:
    std::set<Timer> pending_;
    std::map<std::pair<Timer::Kind, std::string>, Instant> instants_;
};

struct State {
    Coalition coalition;
    Items<AlertId, Alert> alerts;
    Items<SignalId, Signal> signals;
    Items<ProcedureId, Procedure> procedures;
    Timers timers;
    Index size = 0;        // entries folded
    Instant recorded_at{}; // of the last of them

    // At which it is asked who is of the Coalition, with which keys and roles, now that the clock
    // shows `wall`: the log's time, which never goes back (I7). Whoever came in before the clock
    // was set back is in. Deadlines are compared with `wall` itself.
    Instant as_of(Instant wall) const { return std::max(wall, recorded_at); }
};

} // namespace tocsin::domain
