// How the programs end (docs/OPERATIONS.md, exit codes): sysexits, so that a supervisor can tell
// what a restart would heal from what it would not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tocsin::app::exit_code {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int usage = 2;
constexpr int bad_request = 64; // to the admin socket
constexpr int input_missing = 66;
constexpr int unavailable = 69; // a dependency: an address in use, a peer
constexpr int bug = 70;
constexpr int disk = 74;      // nobody knows what is on disk: storage's Fate::stop
constexpr int temporary = 75; // another instance holds the data directory
constexpr int permission = 77;
constexpr int configuration = 78; // or data of a newer or foreign program

} // namespace tocsin::app::exit_code
