// How far a passkey had counted when it signed a command: it must not have been copied, there as
// little as at a log-in (docs/IDENTITY.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"
#include "tocsin/v1/command.pb.h"

#include <cstdint>
#include <optional>

namespace tocsin::identity {

struct SignCount {
    Digest key;
    std::uint32_t count = 0;
};

// Nothing: no passkey signed it. Believed only when the signature was verified.
std::optional<SignCount> sign_count_in(const v1::Command& command);

} // namespace tocsin::identity
