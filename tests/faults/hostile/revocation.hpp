// A key revoked while its person acts on several connections, beside others who act as fast as they
// can. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tocsin::faults {

// Throws when a socket lives longer than a second, or a command of the person is recorded behind
// the revocation. `members` persons of the bench's coalition act besides.
void revoke_under_load(std::uint16_t port, std::size_t members);

} // namespace tocsin::faults
