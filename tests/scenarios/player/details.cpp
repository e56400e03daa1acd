// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/player/details.hpp"

#include "client/cli/words.hpp"
#include "tests/scenarios/player/stage.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

namespace tocsin::scenario {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string snake(std::string name) {
    for (char& c : name)
        if (c == '-') c = '_';
    return name;
}

// A field of the message, or of a message within it.
std::pair<Message*, const FieldDescriptor*> find(Message& message, const std::string& name) {
    const auto& type = *message.GetDescriptor();
    if (const auto* field = type.FindFieldByName(name)) return {&message, field};
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor& within = *type.field(i);
        if (within.is_repeated() || within.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
        if (!within.message_type()->FindFieldByName(name)) continue;
        Message& inner = *message.GetReflection()->MutableMessage(&message, &within);
        return {&inner, inner.GetDescriptor()->FindFieldByName(name)};
    }
    return {nullptr, nullptr};
}

// "+90s" from now, to a whole second; else a number.
std::int64_t number_of(const std::string& value, Instant now) {
    if (!value.starts_with("+")) return std::stoll(value);
    const auto later = now + std::chrono::seconds(std::stoll(value.substr(1)));
    return to_ms(std::chrono::ceil<std::chrono::seconds>(later));
}

void set(Message& message, const FieldDescriptor& field, const std::string& value, Instant now) {
    const auto& reflect = *message.GetReflection();
    const bool many = field.is_repeated();
    switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
        many ? reflect.AddString(&message, &field, value)
             : reflect.SetString(&message, &field, value);
        return;
    case FieldDescriptor::CPPTYPE_BOOL: reflect.SetBool(&message, &field, value == "yes"); return;
    case FieldDescriptor::CPPTYPE_ENUM: {
        const auto number = cli::value_of(*field.enum_type(), value);
        if (!number) throw Unmet(to_string(number.error()));
        many ? reflect.AddEnumValue(&message, &field, *number)
             : reflect.SetEnumValue(&message, &field, *number);
        return;
    }
    case FieldDescriptor::CPPTYPE_INT64:
        many ? reflect.AddInt64(&message, &field, number_of(value, now))
             : reflect.SetInt64(&message, &field, number_of(value, now));
        return;
    case FieldDescriptor::CPPTYPE_UINT32: {
        const auto number = static_cast<std::uint32_t>(std::stoul(value));
        many ? reflect.AddUInt32(&message, &field, number)
             : reflect.SetUInt32(&message, &field, number);
        return;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message& inner = many ? *reflect.AddMessage(&message, &field)
                              : *reflect.MutableMessage(&message, &field);
        const auto status = google::protobuf::util::JsonStringToMessage(value, &inner);
        if (!status.ok()) throw Unmet(field.name() + ": " + std::string(status.message()));
        return;
    }
    default: throw Unmet(field.name() + " cannot be said in a scenario");
    }
}

} // namespace

bool has_field(const Message& message, const std::string& name) {
    return message.GetDescriptor()->FindFieldByName(name) != nullptr;
}

void lay_details(
    Message& message, const Step& step, Instant now, const std::set<std::string>& known
) {
    for (const auto& [word, value] : step.details) {
        if (known.contains(word)) continue;
        const auto [inner, field] = find(message, snake(word));
        if (!field) throw Unmet("\"" + word + "\" is no detail of this act");
        const bool list =
            field->is_repeated() && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE;
        if (!list) {
            set(*inner, *field, value, now);
            continue;
        }
        for (const auto& one : words_of(value))
            set(*inner, *field, one, now);
    }
    if (step.text.empty()) return;
    const auto [inner, field] = find(message, "text");
    if (field) set(*inner, *field, step.text, now);
}

} // namespace tocsin::scenario
