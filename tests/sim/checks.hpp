// What must hold of a whole run, asked of the log alone and of what clients were told
// (docs/RELIABILITY.md names the checks by their letters).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/replay.hpp"
#include "storage/log.hpp"
#include "tests/sim/actor.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tocsin::sim {

struct Violation {
    char check = '?';
    std::string words;
};

using Violated = std::function<void(char check, const std::string& words)>;

// The log as it lies there, read from its beginning and folded anew.
struct Reading {
    std::vector<storage::Entry> entries;
    std::vector<engine::Told> told;
    domain::State state;
};

Reading read_log(storage::Log& log, const Violated& violated); // (b)

// (a), (e): every receipt is in the log, at its place, once.
void check_receipts(const Reading& log, const Told& told, const Violated& violated);
// (c): every checkpoint that somebody saw is a prefix of this log.
void check_checkpoints(const Reading& log, const Told& told, const Violated& violated);
// (f), I9: nothing counts that came late, and nobody is woken for what is over.
void check_order(const Reading& log, const Violated& violated);

// (d), (h): a follower saw what it may see, all of it once it has caught up, and nothing else.
struct Follower {
    const Actor* actor = nullptr;
    domain::Asker who;
    bool caught_up = false;
};

// Whether this key lets its person in at all: not revoked, not cooling, its person still there.
bool may_come(const domain::State& state, const domain::Asker& who);
// What was recorded after `arrived` may still be on its way.
void check_followers(
    const Reading& log,
    const std::vector<Follower>& followers,
    Instant arrived,
    const Violated& violated
);
// (g): what is shown is the fold of the log.
void check_shown(const Reading& log, const domain::State& shown, const Violated& violated);

} // namespace tocsin::sim
