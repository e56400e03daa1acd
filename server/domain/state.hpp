// The state: the fold of `evolve` over the log, and nothing else (I3). Two of them live in a
// server, the working one on the log's thread and the shown one on the shell's; they share nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/alert.hpp"
#include "server/domain/coalition.hpp"
#include "server/domain/procedure.hpp"

#include <map>
#include <set>

namespace tocsin::domain {

struct State {
    Coalition coalition;
    std::map<AlertId, Alert> alerts;
    std::map<SignalId, Signal> signals;
    std::map<ProcedureId, Procedure> procedures;
    std::set<std::pair<Instant, ProcedureId>> deadlines; // of open procedures, the nearest first
    Index size = 0;                                      // entries folded
    Instant recorded_at{};                               // of the last of them
};

} // namespace tocsin::domain
