// SPDX-License-Identifier: Apache-2.0
#include "server/engine/notary.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"

#include <utility>

namespace tocsin::engine {

Result<std::string>
sign_and_guard(const storage::Checkpoint& checkpoint, Signers signers, storage::Guard& guard) {
    auto note = storage::sign_checkpoint(checkpoint, signers.key);
    if (signers.former) note = storage::add_signature(note, checkpoint.origin, *signers.former);
    if (const auto moved = guard.release(note); !moved) return moved.error();
    return note;
}

Notary::Notary(Rooms rooms, std::string origin, storage::Tree tree, Halt halt)
    : rooms_(rooms),
      origin_(std::move(origin)),
      tree_(std::move(tree)),
      halt_(std::move(halt)),
      timer_(rooms.executor, [this] { release(); }) {}

storage::VerifierKey Notary::key() const {
    return {origin_, rooms_.key.public_key()};
}

std::vector<storage::VerifierKey> Notary::keys() const {
    std::vector<storage::VerifierKey> keys{key()};
    if (rooms_.former) keys.push_back({origin_, rooms_.former->public_key()});
    return keys;
}

void Notary::restored(const std::string& note) {
    const auto checkpoint = storage::open_checkpoint(note, keys());
    if (!checkpoint) return;
    note_ = note;
    released_ = checkpoint->head;
    released_at_ = rooms_.clock.wall();
}

void Notary::grown() {
    if (halted_ || releasing_ || timer_.is_set()) return;
    if (tree_.size() == released_.size) return;
    const auto since = last_try_ ? rooms_.clock.mono() - *last_try_ : limits::checkpoint_interval;
    if (since >= limits::checkpoint_interval)
        release();
    else
        timer_.set(limits::checkpoint_interval - since);
}

void Notary::look() {
    timer_.stop();
    grown();
}

void Notary::settle(std::function<void()> settled) {
    settled_ = std::move(settled);
    timer_.stop();
    if (!releasing_) next_after_release();
}

void Notary::halt() {
    halted_ = true;
    timer_.stop();
}

void Notary::stop() {
    timer_.stop();
}

std::optional<Digest> Notary::root_at(storage::Index size) const {
    if (size > released_.size || size > tree_.size()) return std::nullopt;
    return tree_.root(size);
}

void Notary::cosigned(const std::string& note, bool enough) {
    const auto checkpoint = storage::open_checkpoint(note, key());
    if (!checkpoint || checkpoint->head.size > released_.size) return;
    if (checkpoint->head.size == released_.size) note_ = note;
    if (!enough || checkpoint->head.size < cosigned_size_) return;
    cosigned_note_ = note;
    cosigned_size_ = checkpoint->head.size;
    cosigned_at_ = rooms_.clock.wall();
}

Notary::Ground Notary::ground(storage::Index needed) const {
    const bool is_fresh =
        cosigned_size_ == released_.size || released_at_ - cosigned_at_ <= limits::cosigned_lag_max;
    if (cosigned_note_.empty() || !is_fresh || cosigned_size_ < needed)
        return {note_, released_.size};
    return {cosigned_note_, cosigned_size_};
}

// Before each signature the guards are read again: what others may have been shown decides.
void Notary::release() {
    if (halted_ || releasing_ || tree_.size() == released_.size) return next_after_release();
    releasing_ = true;
    last_try_ = rooms_.clock.mono();
    const storage::TreeHead head{tree_.size(), tree_.root(tree_.size())};
    auto work = [&guard = rooms_.guard] { return guard.load(); };
    auto done = [this, head](auto notes) { check(std::move(notes), head); };
    ask_desk(rooms_.desk, Desk::Kind::other, here_, std::move(work), std::move(done));
}

void Notary::check(Result<std::vector<std::string>> notes, storage::TreeHead head) {
    if (!notes) return failed(notes.error());
    const auto root_at = [this](storage::Index size) { return tree_.root(size); };
    if (const auto held = storage::check_released(*notes, keys(), head, root_at); !held) {
        return failed(held.error());
    }
    TOCSIN_CHECK(released_.size == 0 || tree_.root(released_.size) == released_.root); // I2
    sign(head);
}

void Notary::sign(storage::TreeHead head) {
    const storage::Checkpoint checkpoint{origin_, head};
    const Signers signers{rooms_.key, rooms_.former};
    auto work = [signers, &guard = rooms_.guard, checkpoint] {
        return sign_and_guard(checkpoint, signers, guard);
    };
    auto done = [this, head](auto note) { released(std::move(note), head); };
    ask_desk(rooms_.desk, Desk::Kind::other, here_, std::move(work), std::move(done));
}

void Notary::released(Result<std::string> note, storage::TreeHead head) {
    if (!note) return failed(note.error());
    releasing_ = false;
    trouble_.clear();
    note_ = std::move(*note);
    released_ = head;
    released_at_ = rooms_.clock.wall();
    for (const auto& call : calls_)
        call(note_);
    next_after_release();
}

void Notary::failed(const Trouble& trouble) {
    releasing_ = false;
    trouble_ = to_string(trouble);
    if (trouble.fate == Trouble::Fate::halt) {
        halt();
        halt_(trouble);
    }
    if (settled_) return std::exchange(settled_, nullptr)();
    if (!halted_) timer_.set(limits::checkpoint_interval);
}

void Notary::next_after_release() {
    if (!settled_) return grown();
    if (!halted_ && tree_.size() != released_.size) return release();
    std::exchange(settled_, nullptr)();
}

} // namespace tocsin::engine
