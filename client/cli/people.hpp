// What the verbs about persons and keys share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/session.hpp"

#include <string>

namespace CLI {
class App;
}

namespace tocsin::cli {

Result<v1::PersonList> fetch_persons(Session& session, const std::string& party);
// By its id, or the first eight digits or more of it, among those that may be seen.
Result<v1::PersonLine> person_among(Session& session, const std::string& text);
// recover, roles, revoke: below `person`.
void add_person_acts(CLI::App& person, Context& context);
// Hex, with '-' and blanks where people put them, of exactly `size` bytes; `what` names it
// otherwise.
Result<std::string> parse_bytes(const std::string& text, std::size_t size, const std::string& what);

} // namespace tocsin::cli
