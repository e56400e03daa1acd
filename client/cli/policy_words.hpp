// The Coalition's rules that are numbers, each with a name people type, a sentence, and a value in
// words: "recovery-cooling 24h". SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "tocsin/v1/event.pb.h"

#include <string>
#include <vector>

namespace tocsin::cli {

struct PolicyRule {
    std::string name;
    std::string about;
    const google::protobuf::FieldDescriptor* field;
};

// In the order of the schema; every rule there is has its sentence, or this stops the program.
const std::vector<PolicyRule>& policy_rules();

// "24h", "3", "yes", "50,80", "15m=focal-points,45m=call-list"; "-" for an empty list.
std::string policy_value(const v1::Policy& policy, const PolicyRule& rule);
// The same, read: the whole value of that rule. Trouble says how it is written.
Result<void> put_policy_value(v1::Policy& policy, const PolicyRule& rule, const std::string& text);

} // namespace tocsin::cli
