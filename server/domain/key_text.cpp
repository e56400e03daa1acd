// SPDX-License-Identifier: Apache-2.0
#include "server/domain/key_text.hpp"

#include "server/domain/signed_lines.hpp"

namespace tocsin::domain {

namespace {

constexpr std::string_view context = "tocsin.example/key/v1";

// The lines after the context, in their order.
enum Line { log, person, new_key, key, time, nonce, line_count };

constexpr std::array<std::string_view, line_count> line_names = {
    "log", "person", "new-key", "key", "time", "nonce"};

} // namespace

std::string render(const KeyText& key_text) {
    return LineWriter(context)
        .add(line_names[log], key_text.origin)
        .add(line_names[person], key_text.person)
        .add(line_names[new_key], key_text.new_key)
        .add(line_names[key], key_text.key)
        .add(line_names[time], key_text.time_seconds)
        .add(line_names[nonce], key_text.nonce)
        .done();
}

std::optional<KeyText> parse_key_text(std::string_view text) {
    std::string_view rest = text;
    const auto first = take_line(rest);
    if (!first || *first != context) return std::nullopt;
    const auto values = values_of(rest, line_names);
    if (!values || !is_origin((*values)[log])) return std::nullopt;

    KeyText key_text;
    key_text.origin = (*values)[log];
    const auto at = number_of<std::int64_t>((*values)[time], signed_seconds_max);
    key_text.time_seconds = at.value_or(0);
    const bool is_whole = at && read_hex((*values)[person], key_text.person) &&
                          read_hex((*values)[new_key], key_text.new_key) &&
                          read_hex((*values)[key], key_text.key) &&
                          read_hex((*values)[nonce], key_text.nonce);
    // The signatures cover bytes: what a laxer reading let through would not be the same text.
    if (!is_whole || render(key_text) != text) return std::nullopt;
    return key_text;
}

} // namespace tocsin::domain
