// The schema's words at the command line: "amber-strict" for AMBER_STRICT, "opt-in" for OPT_IN;
// times for people and for files. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "tocsin/v1/view.pb.h"

#include <google/protobuf/generated_enum_reflection.h>

#include <optional>
#include <string>
#include <vector>

namespace tocsin::cli {

// The value's name as people type it: lower case, '-' between words; `prefix` ("STATUS_") left out.
std::string
word_of(const google::protobuf::EnumDescriptor& type, int value, std::string_view prefix = {});
// Any case, '-', '_', '+' or ' ' between words, with or without the prefix; Trouble lists the
// choices.
Result<int> value_of(
    const google::protobuf::EnumDescriptor& type,
    const std::string& word,
    std::string_view prefix = {}
);

template <class E>
std::string word(E value, std::string_view prefix = {}) {
    return word_of(*google::protobuf::GetEnumDescriptor<E>(), value, prefix);
}

template <class E>
Result<E> parse_word(const std::string& text, std::string_view prefix = {}) {
    const auto value = value_of(*google::protobuf::GetEnumDescriptor<E>(), text, prefix);
    if (!value) return value.error();
    return static_cast<E>(*value);
}

// "-" for none; for people with what it means from now: "22 Nov 19:22 UTC (in 41 min)".
std::string when_words(const Context& context, std::int64_t ms);
// "41 min", "3 h 02 min", "5 d".
std::string span_words(std::chrono::milliseconds span);
// RFC 3339, a date ("2026-11-23": midnight UTC), or a span from now ("+48h", "+30m", "+7d").
Result<Instant> parse_when(const Context& context, const std::string& text);

std::string joined(const google::protobuf::RepeatedPtrField<std::string>& words);
std::string short_id(std::string_view bytes); // first 8 hex digits of a person or key, "-" for none

// A procedure's id, by its shape; anything else is an alert's.
bool is_procedure_id(std::string_view id);

// A whole file, or stdin for "-".
Result<std::string> read_text(Context& context, const std::string& file);

} // namespace tocsin::cli
