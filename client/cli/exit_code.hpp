// The exit codes of the command line (cli.md), and which refusal ends in which (faults.md 7.1).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "tocsin/v1/frame.pb.h"

#include <string>

namespace tocsin::cli {

enum Exit : int {
    done = 0,
    failed = 1,
    usage = 2,
    not_found = 3,
    not_allowed = 4,
    conflict = 5,
    too_late = 6,
    not_verified = 7,
    unreachable = 8,
    partly_done = 9,
    stopped_by_hand = 130,
};

int exit_of(v1::Refusal::Code code);

// A refusal in the words of the command line: "CODE: what", why, next step.
Trouble trouble_of(const v1::Refusal& refusal);
Trouble trouble_of(const v1::AnswerRefused& refused);
Trouble usage_trouble(std::string what, std::string next = {});

} // namespace tocsin::cli
