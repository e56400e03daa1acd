// What a browser says it was asked (WebAuthn's CollectedClientData): a JSON object, read without
// belief in its author. Only the outermost members are kept; what is inside of them is only walked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/signed.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin::storage {

// A member's value: a string, a boolean, or (monostate) anything else.
using ClientValue = std::variant<std::monostate, bool, std::string>;
using ClientData = std::map<std::string, ClientValue, std::less<>>;

// Strict RFC 8259 in UTF-8, one object and nothing after it, no name twice, at most 4 KiB and 32
// deep.
std::variant<ClientData, WrongSignature> read_client_data(std::string_view json);

} // namespace tocsin::storage
