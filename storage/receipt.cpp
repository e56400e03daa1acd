// SPDX-License-Identifier: Apache-2.0
#include "storage/receipt.hpp"

#include "storage/merkle.hpp"

#include <charconv>

namespace tocsin::storage {

namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";
constexpr std::size_t proof_max = 63;
constexpr std::size_t receipt_bytes_max = 256 * 1024;

std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::string extra_of(const Entry& entry) {
    if (!entry.salt) return entry.header;
    return entry.header + entry.salt->str() + entry.payload;
}

bool take_extra(std::string_view base64, Entry& entry) {
    const auto bytes = from_base64(base64);
    if (!bytes || bytes->size() < header_bytes) return false;
    const std::string_view view = *bytes;
    entry.header = std::string(view.substr(0, header_bytes));
    if (view.size() == header_bytes) return true;
    const auto beside = view.substr(header_bytes);
    if (beside.size() < Salt::size) return false;
    entry.salt = Salt::from(beside.substr(0, Salt::size));
    entry.payload = std::string(beside.substr(Salt::size));
    return true;
}

bool take_index(std::string_view text, Index& index) {
    if (text.empty() || (text.size() > 1 && text.starts_with('0'))) return false;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), index);
    return ec == std::errc() && end == text.data() + text.size() && index <= INT64_MAX;
}

} // namespace

std::string print_receipt(const Receipt& receipt) {
    std::string text(first_line);
    text.append("\n").append(extra_word).append(to_base64(extra_of(receipt.entry)));
    text.append("\n").append(index_word).append(std::to_string(receipt.entry.index)).append("\n");
    for (const auto& hash : receipt.proof)
        text.append(to_base64(hash.view())).append("\n");
    return text.append("\n").append(receipt.checkpoint);
}

std::variant<Receipt, std::string> parse_receipt(std::string_view text) {
    if (text.size() > receipt_bytes_max) return "it is larger than any receipt";
    if (take_line(text) != first_line) return "its first line is not " + std::string(first_line);
    Receipt receipt;
    auto line = take_line(text);
    if (!line || !line->starts_with(extra_word) ||
        !take_extra(line->substr(extra_word.size()), receipt.entry))
        return "its line `extra` does not carry an entry of this log";
    line = take_line(text);
    if (!line || !line->starts_with(index_word) ||
        !take_index(line->substr(index_word.size()), receipt.entry.index))
        return "its line `index` is not a number";
    for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
        const auto bytes = from_base64(*line);
        const auto hash = bytes ? Digest::from(*bytes) : std::nullopt;
        if (!hash || receipt.proof.size() == proof_max)
            return "line " + std::to_string(receipt.proof.size() + 4) + " is not a hash";
        receipt.proof.push_back(*hash);
    }
    if (!line || !parse_note(text)) return "it does not end with a signed checkpoint";
    receipt.checkpoint = std::string(text);
    receipt.entry.leaf_hash = leaf_hash(receipt.entry.header);
    return receipt;
}

std::string wrong_with(const Receipt& receipt, const VerifierKey& key) {
    const Entry& entry = receipt.entry;
    const auto header = decode_header(entry.header);
    if (!header) return "the header is not one of this log's format";
    if (leaf_hash(entry.header) != entry.leaf_hash)
        return "the leaf hash is not that of the header";
    if (entry.salt && !payload_matches(*header, *entry.salt, entry.payload))
        return "the payload is not the one that the header commits to";
    const auto checkpoint = open_checkpoint(receipt.checkpoint, key);
    if (!checkpoint) return "the checkpoint is not signed by " + key.str();
    const TreeHead& head = checkpoint->head;
    if (entry.index >= head.size)
        return "the checkpoint covers " + std::to_string(head.size) + " entries, not this one";
    if (!verify_inclusion(entry.leaf_hash, entry.index, head.size, receipt.proof, head.root))
        return "the proof does not lead from the entry to the checkpoint's root";
    return {};
}

} // namespace tocsin::storage
