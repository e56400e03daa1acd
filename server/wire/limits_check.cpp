// The limits of the schema, enforced in this one place. The first field that breaks one is named.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/refusal.hpp"
#include "server/wire/codec.hpp"
#include "server/wire/field_rules.hpp"
#include "server/wire/text_rules.hpp"
#include "server/wire/utf8.hpp"

namespace tocsin::wire {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Found = std::optional<v1::Refusal>;

v1::Refusal broken(const Step& step, std::string limit, std::string given) {
    return domain::refuse_field(path_of(step), std::move(limit), std::move(given));
}

std::string count(std::size_t many, const char* what) {
    return std::to_string(many) + ' ' + what;
}

Found check_text(const FieldRule& rule, const Step& step, const std::string& value) {
    const bool is_bytes = rule.field->type() == FieldDescriptor::TYPE_BYTES;
    if (value.size() > rule.bytes_max) {
        std::string given = count(value.size(), "bytes");
        if (!is_bytes) given += ": " + quoted(value);
        return broken(step, "at most " + count(rule.bytes_max, "bytes"), std::move(given));
    }
    if (is_bytes && rule.form == v1::FORM_UNSPECIFIED) return std::nullopt;
    auto why = unfit(value, rule.form);
    if (!why) return std::nullopt;
    return broken(step, std::move(*why), is_bytes ? count(value.size(), "bytes") : quoted(value));
}

Found check_number(const FieldRule& rule, const Step& step, std::int64_t value) {
    const bool instant = rule.form == v1::INSTANT || rule.form == v1::DEADLINE;
    if (value < 0 || value > rule.number_max) {
        return broken(
            step,
            instant ? "milliseconds since 1970, from 1970 to the end of 9998"
                    : "a number from 0 to " + std::to_string(rule.number_max),
            std::to_string(value)
        );
    }
    if (rule.form == v1::DEADLINE && value % 1000 != 0) {
        return broken(step, "milliseconds since 1970, on a whole second", std::to_string(value));
    }
    return std::nullopt;
}

// Of a single field; unsigned numbers beyond int64 are as good as the largest.
std::int64_t number(const Message& message, const FieldDescriptor* field) {
    const auto* reflection = message.GetReflection();
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return reflection->GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64: return reflection->GetInt64(message, field);
    case FieldDescriptor::CPPTYPE_UINT32: return reflection->GetUInt32(message, field);
    case FieldDescriptor::CPPTYPE_UINT64: {
        const auto value = reflection->GetUInt64(message, field);
        return value > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(value);
    }
    case FieldDescriptor::CPPTYPE_ENUM: return reflection->GetEnumValue(message, field);
    case FieldDescriptor::CPPTYPE_BOOL: return reflection->GetBool(message, field);
    default: return 0;
    }
}

Found check_inside(const Message& message, const MessageRules& rules, const Step* where);

Found check_single(const Message& message, const FieldRule& rule, const Step* where) {
    const auto* reflection = message.GetReflection();
    const Step step{where, rule.field};
    switch (rule.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
        if (reflection->HasField(message, rule.field)) {
            return check_inside(reflection->GetMessage(message, rule.field), *rule.inside, &step);
        }
        break;
    case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        const auto& text = reflection->GetStringReference(message, rule.field, &scratch);
        if (!text.empty()) return check_text(rule, step, text);
        break;
    }
    default: {
        if (!rule.required && !rule.bounded) return std::nullopt;
        const std::int64_t value = number(message, rule.field);
        if (value != 0) return rule.bounded ? check_number(rule, step, value) : std::nullopt;
    }
    }
    if (!rule.required) return std::nullopt;
    return broken(step, "required", "nothing");
}

Found check_item(const Message& message, const FieldRule& rule, const Step& step) {
    const auto* reflection = message.GetReflection();
    switch (rule.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
        return check_inside(
            reflection->GetRepeatedMessage(message, rule.field, step.item), *rule.inside, &step
        );
    case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        return check_text(
            rule,
            step,
            reflection->GetRepeatedStringReference(message, rule.field, step.item, &scratch)
        );
    }
    case FieldDescriptor::CPPTYPE_ENUM:
        if (reflection->GetRepeatedEnumValue(message, rule.field, step.item) != 0) break;
        return broken(step, "one of the named values", "0");
    default: break;
    }
    return std::nullopt;
}

Found check_list(const Message& message, const FieldRule& rule, const Step* where) {
    const int size = message.GetReflection()->FieldSize(message, rule.field);
    if (size == 0 && rule.required) {
        return broken({where, rule.field}, "at least 1 item", "nothing");
    }
    if (size > rule.items_max) {
        return broken(
            {where, rule.field},
            "at most " + count(static_cast<std::size_t>(rule.items_max), "items"),
            count(static_cast<std::size_t>(size), "items")
        );
    }
    for (int i = 0; i < size; ++i) {
        if (auto found = check_item(message, rule, {where, rule.field, i})) return found;
    }
    return std::nullopt;
}

Found check_inside(const Message& message, const MessageRules& rules, const Step* where) {
    return rules.first(message, [&](const FieldRule& rule) {
        return rule.field->is_repeated() ? check_list(message, rule, where)
                                         : check_single(message, rule, where);
    });
}

} // namespace

std::optional<v1::Refusal> check_limits(const Message& message) {
    return check_inside(message, rules_of(message.GetDescriptor()), nullptr);
}

} // namespace tocsin::wire
