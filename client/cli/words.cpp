// SPDX-License-Identifier: Apache-2.0
#include "client/cli/words.hpp"

#include "client/core/files.hpp"

#include <algorithm>
#include <iterator>

namespace tocsin::cli {
namespace {

std::string as_name(const std::string& text) {
    std::string name;
    for (const char c : text) {
        if (c == '-' || c == '+' || c == ' ')
            name += '_';
        else
            name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return name;
}

bool is_unsaid(const google::protobuf::EnumValueDescriptor& value) {
    return value.number() == 0 && value.name().ends_with("_UNSPECIFIED");
}

std::optional<std::chrono::milliseconds> parse_span(const std::string& text) {
    if (text.size() < 3 || text.size() > 8 || text.front() != '+') return std::nullopt;
    const std::string number = text.substr(1, text.size() - 2);
    if (!std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    const std::chrono::seconds::rep count = std::stol(number);
    switch (text.back()) {
    case 's': return std::chrono::seconds(count);
    case 'm': return std::chrono::minutes(count);
    case 'h': return std::chrono::hours(count);
    case 'd': return std::chrono::hours(24 * count);
    default: return std::nullopt;
    }
}

} // namespace

std::string
word_of(const google::protobuf::EnumDescriptor& type, int value, std::string_view prefix) {
    const auto* found = type.FindValueByNumber(value);
    if (!found) return std::to_string(value);
    if (is_unsaid(*found)) return "-";
    std::string_view name = found->name();
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    std::string text;
    for (const char c : name)
        text += c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

Result<int> value_of(
    const google::protobuf::EnumDescriptor& type, const std::string& word, std::string_view prefix
) {
    const std::string name = as_name(word);
    std::string choices;
    for (int i = 0; i < type.value_count(); ++i) {
        const auto& value = *type.value(i);
        if (is_unsaid(value)) continue;
        if (value.name() == name || value.name() == std::string(prefix) + name)
            return value.number();
        choices += (choices.empty() ? "" : ", ") + word_of(type, value.number(), prefix);
    }
    return usage_trouble("\"" + word + "\" is not one of: " + choices);
}

std::string span_words(std::chrono::milliseconds span) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(span).count();
    const auto padded = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    if (minutes < 1)
        return std::to_string(std::chrono::floor<std::chrono::seconds>(span).count()) + " s";
    if (minutes < 60) return std::to_string(minutes) + " min";
    if (minutes < 48 * 60)
        return std::to_string(minutes / 60) + " h " + padded(minutes % 60) + " min";
    return std::to_string(minutes / (24 * 60)) + " d";
}

std::string when_words(const Context& context, std::int64_t ms) {
    if (ms == 0) return "-";
    const Instant at = from_ms(ms);
    const std::string utc = print_utc_seconds(at);
    if (!context.for_people()) return utc;
    const Instant now = context.clock.wall();
    if (at >= now) return utc + " (in " + span_words(at - now) + ")";
    return utc + " (" + span_words(now - at) + " ago)";
}

Result<Instant> parse_when(const Context& context, const std::string& text) {
    if (const auto span = parse_span(text))
        return std::chrono::floor<std::chrono::seconds>(context.clock.wall() + *span);
    if (const auto instant = parse_utc(text)) return *instant;
    if (const auto date = parse_date(text)) return *date;
    // "2026-11-23T09:00Z" is what people type.
    if (text.size() == 17 && text.ends_with('Z')) {
        std::string whole = text.substr(0, 16);
        whole += ":00Z";
        if (const auto instant = parse_utc(whole)) return *instant;
    }
    return usage_trouble(
        "\"" + text + "\" is not a time",
        "2026-11-23T09:00Z, with an offset instead of Z, or +48h from now"
    );
}

std::string joined(const google::protobuf::RepeatedPtrField<std::string>& words) {
    std::string text;
    for (const auto& item : words)
        text += (text.empty() ? "" : ",") + item;
    return text.empty() ? "-" : text;
}

std::string short_id(std::string_view bytes) {
    return bytes.empty() ? "-" : to_hex(bytes.substr(0, 4));
}

bool is_procedure_id(std::string_view id) {
    if (id.starts_with("ex-")) id.remove_prefix(3);
    return id.starts_with("st-") || id.starts_with("de-") || id.starts_with("pl-");
}

Result<std::string> read_text(Context& context, const std::string& file) {
    if (file == "-") return std::string(std::istreambuf_iterator<char>(context.terminal.in), {});
    const auto content = client::read_small(file, 64 * 1024);
    if (!content) return content.error();
    if (!*content) return client::file_trouble("cannot read " + file, ENOENT);
    return **content;
}

} // namespace tocsin::cli
