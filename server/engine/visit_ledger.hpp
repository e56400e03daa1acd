// Gathers what becomes of visits (storage/visits.hpp) and has it kept on the log's thread, many
// rows in one transaction: within a second, and the end of a session at once. What cannot be kept
// now is kept later; its bound is that of sessions and keys themselves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/log_thread.hpp"
#include "server/engine/presence.hpp"
#include "server/engine/timer.hpp"
#include "storage/visits.hpp"

namespace tocsin::engine {

class VisitLedger {
public:
    VisitLedger(Executor executor, Desk& desk, storage::Visits& visits);

    void add(storage::VisitChanges changes);
    void flush();
    // Takes no more and tries nothing again.
    void stop();

private:
    void kept(const Result<void>& result, storage::VisitChanges changes);

    Desk& desk_;
    storage::Visits& visits_;
    Timer timer_;
    storage::VisitChanges gathered_;
    bool stopped_ = false;
    Presence here_;
};

} // namespace tocsin::engine
