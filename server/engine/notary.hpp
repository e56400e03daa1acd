// Releases checkpoints: at most one a second, at once after a pause, only over what is committed,
// only when every guard's checkpoint is a prefix of it, and shown to nobody before the guard has
// moved (I2, audit-log.md 1.7). Keeps the tree for proofs. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/clock.hpp"
#include "server/engine/presence.hpp"
#include "server/engine/timer.hpp"
#include "storage/guard.hpp"
#include "storage/merkle.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::engine {

// Signs, for a time after a change of keys with the former one too, and moves the guards; on the
// log's thread. Only the note it returns may be shown.
struct Signers {
    const storage::SigningKey& key;
    const storage::SigningKey* former; // null: none
};

Result<std::string>
sign_and_guard(const storage::Checkpoint& checkpoint, Signers signers, storage::Guard& guard);

class Notary {
public:
    struct Rooms {
        Desk& desk;
        storage::Guard& guard;
        const storage::SigningKey& key;
        const Clock& clock;
        Executor executor;
        const storage::SigningKey* former = nullptr;
    };

    // `halt` is called when a guard does not hold: nothing may be signed or appended any more.
    using Halt = std::function<void(const Trouble&)>;

    Notary(Rooms rooms, std::string origin, storage::Tree tree, Halt halt);

    // What was released before this start, or at it.
    void restored(const std::string& note);

    // One leaf more; then, when all of a commit are in, grown().
    void append(const Digest& leaf) { tree_.append(leaf); }

    void grown();
    // The clock has moved: what waits for its second may be due.
    void look();
    // Releases what is not yet released, now, and then calls: when draining.
    void settle(std::function<void()> settled);
    void halt();
    void stop();

    // The released note again, with lines of witnesses under it; of an older note nothing is taken.
    // `enough`: it meets the policy's quorum.
    void cosigned(const std::string& note, bool enough);

    // On what an answer about the first `needed` entries stands: the last checkpoint that a quorum
    // has cosigned, as long as it covers them and is at most a minute behind the released one; else
    // that.
    struct Ground {
        const std::string& note;
        storage::Index size;
    };

    Ground ground(storage::Index needed) const;

    const storage::Tree& tree() const { return tree_; }

    const std::string& note() const { return note_; }

    storage::Index released() const { return released_.size; }

    Instant released_at() const { return released_at_; }

    storage::VerifierKey key() const;
    std::vector<storage::VerifierKey> keys() const; // and the former one

    // Why the last try failed; empty: it did not.
    const std::string& trouble() const { return trouble_; }

    std::optional<Digest> root_at(storage::Index size) const;

    void on_release(std::function<void(const std::string&)> call) {
        calls_.push_back(std::move(call));
    }

private:
    void release();
    void check(Result<std::vector<std::string>> notes, storage::TreeHead head);
    void sign(storage::TreeHead head);
    void released(Result<std::string> note, storage::TreeHead head);
    void failed(const Trouble& trouble);
    void next_after_release();

    Rooms rooms_;
    std::string origin_;
    storage::Tree tree_;
    Halt halt_;
    Timer timer_;
    storage::TreeHead released_;
    std::string note_;
    Instant released_at_{};
    std::string cosigned_note_; // the last that met the quorum; empty: none yet
    storage::Index cosigned_size_ = 0;
    Instant cosigned_at_{};
    std::optional<Clock::Mono> last_try_;
    std::string trouble_;
    std::vector<std::function<void(const std::string&)>> calls_;
    std::function<void()> settled_;
    bool releasing_ = false;
    bool halted_ = false;
    Presence here_;
};

} // namespace tocsin::engine
