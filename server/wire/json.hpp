// The proto3 JSON mapping, by protobuf's own json_util; only json.cpp includes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/frame.pb.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::wire {

// Nothing when it was read; else UNSUPPORTED (a name or value unknown here), INVALID_FIELD (a value
// that is none of its type) or MALFORMED. `text` MUST have passed unfit_json.
std::optional<v1::Refusal> read_json(std::string_view text, google::protobuf::Message& message);

// What is unknown is passed over: a newer server may say more than we know.
bool read_json_leniently(std::string_view text, google::protobuf::Message& message);

std::string write_json(const google::protobuf::Message& message);

// The same message, the same bytes, in this version of the library.
std::string serialise_alike(const google::protobuf::Message& message);

} // namespace tocsin::wire
