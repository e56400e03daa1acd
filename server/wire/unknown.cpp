// SPDX-License-Identifier: Apache-2.0
#include "server/wire/unknown.hpp"

#include "server/wire/field_rules.hpp"
#include "server/wire/refusals.hpp"

#include <google/protobuf/unknown_field_set.h>

namespace tocsin::wire {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Found = std::optional<v1::Refusal>;

// The first one that is left over. A declared number there came with another wire type.
v1::Refusal stray(const Message& message, const Step* where) {
    const int number = message.GetReflection()->GetUnknownFields(message).field(0).number();
    const FieldDescriptor* declared = message.GetDescriptor()->FindFieldByNumber(number);
    if (declared) return unsupported(path_of({where, declared}), "another wire type");
    std::string path = where ? path_of(*where) : std::string();
    if (path == "command") path.clear();
    if (!path.empty()) path += '.';
    path += std::to_string(number);
    return unsupported(path, "field number " + std::to_string(number));
}

Found look_at_enum(const FieldRule& rule, const Step& step, int number) {
    if (rule.field->enum_type()->FindValueByNumber(number)) return std::nullopt;
    return unsupported(path_of(step), "value " + std::to_string(number));
}

Found look_into(const Message& message, const MessageRules& rules, const Step* where);

Found look_at_list(const Message& message, const FieldRule& rule, const Step* where) {
    const auto* reflection = message.GetReflection();
    const int size = reflection->FieldSize(message, rule.field);
    for (int i = 0; i < size; ++i) {
        const Step step{where, rule.field, i};
        Found found;
        if (rule.inside) {
            found = look_into(
                reflection->GetRepeatedMessage(message, rule.field, i), *rule.inside, &step
            );
        } else {
            found =
                look_at_enum(rule, step, reflection->GetRepeatedEnumValue(message, rule.field, i));
        }
        if (found) return found;
    }
    return std::nullopt;
}

Found look_at(const Message& message, const FieldRule& rule, const Step* where) {
    const bool is_enum = rule.field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    if (!rule.inside && !is_enum) return std::nullopt;
    if (rule.field->is_repeated()) return look_at_list(message, rule, where);
    const Step step{where, rule.field};
    const auto* reflection = message.GetReflection();
    if (is_enum) return look_at_enum(rule, step, reflection->GetEnumValue(message, rule.field));
    if (!reflection->HasField(message, rule.field)) return std::nullopt;
    return look_into(reflection->GetMessage(message, rule.field), *rule.inside, &step);
}

Found look_into(const Message& message, const MessageRules& rules, const Step* where) {
    if (!message.GetReflection()->GetUnknownFields(message).empty()) return stray(message, where);
    return rules.first(message, [&](const FieldRule& rule) {
        return look_at(message, rule, where);
    });
}

} // namespace

Found find_unknown(const Message& message) {
    return look_into(message, rules_of(message.GetDescriptor()), nullptr);
}

} // namespace tocsin::wire
