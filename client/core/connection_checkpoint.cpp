// Checkpoints: signed by the log's key, never smaller, and proven to contain the one verified
// before. audit-log: each client keeps the last it verified and refuses a smaller or inconsistent
// one. SPDX-License-Identifier: Apache-2.0
#include "client/core/connection_state.hpp"
#include "client/core/prefix_proof.hpp"
#include "server/wire/codec.hpp"
#include "storage/key_change.hpp"

namespace tocsin::client {

// Where the changes that the server told of lead from there; nothing: one of them does not hold.
std::optional<storage::VerifierKey> Connection::State::in_force(const storage::VerifierKey& key
) const {
    std::vector<storage::SignedKeyChange> changes;
    for (const v1::LogKeyChanged& one : welcome.log_key_changes())
        changes.push_back(
            {one.old_key(), one.new_key(), one.text(), one.old_signature(), one.new_signature()}
        );
    return storage::key_after(key, changes);
}

// Whom we trust may have named another key since: then that one is pinned instead.
void Connection::State::see_key_changes() {
    if (!log_key || welcome.log_key_changes().empty()) return;
    const auto now = in_force(*log_key);
    if (!now) return raise("a change of the log's key is not signed by the key trusted here", {});
    if (now->key == log_key->key) return;
    log_key = now;
    if (dir) (void)dir->keep_log_key(now->str());
}

void Connection::State::see_log_key(const storage::VerifierKey& founding) {
    const auto key = in_force(founding);
    if (!key) return raise("a change of the log's key is not signed by the key before it", {});
    if (log_key) {
        if (log_key->str() != key->str())
            raise("the log's first entry names another key than the one trusted here", {});
        return;
    }
    log_key = key; // trusted on first use; pinned from here on
    if (dir) (void)dir->keep_log_key(key->str());
    if (unproven_note.empty()) return;
    const std::string note = std::move(unproven_note);
    unproven_note.clear();
    see_checkpoint(note);
}

void Connection::State::see_checkpoint(const std::string& note) {
    if (!log_key) {
        unproven_note = note;
        return;
    }
    const auto now = storage::open_checkpoint(note, *log_key);
    if (!now) return raise("a checkpoint is not signed with the log's key", note);
    const auto& before = seen ? seen : checkpoint;
    if (before && now->head.size < before->head.size)
        return raise("the log is smaller than it was: entries seen before are missing", note);
    if (before && now->head.size == before->head.size && now->head.root != before->head.root)
        return raise("two logs of one name: same size, another root", note);
    seen = now;
    seen_note = note;
    if (!checkpoint)
        accept_checkpoint();
    else if (live)
        ask_for_prefix();
    if (owner.on_checkpoint) owner.on_checkpoint(*now, note);
}

void Connection::State::accept_checkpoint() {
    checkpoint = seen;
    checkpoint_note = seen_note;
    if (dir && dir->keep_checkpoint(checkpoint_note)) proven_at = clock.mono();
}

// At most once a minute: each is a question, and questions are counted.
void Connection::State::ask_for_prefix() {
    if (!seen || !checkpoint || !proving.empty()) return;
    if (seen->head.size == checkpoint->head.size || checkpoint->head.size == 0) return;
    if (proven_at && clock.mono() - *proven_at < prefix_interval) return;
    const CommandId id = rng.command_id(clock.wall());
    proving = id.str();
    proving_note = seen_note;
    v1::ClientFrame frame;
    frame.mutable_query()->set_query_id(proving);
    auto& query = *frame.mutable_query()->mutable_fetch_proof();
    query.set_size(seen->head.size);
    for (const auto index : prefix_indices(checkpoint->head, seen->head))
        query.add_indices(index);
    send(wire::encode(frame, wire::Format::binary));
}

void Connection::State::take_prefix(const v1::Answer& answer) {
    proving.clear();
    proven_at = clock.mono(); // asked again in a minute, whatever came
    if (!answer.has_proof()) return;
    const auto now = storage::open_checkpoint(proving_note, *log_key);
    std::vector<std::vector<Digest>> paths;
    for (const auto& path : answer.proof().paths()) {
        auto& hashes = paths.emplace_back();
        for (const auto& hash : path.hashes())
            hashes.push_back(Digest::from(hash).value_or(Digest()));
    }
    if (!now || !proves_prefix(checkpoint->head, now->head, paths))
        return raise(
            "the log's history was changed: it does not contain what was verified before",
            proving_note
        );
    checkpoint = now;
    checkpoint_note = proving_note;
    if (dir) (void)dir->keep_checkpoint(checkpoint_note);
}

} // namespace tocsin::client
