// The secretariat's printed code, carried in by whoever runs the host: with what one person of the
// secretariat confirmed, it lets a key in. The host alone can do nothing with it
// (docs/IDENTITY.md). SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/admin_import.hpp"

namespace tocsin::app {

// `request`: {"break_glass": {"command_id": hex, "fingerprint": hex, "code_sha256": hex}}. The code
// itself stays with who typed it.
void break_glass(
    engine::Engine& engine,
    const Clock& clock,
    const boost::json::object& request,
    ImportAnswer answer
);

} // namespace tocsin::app
