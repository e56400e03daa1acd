// SPDX-License-Identifier: Apache-2.0
#include "client/cli/message_options.hpp"

#include "client/cli/people.hpp"
#include "client/cli/words.hpp"
#include "tocsin/v1/options.pb.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace tocsin::cli {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const v1::Limits& limits_of(const FieldDescriptor& field) {
    return field.options().GetExtension(v1::limits);
}

std::string kebab(std::string name) {
    for (char& c : name)
        if (c == '_') c = '-';
    return name;
}

bool is_instant(const FieldDescriptor& field) {
    const v1::Form form = limits_of(field).form();
    return form == v1::INSTANT || form == v1::DEADLINE;
}

bool is_required(const FieldDescriptor* field) {
    return limits_of(*field).required();
}

bool is_list_of_messages(const FieldDescriptor& field) {
    return field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

std::string help_of(const FieldDescriptor& field) {
    if (is_list_of_messages(field)) return "JSON list, or @FILE";
    if (is_instant(field)) return "time: 2026-11-23T09:00Z, a date, or +48h";
    if (limits_of(field).form() == v1::SHA256) return "@FILE (deposited), or 64 hex digits";
    if (limits_of(field).form() == v1::UUID) return "32 hex digits";
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return {};
    std::string words;
    for (int i = 0; i < field.enum_type()->value_count(); ++i) {
        const auto* value = field.enum_type()->value(i);
        if (value->number() == 0) continue;
        words += (words.empty() ? "" : " | ") + word_of(*field.enum_type(), value->number());
    }
    return words;
}

// "@FILE" is the file's content.
Result<std::string> content_of(Context& context, const std::string& value) {
    if (value.empty() || value.front() != '@') return value;
    return read_text(context, value.substr(1));
}

Result<std::string> bytes_of(
    Context& context, Session& session, const FieldDescriptor& field, const std::string& value
) {
    if (limits_of(field).form() == v1::UUID) return parse_bytes(value, 16, field.name());
    if (value.empty() || value.front() != '@') return parse_bytes(value, 32, field.name());
    const auto text = read_text(context, value.substr(1));
    if (!text) return text.error();
    const auto deposited = session.deposit(*text);
    if (!deposited) return deposited.error();
    return deposited->str();
}

// A deadline is on a whole second: rounded up, never shortened.
Result<std::int64_t>
number_of(Context& context, const FieldDescriptor& field, const std::string& value) {
    if (is_instant(field)) {
        const auto at = parse_when(context, value);
        if (!at) return at.error();
        const std::int64_t ms = to_ms(*at);
        const bool whole = limits_of(field).form() == v1::DEADLINE;
        return whole ? (ms + 999) / 1000 * 1000 : ms;
    }
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (ec == std::errc() && end == value.data() + value.size()) return number;
    return usage_trouble("--" + kebab(field.name()) + " is a number, not \"" + value + "\"");
}

Result<void> put_number(Message& message, const FieldDescriptor& field, std::int64_t number) {
    const auto& reflect = *message.GetReflection();
    const bool fits =
        field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 || (number >= 0 && number <= UINT32_MAX);
    if (!fits) return usage_trouble("--" + kebab(field.name()) + " is out of range");
    const auto small = static_cast<std::uint32_t>(number);
    switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT64:
        field.is_repeated() ? reflect.AddInt64(&message, &field, number)
                            : reflect.SetInt64(&message, &field, number);
        return {};
    default:
        field.is_repeated() ? reflect.AddUInt32(&message, &field, small)
                            : reflect.SetUInt32(&message, &field, small);
        return {};
    }
}

Result<void> put_text(Message& message, const FieldDescriptor& field, std::string text) {
    const auto& reflect = *message.GetReflection();
    if (field.is_repeated())
        reflect.AddString(&message, &field, std::move(text));
    else
        reflect.SetString(&message, &field, std::move(text));
    return {};
}

Result<void> put_json(Message& message, const FieldDescriptor& field, const std::string& json) {
    // Apart from what was given besides: reading JSON empties the message it is read into.
    const std::unique_ptr<Message> read(message.New());
    const auto status = google::protobuf::util::JsonStringToMessage(
        "{\"" + field.json_name() + "\":" + json + "}", read.get()
    );
    if (status.ok()) {
        message.MergeFrom(*read);
        return {};
    }
    return usage_trouble(
        "--" + kebab(field.name()) + " is not a JSON list of its form",
        std::string(status.message())
    );
}

