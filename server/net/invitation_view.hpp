// What an invitation is for, shown to whoever holds its code before a key is made.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"
#include "tocsin/v1/frame.pb.h"

#include <optional>
#include <string>

namespace tocsin::net {

// Nothing: this code enrols nobody now, whatever the reason. Without a challenge.
std::optional<v1::InvitationView>
invitation_view(const domain::State& shown, const std::string& code, Instant now);

} // namespace tocsin::net
