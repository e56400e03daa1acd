// One frame of the full-screen board: what is owed, what is open, what just happened. A pure
// function of what it is given, so that a frame can be tested and printed once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"
#include "tocsin/v1/view.pb.h"

#include <deque>
#include <string>

namespace tocsin::cli {

struct Board {
    std::string server, party;
    bool live = false;
    Instant now{};
    v1::InboxView inbox;
    v1::AlertList alerts;
    v1::ProcedureList procedures;
    std::deque<std::string> events; // newest last
};

// Exactly `height` lines of at most `width` columns, without the last LF.
std::string frame_of(const Board& board, int width, int height);

} // namespace tocsin::cli
