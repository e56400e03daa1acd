// SPDX-License-Identifier: Apache-2.0
#include "client/cli/policy_words.hpp"

#include "client/cli/words.hpp"
#include "server/base/check.hpp"

#include <charconv>
#include <map>

namespace tocsin::cli {
namespace {

using google::protobuf::FieldDescriptor;

const std::map<std::string, std::string> abouts{
    {"extensions_max", "how often a deadline may be extended"},
    {"extension_ms_max", "the longest extension"},
    {"window_ms_min", "the shortest time a procedure stays open"},
    {"closing_settle_ms", "how long storage waits at a close, with several servers"},
    {"independent_sources_min", "independent sources of a flash or extreme alert"},
    {"late_window_ms", "how long after the close a government may still associate"},
    {"invitation_ms", "how long an invitation is good"},
    {"ladder", "whom an alert that nobody answers reaches, and when"},
    {"last_rung_repeats_max", "how often the last step of it is repeated"},
    {"last_rung_repeat_ms", "how long between"},
    {"remind_at_percent", "when governments are reminded, in percent of the time"},
    {"remind_before_ms", "and how long before the deadline"},
    {"contest_ms", "how long an editorial change may be contested"},
    {"silence_ms_min", "the shortest silence period"},
    {"chair_may_proceed", "the Chair may take the silence of the unreached for consent"},
    {"objectors_hidden", "who objects is hidden from the other members"},
    {"delegation_ms_max", "the longest delegation"},
    {"recovery_cooling_ms", "how long a recovered key waits before it acts"},
};

struct Unit {
    char letter;
    std::int64_t ms;
};

constexpr Unit units[] = {{'d', 86'400'000}, {'h', 3'600'000}, {'m', 60'000}, {'s', 1'000}};

bool is_span(const FieldDescriptor& field) {
    return field.name().find("_ms") != std::string::npos;
}

// Without "_ms": the unit is typed.
std::string name_of(const FieldDescriptor& field) {
    std::string name = field.name();
    if (const auto at = name.find("_ms"); at != std::string::npos) name.erase(at, 3);
    for (char& c : name)
        if (c == '_') c = '-';
    return name;
}

std::string exact_span(std::int64_t ms) {
    for (const Unit& unit : units)
        if (ms != 0 && ms % unit.ms == 0) return std::to_string(ms / unit.ms) + unit.letter;
    return ms == 0 ? "0" : std::to_string(ms) + "ms";
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = ec == std::errc() && end == text.data() + text.size();
    if (!is_whole || number < 0 || number > UINT32_MAX) return std::nullopt;
    return number;
}

std::optional<std::int64_t> parse_exact_span(std::string_view text) {
    if (text == "0") return 0;
    if (text.ends_with("ms")) return parse_number(text.substr(0, text.size() - 2));
    for (const Unit& unit : units)
        if (text.ends_with(unit.letter)) {
            const auto number = parse_number(text.substr(0, text.size() - 1));
            if (!number) return std::nullopt;
            return *number * unit.ms;
        }
    return std::nullopt;
}

std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts;
    if (text.empty() || text == "-") return parts;
    std::size_t at = 0;
    for (std::size_t comma = 0; comma != text.npos; at = comma + 1) {
        comma = text.find(',', at);
        parts.push_back(text.substr(at, comma == text.npos ? comma : comma - at));
    }
    return parts;
}

Trouble not_so(const PolicyRule& rule, const std::string& text, const std::string& form) {
    return usage_trouble("--" + rule.name + " cannot be \"" + text + "\"", "it is " + form);
}

Result<void> put_ladder(v1::Policy& policy, const PolicyRule& rule, const std::string& text) {
    policy.clear_ladder();
    for (const auto& part : parts_of(text)) {
        const auto equals = part.find('=');
        const auto after = parse_exact_span(part.substr(0, equals));
        if (equals == part.npos || !after)
            return not_so(rule, text, "steps like 15m=focal-points,45m=call-list");
        const auto whom = parse_word<v1::Policy::Whom>(part.substr(equals + 1));
        if (!whom) return whom.error();
        policy.add_ladder()->set_after_ms(*after);
        policy.mutable_ladder(policy.ladder_size() - 1)->set_whom(*whom);
    }
    return {};
}

void put_number(v1::Policy& policy, const FieldDescriptor& field, std::int64_t number) {
    const auto& reflect = *policy.GetReflection();
    const auto small = static_cast<std::uint32_t>(number);
    const bool is_long = field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
    if (field.is_repeated())
        is_long ? reflect.AddInt64(&policy, &field, number)
                : reflect.AddUInt32(&policy, &field, small);
    else
        is_long ? reflect.SetInt64(&policy, &field, number)
                : reflect.SetUInt32(&policy, &field, small);
}

std::int64_t number_in(const v1::Policy& policy, const FieldDescriptor& field, int at) {
    const auto& reflect = *policy.GetReflection();
    const bool is_long = field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
    if (field.is_repeated())
        return is_long ? reflect.GetRepeatedInt64(policy, &field, at)
                       : reflect.GetRepeatedUInt32(policy, &field, at);
    return is_long ? reflect.GetInt64(policy, &field) : reflect.GetUInt32(policy, &field);
}

} // namespace

const std::vector<PolicyRule>& policy_rules() {
    static const std::vector<PolicyRule> rules = [] {
        std::vector<PolicyRule> made;
        const auto& type = *v1::Policy::descriptor();
        for (int i = 0; i < type.field_count(); ++i) {
            const auto about = abouts.find(type.field(i)->name());
            TOCSIN_CHECK(about != abouts.end());
            made.push_back({name_of(*type.field(i)), about->second, type.field(i)});
        }
        return made;
    }();
    return rules;
}

std::string policy_value(const v1::Policy& policy, const PolicyRule& rule) {
    const FieldDescriptor& field = *rule.field;
    const auto& reflect = *policy.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL)
        return reflect.GetBool(policy, &field) ? "yes" : "no";
    std::string words;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        for (const auto& rung : policy.ladder())
            words +=
                (words.empty() ? "" : ",") + exact_span(rung.after_ms()) + "=" + word(rung.whom());
        return words.empty() ? "-" : words;
    }
    const int count = field.is_repeated() ? reflect.FieldSize(policy, &field) : 1;
    for (int i = 0; i < count; ++i) {
        const auto number = number_in(policy, field, i);
        words +=
            (i == 0 ? "" : ",") + (is_span(field) ? exact_span(number) : std::to_string(number));
    }
    return words.empty() ? "-" : words;
}

Result<void> put_policy_value(v1::Policy& policy, const PolicyRule& rule, const std::string& text) {
    const FieldDescriptor& field = *rule.field;
    const auto& reflect = *policy.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
        if (text != "yes" && text != "no") return not_so(rule, text, "yes or no");
        reflect.SetBool(&policy, &field, text == "yes");
        return {};
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return put_ladder(policy, rule, text);
    std::vector<std::string> parts{text};
    if (field.is_repeated()) parts = parts_of(text);
    reflect.ClearField(&policy, &field);
    for (const auto& part : parts) {
        const auto number = is_span(field) ? parse_exact_span(part) : parse_number(part);
        if (!number)
            return not_so(
                rule,
                text,
                std::string(is_span(field) ? "a time like 3d, 24h, 90m or 30s" : "a number") +
                    (field.is_repeated() ? ", or several with commas between" : "")
            );
        put_number(policy, field, *number);
    }
    return {};
}

} // namespace tocsin::cli
