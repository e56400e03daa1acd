// An export with what is labelled too strictly left out: headers, proofs and the tree stay whole,
// so that it verifies, with the payloads withheld (docs/LOG_FORMAT.md 14).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "tocsin/v1/event.pb.h"

#include <cstdint>
#include <istream>
#include <ostream>

namespace tocsin::client {

struct Redacted {
    std::uint64_t entries = 0;   // whose payload was left out
    std::uint64_t documents = 0; // left out, since only such entries name them
};

// Leaves out the payload of every entry about a case whose label, in the end, is `from` or
// stricter. Reads `in` twice. Trouble (7): it is not an export.
Result<Redacted> redact(std::istream& in, v1::Tlp from, std::ostream& out);

} // namespace tocsin::client
