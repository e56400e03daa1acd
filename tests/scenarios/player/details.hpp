// What stands indented below an act, laid into the command's fields by their names: "publish-at
// +2s", "reason  …", "outcome  delivered". Throws Unmet naming a word that is no field of this act.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"
#include "tests/scenarios/player/script.hpp"

#include <google/protobuf/message.h>

#include <set>

namespace tocsin::scenario {

// `known`: details that the sentence itself has used. The step's text goes into the field `text`,
// where there is one.
void lay_details(
    google::protobuf::Message& message,
    const Step& step,
    Instant now,
    const std::set<std::string>& known = {}
);
bool has_field(const google::protobuf::Message& message, const std::string& name);

} // namespace tocsin::scenario
