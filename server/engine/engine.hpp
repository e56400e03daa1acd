// The engine: sequencer, feed, pulse, notary and the shown state, put together for the shell.
// Everything here is called on the shell's thread. `house` in app builds it and runs its loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/engine/feed.hpp"
#include "server/engine/proofs.hpp"
#include "server/engine/scrub.hpp"
#include "storage/directory.hpp"
#include "storage/documents.hpp"
#include "storage/guard.hpp"
#include "storage/merkle.hpp"
#include "storage/visits.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tocsin::engine {

struct Replayed; // replay.hpp

// What the engine is built on; everything MUST outlive it.
struct Rooms {
    Desk& desk;
    storage::Log& log;
    storage::Documents& documents;
    storage::Directory& directory;
    storage::Visits& visits;
    storage::Guard& guard;
    const storage::SigningKey& log_key;
    const Clock& clock;
    Rng& rng;
    Executor executor; // the shell's: timers of pulse, notary and reach
    // The key before `log_key`, as long as it signs beside it; null: none does. When the log does
    // not know of `log_key` yet, the change is recorded at the start.
    const storage::SigningKey* former_key = nullptr;
    // What was folded while the log was opened, and is taken; null: the log is read again.
    Replayed* replayed = nullptr;
};

// What is found in a document that a command names.
struct LookedAt {
    bool stored = false;
    bool speaks_for_all = false; // domain/wording.hpp
};

struct Health {
    bool ready = false;
    bool halted = false;
    bool read_only = false;
    bool draining = false;
    bool clock_sane = true;
    std::string because; // why not ready, or what is wrong, in words
    Instant checkpoint_at{};
    std::uint64_t entries = 0;
    std::size_t inbox = 0;
    std::uint64_t damaged_payloads = 0; // met at start or in replays: withheld (faults.md 95)
};

class Engine {
public:
    // Replays the log (states, tree), checks it against every guard, closes what fell due while the
    // server was down (faults.md 86) before it returns. A halt does not fail it: see health().
    // Trouble: the log cannot be read at all.
    static Result<std::unique_ptr<Engine>> start(
        Rooms rooms,
        const std::string& origin,
        bool exercise_only,
        std::function<void(const Trouble&)> on_stop
    );
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    const domain::State& shown() const;
    Feed& feed();
    Proofs& proofs();
    const Scrubbed& scrubbed() const;
    void submit(Submission submission, Answered answered);
    // Runs one round's gatherings; called by the loop after its handlers.
    void end_of_round();

    // A command received at that instant is on its way (its signature is being verified, its
    // document looked up): no closing that it came in time for is handed over before it, as long as
    // the ticket lives and no longer than a few seconds (faults.md 80). Keep it until after
    // submit().
    std::shared_ptr<void> coming(Instant received_at);

    // The client's and the socket's receipts, gathered and recorded in batches (domain.md 2,
    // reach).
    void delivered(v1::Delivery delivery);

    // Called with every batch of entries once it is durable and folded; for one follower that needs
    // neither frames nor a reader.
    using OnCommitted = std::function<void(const std::vector<Told>& entries)>;
    void on_committed(OnCommitted call);

    // Who can be told beside an open console, for whoever asks whom an alert would reach.
    void channels_are_known(std::function<bool(const PersonId&)> has_channel);

    // A sign of an attack (docs/IDENTITY.md): recorded, at most one a minute of a kind about a key.
    void noted(v1::SecurityNoted noted);
    // A reader was sent the feed from that entry to before that one. Of auditors it is recorded,
    // except that what only says what auditors read is followed by no further entry.
    void followed(const domain::Reader& reader, std::uint64_t from, std::uint64_t to);
    // An auditor fetched headers over HTTP.
    void gave_bundle(const domain::Reader& reader, std::uint64_t from, std::uint64_t to);
    // Browsers' sessions and uses of keys: kept beside the log, gathered for a moment.
    void keep(storage::VisitChanges changes);
    // As they were kept before this start; to be taken once.
    storage::VisitRows take_visits();

    // Queries are answered from the shown state, or from the log for entries, documents and
    // timelines. What auditors were answered is recorded.
    void
    ask(const domain::Reader& reader,
        const Digest& key,
        v1::Query query,
        std::function<void(v1::Answer)> answered);

    void deposit(storage::StoredDocument document, std::function<void(Result<Digest>)> done);
    // A command that names a document is submitted only when that is stored.
    void look_at_document(const Digest& sha256, std::function<void(LookedAt)> done);

    // The last released checkpoint as a signed note, and a call whenever a new one is released.
    const std::string& checkpoint() const;
    storage::VerifierKey log_key() const; // that in force
    // A checkpoint that this log signed, with whichever key it had then; nothing: it did not.
    std::optional<storage::Checkpoint> open_own(const std::string& note) const;
    using OnCheckpoint = std::function<void(const std::string& note)>;
    void on_checkpoint(OnCheckpoint call);
    // The root our log has at that size; nothing: beyond the released size.
    std::optional<Digest> root_at(std::uint64_t size) const;

    Health health() const;
    const std::map<PersonId, storage::DirectoryRow>& directory() const;
    void drain(std::function<void()> drained);
    void clock_confirmed();
    // What the timers do, at once: for a clock that is moved by hand (simulation, tests).
    void beat();

private:
    struct State;
    explicit Engine(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace tocsin::engine
