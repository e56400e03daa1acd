// SPDX-License-Identifier: Apache-2.0
#include "server/wire/field_rules.hpp"

#include "server/base/check.hpp"
#include "tocsin/v1/frame.pb.h"

#include <unordered_map>

namespace tocsin::wire {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// What a field may hold when the schema says nothing of its own.
constexpr std::size_t bytes_max_default = 1'024;
constexpr int items_max_default = 1'024;
constexpr std::int64_t instant_max = 253'370'764'799'999; // the last millisecond of 9998

using Table = std::unordered_map<const Descriptor*, MessageRules>;

FieldRule rule_of(const FieldDescriptor* field) {
    const v1::Limits& limits = field->options().GetExtension(v1::limits);
    FieldRule rule;
    rule.field = field;
    rule.form = limits.form();
    rule.required = limits.required();
    rule.chosen = field->real_containing_oneof() != nullptr;
    rule.bytes_max = limits.max_bytes() ? limits.max_bytes() : bytes_max_default;
    rule.items_max = limits.max_items() ? static_cast<int>(limits.max_items()) : items_max_default;
    const bool instant = rule.form == v1::INSTANT || rule.form == v1::DEADLINE;
    rule.number_max = instant ? instant_max : limits.max();
    rule.bounded = instant || limits.max() > 0;
    return rule;
}

void add(const Descriptor* type, Table& table) {
    MessageRules& rules = table[type];
    for (int i = 0; i < type->field_count(); ++i)
        rules.fields.push_back(rule_of(type->field(i)));
    for (int i = 0; i < type->real_oneof_decl_count(); ++i) {
        rules.choices.push_back(type->oneof_decl(i));
    }
    for (int i = 0; i < type->nested_type_count(); ++i)
        add(type->nested_type(i), table);
}

Table build() {
    Table table;
    const auto* frames = v1::ClientFrame::descriptor()->file();
    const auto add_file = [&](const google::protobuf::FileDescriptor* file) {
        for (int i = 0; i < file->message_type_count(); ++i)
            add(file->message_type(i), table);
    };
    add_file(frames);
    for (int i = 0; i < frames->dependency_count(); ++i)
        add_file(frames->dependency(i));

    // Only now do the tables stay where they are.
    for (auto& [type, rules] : table) {
        for (FieldRule& rule : rules.fields) {
            if (rule.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
            const auto inside = table.find(rule.field->message_type());
            TOCSIN_CHECK(inside != table.end());
            rule.inside = &inside->second;
        }
    }
    return table;
}

} // namespace

const MessageRules& rules_of(const Descriptor* type) {
    static const Table table = build();
    const auto found = table.find(type);
    TOCSIN_CHECK(found != table.end());
    return found->second;
}

std::string path_of(const Step& step) {
    std::string path = step.up ? path_of(*step.up) : std::string();
    if (path == "command") path.clear();
    if (!path.empty()) path += '.';
    path += step.field->name();
    if (step.item >= 0) path += '[' + std::to_string(step.item) + ']';
    return path;
}

} // namespace tocsin::wire
