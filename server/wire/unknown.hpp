// What this server does not know: fields it has no name for, numbers that no enum declares. proto3
// keeps both quietly; a command that we understood only in part must not be decided.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/frame.pb.h"

#include <optional>

namespace tocsin::wire {

// UNSUPPORTED, naming the path; nothing when every field and every enum value is declared.
std::optional<v1::Refusal> find_unknown(const google::protobuf::Message& message);

} // namespace tocsin::wire
