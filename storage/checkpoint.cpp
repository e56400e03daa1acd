// The body of a checkpoint: origin, size, root. Its envelope: note.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "storage/checkpoint.hpp"

#include "storage/merkle.hpp"
#include "storage/text.hpp"

#include <charconv>

namespace tocsin::storage {

namespace {

// The next line without its LF; nothing when there is none or it is empty.
std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == text.npos || end == 0) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

// Decimal as a log writes it: no sign, no leading zero, at most 2^63-1.
std::optional<Index> parse_size(std::string_view text) {
    if (text.starts_with('0') && text.size() > 1) return std::nullopt;
    Index size = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (ec != std::errc() || end != text.data() + text.size() || size > INT64_MAX)
        return std::nullopt;
    return size;
}

} // namespace

std::string checkpoint_body(const Checkpoint& checkpoint) {
    return checkpoint.origin + "\n" + std::to_string(checkpoint.head.size) + "\n" +
           to_base64(checkpoint.head.root.view()) + "\n";
}

std::optional<Checkpoint> parse_checkpoint_body(std::string_view text) {
    if (!is_note_text(text)) return std::nullopt;
    const auto origin = take_line(text), size_line = take_line(text), root_line = take_line(text);
    if (!origin || !size_line || !root_line) return std::nullopt;
    // Extension lines are signed and not interpreted; an empty one would move the end of the text.
    while (!text.empty()) {
        if (!take_line(text)) return std::nullopt;
    }
    const auto size = parse_size(*size_line);
    const auto root_bytes = from_base64(*root_line);
    if (!size || !root_bytes) return std::nullopt;
    const auto root = Digest::from(*root_bytes);
    if (!root || (*size == 0 && *root != empty_root())) return std::nullopt;
    return Checkpoint{std::string(*origin), {*size, *root}};
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
    return sign_note(checkpoint_body(checkpoint), checkpoint.origin, key);
}

std::optional<Checkpoint> open_checkpoint(std::string_view text, const VerifierKey& key) {
    const auto note = parse_note(text);
    if (!note || !verify_note(*note, key)) return std::nullopt;
    auto checkpoint = parse_checkpoint_body(note->text);
    if (!checkpoint || checkpoint->origin != key.name) return std::nullopt;
    return checkpoint;
}

std::optional<Checkpoint>
open_checkpoint(std::string_view text, std::span<const VerifierKey> keys) {
    for (const VerifierKey& key : keys)
        if (auto checkpoint = open_checkpoint(text, key)) return checkpoint;
    return std::nullopt;
}

} // namespace tocsin::storage
