// What the verbs about persons and keys share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/session.hpp"

#include <string>

namespace tocsin::cli {

Result<v1::PersonList> fetch_persons(Session& session, const std::string& party);
// Hex, with '-' and blanks where people put them, of exactly `size` bytes; `what` names it
// otherwise.
Result<std::string> parse_bytes(const std::string& text, std::size_t size, const std::string& what);

} // namespace tocsin::cli