Result<void>
put(Context& context,
    Session& session,
    Message& message,
    const FieldDescriptor& field,
    const std::string& value) {
    const auto& reflect = *message.GetReflection();
    if (is_list_of_messages(field)) {
        const auto json = content_of(context, value);
        return json ? put_json(message, field, *json) : Result<void>(json.error());
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        const auto named = value_of(*field.enum_type(), value);
        if (!named) return named.error();
        field.is_repeated() ? reflect.AddEnumValue(&message, &field, *named)
                            : reflect.SetEnumValue(&message, &field, *named);
        return {};
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const bool bytes = field.type() == FieldDescriptor::TYPE_BYTES;
        auto text = bytes ? bytes_of(context, session, field, value) : content_of(context, value);
        return text ? put_text(message, field, std::move(*text)) : Result<void>(text.error());
    }
    const auto number = number_of(context, field, value);
    return number ? put_number(message, field, *number) : Result<void>(number.error());
}

} // namespace

MessageOptions::MessageOptions(
    CLI::App& sub, const google::protobuf::Descriptor& type, std::vector<std::string> positionals
)
    : positionals_(std::move(positionals)) {
    add(sub, type, {});
}

// A message within is laid flat: its fields are options like the others.
void MessageOptions::add(
    CLI::App& sub, const google::protobuf::Descriptor& type, std::vector<const Field*> path
) {
    for (int i = 0; i < type.field_count(); ++i) {
        const Field& field = *type.field(i);
        auto longer = path;
        longer.push_back(&field);
        const bool within = field.cpp_type() == Field::CPPTYPE_MESSAGE && !field.is_repeated();
        if (within && longer.size() < 4)
            add(sub, *field.message_type(), std::move(longer));
        else if (!within)
            add_option(sub, std::move(longer));
    }
}

void MessageOptions::add_option(CLI::App& sub, std::vector<const Field*> path) {
    const Field& field = *path.back();
    const bool is_named =
        std::find(positionals_.begin(), positionals_.end(), field.name()) != positionals_.end();
    const bool is_id = slots_.empty() && field.cpp_type() == Field::CPPTYPE_STRING &&
                       field.type() != Field::TYPE_BYTES && !field.is_repeated();
    const bool is_subject = is_id || is_named;
    std::string name = kebab(field.name());
    // Two fields of one name: the inner one says whose it is.
    if (sub.get_option_no_throw("--" + name) != nullptr)
        name = kebab(path[path.size() - 2]->name()) + "-" + name;
    Slot& slot = slots_.emplace_back();
    slot.path = std::move(path);
    if (field.cpp_type() == Field::CPPTYPE_BOOL) {
        sub.add_flag("--" + name, slot.flag);
        return;
    }
    const bool is_needed = std::all_of(slot.path.begin(), slot.path.end(), is_required);
    auto* option = is_subject ? sub.add_option(name, slot.values, help_of(field))
                              : sub.add_option("--" + name, slot.values, help_of(field));
    if (is_subject || is_needed) option->required();
    // One value each, or a positional would swallow those that follow it.
    if (!field.is_repeated() || is_list_of_messages(field))
        option->expected(1)->allow_extra_args(false);
}

Result<void> MessageOptions::fill(Context& context, Session& session, Message& message) const {
    for (const Slot& slot : slots_) {
        if (slot.values.empty() && !slot.flag) continue;
        Message* inner = &message;
        for (std::size_t i = 0; i + 1 < slot.path.size(); ++i)
            inner = inner->GetReflection()->MutableMessage(inner, slot.path[i]);
        const Field& field = *slot.path.back();
        if (slot.flag) inner->GetReflection()->SetBool(inner, &field, true);
        for (const std::string& value : slot.values) {
            const auto put_in = put(context, session, *inner, field, value);
            if (!put_in) return put_in.error();
        }
    }
    return {};
}

std::string MessageOptions::subject() const {
    if (slots_.empty() || slots_.front().values.empty()) return {};
    return slots_.front().values.front();
}

std::string MessageOptions::words() const {
    std::string words;
    for (const Slot& slot : slots_) {
        if (&slot == &slots_.front() || (slot.values.empty() && !slot.flag)) continue;
        words += (words.empty() ? "" : ", ") + kebab(slot.path.back()->name());
        for (const std::string& value : slot.values)
            words += " " + value;
    }
    return words;
}

} // namespace tocsin::cli
