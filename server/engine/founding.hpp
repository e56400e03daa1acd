// What is done with the log before anybody is let in: read it, hold it against what was released,
// found it when it is empty, close what fell due while the server was down (faults.md 86), and
// release a checkpoint of it. All of it on the log's thread, while the shell waits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/engine.hpp"
#include "server/engine/replay.hpp"

namespace tocsin::engine {

struct Founded {
    Replayed replayed;
    domain::State working; // equal to replayed.state
    std::map<PersonId, storage::DirectoryRow> directory;
    storage::VisitRows visits;
    std::string note;                 // the last released checkpoint; may be empty
    std::string not_writable_because; // read-only or halted
    bool halted = false;
};

// Runs on the log's thread and waits for it.
Result<Founded> found(const Rooms& rooms, const std::string& origin, bool exercise_only);

} // namespace tocsin::engine
