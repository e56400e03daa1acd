// SPDX-License-Identifier: Apache-2.0
#include "storage/key_change.hpp"

#include "server/base/bytes.hpp"

#include <array>
#include <charconv>

namespace tocsin::storage {

namespace {

constexpr std::string_view first_line = "tocsin.example/log-key/v1";

// The next line behind its first word; nothing: it is not there.
std::optional<std::string_view> value_of(std::string_view& text, std::string_view word) {
    const std::size_t end = text.find('\n');
    if (end == text.npos || !text.starts_with(word) || text.substr(word.size(), 1) != " ")
        return std::nullopt;
    const std::string_view value = text.substr(word.size() + 1, end - word.size() - 1);
    text.remove_prefix(end + 1);
    return value;
}

std::optional<PublicKey> key_in(const std::optional<std::string_view>& hex) {
    const auto bytes = hex ? from_hex(*hex) : std::nullopt;
    return bytes ? PublicKey::from(*bytes) : std::nullopt;
}

} // namespace

std::string render(const KeyChange& change) {
    return std::string(first_line) + "\nlog " + change.origin + "\nold-key " +
           change.old_key.hex() + "\nnew-key " + change.new_key.hex() + "\ntime " +
           std::to_string(change.time_seconds) + "\n";
}

std::optional<KeyChange> parse_key_change(std::string_view text) {
    const std::string_view whole = text;
    if (!text.starts_with(first_line) || text.substr(first_line.size(), 1) != "\n")
        return std::nullopt;
    text.remove_prefix(first_line.size() + 1);
    const auto origin = value_of(text, "log");
    const auto old_key = key_in(value_of(text, "old-key"));
    const auto new_key = key_in(value_of(text, "new-key"));
    const auto time = value_of(text, "time");
    if (!origin || !old_key || !new_key || !time || !text.empty()) return std::nullopt;
    KeyChange change{std::string(*origin), *old_key, *new_key, 0};
    std::from_chars(time->data(), time->data() + time->size(), change.time_seconds);
    if (render(change) != whole) return std::nullopt; // one spelling only
    return change;
}

std::string why_wrong(const SignedKeyChange& change, const std::string& origin) {
    const auto said = parse_key_change(change.text);
    if (!said) return "its text is not the five lines of a change of key";
    if (said->origin != origin) return "it is of another log";
    if (said->old_key.view() != change.old_key || said->new_key.view() != change.new_key)
        return "its text names other keys";
    if (!is_sound(said->new_key)) return "the new key is none that an honest log has";
    if (!verify(said->old_key, change.text, change.old_signature))
        return "the old key did not sign it";
    if (!verify(said->new_key, change.text, change.new_signature))
        return "the new key did not sign it";
    return {};
}

bool leads_to(
    const VerifierKey& trusted, std::span<const SignedKeyChange> changes, const VerifierKey& key
) {
    VerifierKey at = trusted;
    for (const SignedKeyChange& change : changes) {
        if (at.key == key.key) break;
        if (change.old_key != at.key.view()) continue;
        if (!why_wrong(change, at.name).empty()) return false;
        at.key = *PublicKey::from(change.new_key);
    }
    return at.name == key.name && at.key == key.key;
}

std::optional<VerifierKey>
key_after(const VerifierKey& trusted, std::span<const SignedKeyChange> changes) {
    VerifierKey key = trusted;
    for (const SignedKeyChange& change : changes) {
        if (change.old_key != key.key.view()) continue;
        if (!why_wrong(change, key.name).empty()) return std::nullopt;
        key.key = *PublicKey::from(change.new_key);
    }
    return key;
}

} // namespace tocsin::storage
