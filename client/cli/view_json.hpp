// Any message as a JSON view for `--json`: lowerCamelCase names, ids as uuid or hex strings,
// instants as RFC 3339 in UTC (null: not yet), enum values by name (null: not said). The names of
// the fields are those of proto/tocsin/v1/view.proto and are never renamed within a major version.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/value.hpp>
#include <google/protobuf/message.h>

#include <string>

namespace tocsin::cli {

boost::json::value view_json(const google::protobuf::Message& message);
std::string uuid(std::string_view sixteen_bytes);

} // namespace tocsin::cli
