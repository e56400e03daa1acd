// The shape of a JSON text before a parser sees it: strict RFC 8259 and not too deep. Protobuf's
// own parser takes single quotes, bare names and trailing commas, and counts depth its own way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::wire {

constexpr int json_depth_max = 32;

// Why the text is no JSON, or too deep, in words; nothing when the shape is right.
std::optional<std::string> unfit_json(std::string_view text);

// `command.commandId` and `query.queryId` of a text of the right shape, as far as they can be told
// without reading the rest.
struct JsonIds {
    std::string command, query;
};

JsonIds ids_of_json(std::string_view text);

} // namespace tocsin::wire
