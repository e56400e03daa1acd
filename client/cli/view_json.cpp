// SPDX-License-Identifier: Apache-2.0
#include "client/cli/view_json.hpp"

#include "server/base/bytes.hpp"
#include "server/base/utc.hpp"

#include <boost/json.hpp>
#include <google/protobuf/descriptor.h>

#include <array>

namespace tocsin::cli {
namespace {

namespace json = boost::json;
namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

bool is_instant(const Field& field) {
    constexpr std::array<std::string_view, 12> names = {
        "at",
        "deadline",
        "since",
        "server_time",
        "answer_by",
        "member_from",
        "member_until",
        "old_deadline",
        "new_deadline",
        "review_by",
        "expires_at",
        "effective_at",
    };
    const std::string& name = field.name();
    if (field.cpp_type() != Field::CPPTYPE_INT64) return false;
    if (name.ends_with("_at")) return true;
    for (const auto& known : names)
        if (name == known) return true;
    return false;
}

// Durations are seconds at the command line, whatever the wire counts in; also "extension_ms_max".
bool is_duration(const Field& field) {
    const std::string& name = field.name();
    return field.cpp_type() == Field::CPPTYPE_INT64 &&
           (name.ends_with("_ms") || name.find("_ms_") != std::string::npos);
}

// Texts that people wrote stand in some fields of bytes.
bool is_text(const Field& field) {
    return field.full_name() == "tocsin.v1.Document.content" ||
           field.full_name() == "tocsin.v1.SignedText.text";
}

std::string name_of(const Field& field) {
    std::string name = field.json_name();
    const auto unit = is_duration(field) ? name.rfind("Ms") : std::string::npos;
    return unit == std::string::npos ? name : name.erase(unit, 2);
}

json::value bytes_value(const Field& field, const std::string& bytes) {
    if (bytes.empty()) return nullptr;
    if (is_text(field)) return json::value(bytes);
    if (bytes.size() == 16) return json::value(uuid(bytes));
    return json::value(to_hex(bytes));
}

json::value string_value(const Field& field, const std::string& text) {
    if (field.type() == Field::TYPE_BYTES) return bytes_value(field, text);
    return json::value(text);
}

json::value int64_value(const Field& field, std::int64_t number) {
    if (is_instant(field)) {
        if (number == 0) return nullptr;
        return json::value(print_utc(from_ms(number)));
    }
    if (is_duration(field)) return json::value(static_cast<double>(number) / 1000);
    return json::value(number);
}

json::value enum_value(const pb::EnumValueDescriptor* value) {
    if (value->number() == 0 && value->name().ends_with("_UNSPECIFIED")) return nullptr;
    return json::value(value->name());
}

json::value single(const pb::Message& message, const Field& field) {
    const auto* reflection = message.GetReflection();
    switch (field.cpp_type()) {
    case Field::CPPTYPE_BOOL: return reflection->GetBool(message, &field);
    case Field::CPPTYPE_UINT32: return reflection->GetUInt32(message, &field);
    case Field::CPPTYPE_INT32: return reflection->GetInt32(message, &field);
    case Field::CPPTYPE_UINT64: return reflection->GetUInt64(message, &field);
    case Field::CPPTYPE_INT64: return int64_value(field, reflection->GetInt64(message, &field));
    case Field::CPPTYPE_ENUM: return enum_value(reflection->GetEnum(message, &field));
    case Field::CPPTYPE_STRING: return string_value(field, reflection->GetString(message, &field));
    case Field::CPPTYPE_MESSAGE: return view_json(reflection->GetMessage(message, &field));
    default: return nullptr; // no float in the schema
    }
}

json::value repeated(const pb::Message& message, const Field& field) {
    const auto* reflection = message.GetReflection();
    json::array values;
    for (int i = 0; i < reflection->FieldSize(message, &field); ++i) {
        switch (field.cpp_type()) {
        case Field::CPPTYPE_MESSAGE:
            values.push_back(view_json(reflection->GetRepeatedMessage(message, &field, i)));
            break;
        case Field::CPPTYPE_STRING:
            values.push_back(string_value(field, reflection->GetRepeatedString(message, &field, i))
            );
            break;
        case Field::CPPTYPE_ENUM:
            values.push_back(enum_value(reflection->GetRepeatedEnum(message, &field, i)));
            break;
        case Field::CPPTYPE_UINT64:
            values.emplace_back(reflection->GetRepeatedUInt64(message, &field, i));
            break;
        case Field::CPPTYPE_UINT32:
            values.emplace_back(reflection->GetRepeatedUInt32(message, &field, i));
            break;
        case Field::CPPTYPE_INT64:
            values.push_back(int64_value(field, reflection->GetRepeatedInt64(message, &field, i)));
            break;
        default: break; // nothing else is repeated in the schema
        }
    }
    return values;
}

} // namespace

std::string uuid(std::string_view sixteen_bytes) {
    std::string text = to_hex(sixteen_bytes);
    for (const std::size_t place : {8u, 13u, 18u, 23u})
        if (text.size() > place) text.insert(place, 1, '-');
    return text;
}

// Every field stands there, set or not, so that a script need not ask whether it exists; a branch
// of a oneof only when it is the one.
json::value view_json(const pb::Message& message) {
    json::object object;
    const auto* reflection = message.GetReflection();
    const auto* type = message.GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
        const Field& field = *type->field(i);
        const bool absent = field.has_presence() && !reflection->HasField(message, &field);
        if (absent && field.real_containing_oneof()) continue;
        json::value value = nullptr;
        if (field.is_repeated())
            value = repeated(message, field);
        else if (!absent)
            value = single(message, field);
        object[name_of(field)] = std::move(value);
    }
    return object;
}

} // namespace tocsin::cli
