// SPDX-License-Identifier: Apache-2.0
#include "storage/witness.hpp"

#include "storage/durable_file.hpp"
#include "storage/merkle.hpp"
#include "storage/note_key.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace tocsin::storage {

namespace {

namespace json = boost::json;

constexpr std::string_view state_schema = "tocsin.witness/1";
constexpr std::size_t state_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t proof_max = 63;
constexpr std::string_view old_word = "old ";

struct Asked {
    Index old = 0;
    std::vector<Digest> proof;
    std::string_view note;
};

std::optional<Index> number(std::string_view text) {
    Index value = 0;
    if (text.empty() || (text.size() > 1 && text.starts_with('0'))) return std::nullopt;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size() || value > INT64_MAX)
        return std::nullopt;
    return value;
}

std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<Asked> parse(std::string_view body) {
    Asked asked;
    auto line = take_line(body);
    if (!line || !line->starts_with(old_word)) return std::nullopt;
    const auto old = number(line->substr(old_word.size()));
    if (!old) return std::nullopt;
    asked.old = *old;
    for (line = take_line(body); line && !line->empty(); line = take_line(body)) {
        const auto bytes = from_base64(*line);
        const auto hash = bytes ? Digest::from(*bytes) : std::nullopt;
        if (!hash || asked.proof.size() == proof_max) return std::nullopt;
        asked.proof.push_back(*hash);
    }
    if (!line) return std::nullopt;
    asked.note = body;
    return asked;
}

Witness::Answer refuse(int status, std::string why) {
    return {status, std::move(why) + "\n", "text/plain; charset=utf-8"};
}

// What is wrong between the checkpoint held and the new one; empty: nothing.
std::string inconsistency(const TreeHead& held, const TreeHead& now, const Asked& asked) {
    if (asked.old == 0) {
        if (!asked.proof.empty()) return "a consistency proof from size 0 is empty";
        return {};
    }
    if (now.size == held.size) {
        if (!asked.proof.empty()) return "a consistency proof between equal sizes is empty";
        return now.root == held.root ? "" : "another root was cosigned at this size";
    }
    if (!verify_consistency(held.size, now.size, held.root, now.root, asked.proof))
        return "the consistency proof does not hold";
    return {};
}

} // namespace

Witness::Witness(
    std::string name, SigningKey key, std::filesystem::path state, std::vector<VerifierKey> logs
)
    : name_(std::move(name)),
      key_(std::move(key)),
      state_(std::move(state)),
      logs_(std::move(logs)) {}

Result<Witness> Witness::open(
    std::string name, SigningKey key, std::filesystem::path state, std::vector<VerifierKey> logs
) {
    Witness witness(std::move(name), std::move(key), std::move(state), std::move(logs));
    if (const auto loaded = witness.load(); !loaded) return loaded.error();
    return witness;
}

Result<void> Witness::load() {
    auto text = read_file(state_, state_bytes_max);
    if (!text) return text.error();
    if (!*text) return {};
    const Trouble damaged{
        Trouble::Fate::halt,
        78,
        "cannot read the witness's state " + state_.string(),
        "it is not what this witness wrote with this key",
        "restore it from a copy: a witness that forgot what it saw must not go on"};
    try {
        const json::value state = json::parse(**text);
        if (state.at("schema").as_string() != state_schema) return damaged;
        for (const auto& [origin, held] : state.at("logs").as_object()) {
            const std::string note(held.as_string());
            const auto parsed = parse_note(note);
            const auto checkpoint = parsed ? parse_checkpoint_body(parsed->text) : std::nullopt;
            // Our own cosignature says that it was us who kept it.
            if (!checkpoint || checkpoint->origin != std::string_view(origin) ||
                cosigned_at(*parsed, key()).found != CosignedAt::Found::right)
                return damaged;
            seen_[checkpoint->origin] = {checkpoint->head, note};
        }
    } catch (const std::exception&) {
        return damaged;
    }
    return {};
}

Result<void> Witness::keep(const std::string& origin, Seen seen) {
    json::object logs;
    for (const auto& [name, held] : seen_)
        logs[name] = held.note;
    logs[origin] = seen.note;
    const json::object state{{"schema", state_schema}, {"logs", std::move(logs)}};
    if (auto kept = replace_file(state_, json::serialize(state) + "\n"); !kept) return kept;
    seen_[origin] = std::move(seen);
    return {};
}

Witness::Answer Witness::add_checkpoint(std::string_view body, std::uint64_t seconds) {
    const auto asked = parse(body);
    if (!asked) return refuse(400, "the request is not `old N`, hashes, an empty line, a note");
    const auto text_end = asked->note.rfind("\n\n");
    if (text_end == asked->note.npos) return refuse(400, "the checkpoint is not a signed note");
    const auto checkpoint = parse_checkpoint_body(asked->note.substr(0, text_end + 1));
    if (!checkpoint) return refuse(400, "the checkpoint is malformed");
    const auto log = std::find_if(logs_.begin(), logs_.end(), [&](const VerifierKey& key) {
        return key.name == checkpoint->origin;
    });
    if (log == logs_.end()) return refuse(404, "unknown log");
    const auto note = parse_note(asked->note);
    const bool is_signed = note && std::any_of(logs_.begin(), logs_.end(), [&](const auto& key) {
                               return key.name == checkpoint->origin && verify_note(*note, key);
                           });
    if (!is_signed) return refuse(403, "invalid signature");

    const auto held = seen_.find(checkpoint->origin);
    const TreeHead before = held == seen_.end() ? TreeHead{0, empty_root()} : held->second.head;
    if (asked->old > checkpoint->head.size)
        return refuse(400, "the old size is beyond the checkpoint");
    if (asked->old != before.size)
        return {409, std::to_string(before.size) + "\n", std::string(tlog_size_type)};
    if (const auto why = inconsistency(before, checkpoint->head, *asked); !why.empty())
        return refuse(422, why);

    const std::string line = cosign(note->text, seconds, name_, key_);
    // Kept with the log's own line alone: lines of others are not ours to vouch for.
    std::string kept = note->text + "\n";
    for (const auto& signature : note->signatures) {
        if (signature.name == checkpoint->origin)
            kept += signature_line(signature.name, signature.key_id, signature.signature);
    }
    if (!keep(checkpoint->origin, {checkpoint->head, kept + line}))
        return refuse(503, "the witness cannot keep what it would cosign");
    return {200, line, "text/plain; charset=utf-8"};
}

Witness::Answer Witness::last(std::string_view origin_hash) const {
    for (const auto& [origin, held] : seen_) {
        if (sha256({origin}).hex() == origin_hash) return {200, held.note};
    }
    return refuse(404, "no checkpoint of such a log was cosigned");
}

std::string
add_checkpoint_body(Index old, const std::vector<Digest>& proof, const std::string& checkpoint) {
    std::string body = std::string(old_word) + std::to_string(old) + "\n";
    for (const auto& hash : proof)
        body += to_base64(hash.view()) + "\n";
    return body + "\n" + checkpoint;
}

std::optional<Index> size_held(std::string_view body) {
    if (!body.ends_with('\n')) return std::nullopt;
    return number(body.substr(0, body.size() - 1));
}

} // namespace tocsin::storage
