// The schema's limits as a table, read from the descriptors once: per message its fields, their
// bounds with the defaults filled in, and the table of what is inside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tocsin/v1/options.pb.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::wire {

struct MessageRules;

struct FieldRule {
    const google::protobuf::FieldDescriptor* field = nullptr;
    v1::Form form = v1::FORM_UNSPECIFIED;
    std::size_t bytes_max = 0; // of a text or bytes, each item of a list
    int items_max = 0;
    bool required = false;
    bool chosen = false;         // a branch of a oneof
    bool bounded = false;        // a number with bounds
    std::int64_t number_max = 0; // numbers are never below 0 when bounded
    const MessageRules* inside = nullptr;
};

struct MessageRules {
    std::vector<FieldRule> fields; // in the order of the schema
    std::vector<const google::protobuf::OneofDescriptor*> choices;

    // Calls look(rule) for every field that may say something: all that stand alone, and of each
    // oneof the branch that is set. Stops at the first answer that is not empty.
    template <class Look>
    auto first(const google::protobuf::Message& message, Look look) const
        -> decltype(look(fields.front()));
};

template <class Look>
auto MessageRules::first(const google::protobuf::Message& message, Look look) const
    -> decltype(look(fields.front())) {
    for (const FieldRule& rule : fields) {
        if (rule.chosen) continue;
        if (auto found = look(rule)) return found;
    }
    for (const auto* choice : choices) {
        const auto* field = message.GetReflection()->GetOneofFieldDescriptor(message, choice);
        if (!field) continue;
        if (auto found = look(fields[static_cast<std::size_t>(field->index())])) return found;
    }
    return {};
}

// `type` MUST be a message of package tocsin.v1.
const MessageRules& rules_of(const google::protobuf::Descriptor* type);

// The way down to a field, as a list on the stack: only a failure is ever spelled out.
struct Step {
    const Step* up = nullptr;
    const google::protobuf::FieldDescriptor* field = nullptr;
    int item = -1; // of a list, from 0
};

// "raise_alert.content.evidence[3].url"; `command.` in front is left away.
std::string path_of(const Step& step);

} // namespace tocsin::wire
