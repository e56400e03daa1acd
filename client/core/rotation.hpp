// A further key of one's own: one text that an old key and the new one sign both, with which the
// new one is in at once (docs/PROTOCOL.md 2.5). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/core/own_key.hpp"
#include "server/base/utc.hpp"
#include "tocsin/v1/command.pb.h"

#include <string>

namespace tocsin::client {

struct Rotation {
    std::string origin; // of the log
    PersonId person;
    OwnKey old_key;
    OwnKey new_key;
    CommandId command_id; // nonce and time are made of it: a re-run is the same
};

std::string rotation_text(const Rotation& rotation, Instant now);
// Trouble: one of the two is an OpenSSH key that signed nothing.
Result<v1::Command> add_own_key(const Rotation& rotation, Instant now);

} // namespace tocsin::client
