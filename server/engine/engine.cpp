// SPDX-License-Identifier: Apache-2.0
#include "server/engine/engine.hpp"

#include "server/base/limits.hpp"
#include "server/domain/wording.hpp"
#include "server/engine/entry_reading.hpp"
#include "server/engine/founding.hpp"
#include "server/engine/notary.hpp"
#include "server/engine/pulse.hpp"
#include "server/engine/questions.hpp"
#include "server/engine/reach_ledger.hpp"
#include "server/engine/reading_ledger.hpp"
#include "server/engine/security_ledger.hpp"
#include "server/engine/visit_ledger.hpp"
#include "storage/sha256.hpp"

#include <utility>

namespace tocsin::engine {

namespace {

// Which log a cursor belongs to: a few bytes of its name and key.
wire::LogId log_id(const storage::VerifierKey& key) {
    const Digest whole = storage::sha256({key.name, "\n", key.key.view()});
    return *wire::LogId::from(whole.view().substr(0, wire::LogId::size));
}

// Cursors outlive a change of keys.
storage::PublicKey founding_key(const domain::State& state) {
    return storage::PublicKey::from(state.coalition.founded.log_key())
        .value_or(storage::PublicKey{});
}

} // namespace

struct Engine::State final : Shell {
    State(
        Rooms given,
        Founded founded,
        const std::string& origin,
        std::function<void(const Trouble&)> on_stop_
    );

    void committed(std::vector<Told> entries, const storage::TreeHead& head) override;
    void not_writable(const std::string& because, bool halt) override;
    void stop(const Trouble& trouble) override;

    const domain::State& shown() const override { return state; }

    void halt(const std::string& because);
    void beaten();
    void stop_ledgers();
    void drain(std::function<void()> done);

    Rooms rooms;
    domain::State state; // the shown one
    std::map<PersonId, storage::DirectoryRow> directory;
    storage::VisitRows visits; // until they are taken
    std::uint64_t damaged;
    Sequencer sequencer;
    Notary notary;
    Proofs proofs;
    Scrub scrub;
    Feed feed;
    Pulse pulse;
    ReachLedger ledger;
    SecurityLedger security;
    ReadingLedger readings;
    VisitLedger visit_ledger;
    Questions questions;
    std::function<void(const Trouble&)> on_stop;
    OnCommitted on_committed;
    std::string not_writable_because;
    domain::Index told_anew = 0; // behind the last entry that is more than what auditors read
    bool halted = false;
    bool draining = false;
    bool asking_the_log = false;
    Presence here;
};

Engine::State::State(
    Rooms given,
    Founded founded,
    const std::string& origin,
    std::function<void(const Trouble&)> on_stop_
)
    : rooms(given),
      state(std::move(founded.replayed.state)),
      directory(std::move(founded.directory)),
      visits(std::move(founded.visits)),
      damaged(founded.replayed.damaged),
      sequencer(rooms.desk, rooms.log, std::move(founded.working), rooms.clock, *this),
      notary(
          {rooms.desk, rooms.guard, rooms.log_key, rooms.clock, rooms.executor, rooms.former_key},
          origin,
          std::move(founded.replayed.tree),
          [this](const Trouble& trouble) { halt(to_string(trouble)); }
      ),
      proofs(rooms.desk, rooms.log, notary, [this](const std::string& because) { halt(because); }),
      scrub(
          {rooms.desk, rooms.log, notary, rooms.clock, rooms.executor},
          [this](const std::string& because) { halt(because); },
          [this](const Trouble& trouble) { stop(trouble); }
      ),
      feed(
          rooms.desk,
          rooms.log,
          state,
          log_id({notary.key().name, founding_key(state)}),
          rooms.clock
      ),
      pulse(rooms.executor, rooms.clock, sequencer, state, [this] { beaten(); }),
      ledger(rooms.executor, rooms.clock, rooms.rng, sequencer),
      security(rooms.executor, rooms.clock, rooms.rng, sequencer),
      readings(rooms.executor, rooms.clock, rooms.rng, sequencer),
      visit_ledger(rooms.executor, rooms.desk, rooms.visits),
      questions({rooms.desk, rooms.log, rooms.documents, state, notary, directory, rooms.clock}),
      on_stop(std::move(on_stop_)),
      not_writable_because(std::move(founded.not_writable_because)),
      told_anew(state.size),
      halted(founded.halted) {
    notary.on_release([this](const std::string&) { questions.look(); });
    notary.restored(founded.note);
    feed.committed(founded.replayed.recent);
    if (halted) halt(not_writable_because);
    notary.grown();
    pulse.start();
    scrub.start();
}

// Durable: now it may be seen (I1).
void Engine::State::committed(std::vector<Told> entries, const storage::TreeHead& head) {
    for (const auto& told : entries) {
        if (!told.event || !told.event->has_reading_recorded()) told_anew = told.facts.index + 1;
        fold(state, told);
        notary.append(told.facts.leaf_hash);
    }
    const storage::Tree& tree = notary.tree();
    if (tree.size() != head.size || tree.root(head.size) != head.root) {
        halt("the log's root is not the root of the entries it gave");
    }
    feed.committed(entries);
    notary.grown();
    pulse.look();
    if (on_committed) on_committed(entries);
}

void Engine::State::not_writable(const std::string& because, bool halt_) {
    if (halted) return;
    not_writable_because = because;
    if (halt_) halt(because);
}

void Engine::State::stop(const Trouble& trouble) {
    pulse.stop();
    notary.halt();
    stop_ledgers();
    on_stop(trouble);
}

void Engine::State::stop_ledgers() {
    scrub.stop();
    ledger.stop();
    security.stop();
    readings.stop();
    visit_ledger.stop();
}

// Nothing is appended or signed any more; what verifies is still served (storage.md 3.2).
void Engine::State::halt(const std::string& because) {
    halted = true;
    not_writable_because = because;
    notary.halt();
    sequencer.halt(because);
}

// Healing is noticed on the log's thread; while it is read-only we look whether it has.
void Engine::State::beaten() {
    feed.retry();
    notary.look();
    questions.look();
    if (not_writable_because.empty() || halted || asking_the_log) return;
    asking_the_log = true;
    auto work = [&log = rooms.log] { return log.not_writable_because(); };
    auto done = [this](std::string because) {
        asking_the_log = false;
        if (!halted) not_writable_because = std::move(because);
    };
    ask_desk(rooms.desk, Desk::Kind::other, here, std::move(work), std::move(done));
}

// What is gathered is recorded, what is in hand is answered, the last checkpoint goes out; then
// nothing of ours keeps the loop alive.
void Engine::State::drain(std::function<void()> done) {
    draining = true;
    pulse.stop();
    ledger.flush();
    security.flush();
    readings.flush();
    visit_ledger.flush();
    stop_ledgers();
    sequencer.drain([this, done = std::move(done)] {
        notary.settle([this, done] {
            notary.stop();
            done();
        });
    });
}

Result<std::unique_ptr<Engine>> Engine::start(
    Rooms rooms,
    const std::string& origin,
    bool exercise_only,
    std::function<void(const Trouble&)> on_stop
) {
    auto founded = found(rooms, origin, exercise_only);
    if (!founded) return founded.error();
    auto state = std::make_unique<State>(rooms, std::move(*founded), origin, std::move(on_stop));
    return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}

Engine::~Engine() = default;

const domain::State& Engine::shown() const {
    return state_->state;
}

Proofs& Engine::proofs() {
    return state_->proofs;
}

const Scrubbed& Engine::scrubbed() const {
    return state_->scrub.scrubbed();
}

Feed& Engine::feed() {
    return state_->feed;
}

void Engine::submit(Submission submission, Answered answered) {
    state_->sequencer.submit(std::move(submission), std::move(answered));
}

void Engine::end_of_round() {
    state_->sequencer.end_of_round();
}

std::shared_ptr<void> Engine::coming(Instant received_at) {
    return state_->pulse.coming(received_at);
}

void Engine::delivered(v1::Delivery delivery) {
    state_->ledger.add(std::move(delivery));
}

void Engine::on_committed(OnCommitted call) {
    state_->on_committed = std::move(call);
}

void Engine::channels_are_known(std::function<bool(const PersonId&)> has_channel) {
    state_->questions.has_channel = std::move(has_channel);
}

void Engine::noted(v1::SecurityNoted noted) {
    state_->security.add(std::move(noted));
}

void Engine::followed(const domain::Reader& reader, std::uint64_t from, std::uint64_t to) {
    if (!reader.has(v1::AUDITOR) || from >= state_->told_anew) return;
    state_->readings.add(stretch_of(reader.person, Stretch::feed, {from, to}));
}

void Engine::gave_bundle(const domain::Reader& reader, std::uint64_t from, std::uint64_t to) {
    state_->readings.add(stretch_of(reader.person, Stretch::bundles, {from, to}));
}

void Engine::keep(storage::VisitChanges changes) {
    state_->visit_ledger.add(std::move(changes));
}

storage::VisitRows Engine::take_visits() {
    return std::exchange(state_->visits, {});
}

void Engine::ask(
    const domain::Reader& reader,
    const Digest& key,
    v1::Query query,
    std::function<void(v1::Answer)> answered
) {
    auto reading = reading_of(reader, query);
    if (!reading) return state_->questions.ask(reader, key, query, std::move(answered));
    auto recorded = [state = state_.get(),
                     reading = std::move(*reading),
                     answered = std::move(answered)](v1::Answer answer) {
        if (!answer.has_refused()) state->readings.add(reading);
        answered(std::move(answer));
    };
    state_->questions.ask(reader, key, query, std::move(recorded));
}

void Engine::deposit(storage::StoredDocument document, std::function<void(Result<Digest>)> done) {
    auto work = [&documents = state_->rooms.documents, document = std::move(document)] {
        return documents.put(document);
    };
    // As a batch: when nobody knows what is on disk nobody is answered.
    auto kept = [state = state_.get(), done = std::move(done)](Result<Digest> stored) {
        const bool stops = !stored && stored.error().fate == Trouble::Fate::stop;
        if (stops) return state->stop(stored.error());
        if (!stored && stored.error().fate == Trouble::Fate::read_only)
            state->not_writable(to_string(stored.error()), false);
        done(std::move(stored));
    };
    ask_desk(state_->rooms.desk, Desk::Kind::other, state_->here, std::move(work), std::move(kept));
}

void Engine::look_at_document(const Digest& sha256, std::function<void(LookedAt)> done) {
    auto work = [&documents = state_->rooms.documents, sha256] {
        LookedAt looked;
        const auto stored = documents.get(sha256);
        looked.stored = stored && stored->has_value();
        if (looked.stored) looked.speaks_for_all = domain::speaks_for_all((*stored)->content);
        return looked;
    };
    ask_desk(state_->rooms.desk, Desk::Kind::other, state_->here, std::move(work), std::move(done));
}

const std::string& Engine::checkpoint() const {
    return state_->notary.note();
}

storage::VerifierKey Engine::log_key() const {
    return state_->notary.key();
}

std::optional<storage::Checkpoint> Engine::open_own(const std::string& note) const {
    for (const std::string& key : state_->state.coalition.log_keys()) {
        const auto known = storage::PublicKey::from(key);
        if (!known) continue;
        const storage::VerifierKey named{log_key().name, *known};
        if (auto opened = storage::open_checkpoint(note, named)) return opened;
    }
    return std::nullopt;
}

void Engine::on_checkpoint(OnCheckpoint call) {
    state_->notary.on_release(std::move(call));
}

std::optional<Digest> Engine::root_at(std::uint64_t size) const {
    return state_->notary.root_at(size);
}

Health Engine::health() const {
    const State& engine = *state_;
    Health health;
    health.halted = engine.halted;
    health.read_only = !engine.halted && !engine.not_writable_because.empty();
    health.draining = engine.draining;
    health.clock_sane = engine.sequencer.clock_sane();
    health.ready = !health.halted && !health.read_only && !health.draining && health.clock_sane;
    health.checkpoint_at = engine.notary.released_at();
    health.entries = engine.state.size;
    health.inbox = engine.sequencer.waiting();
    health.damaged_payloads = engine.damaged + engine.feed.damaged() + engine.questions.damaged();
    if (!engine.not_writable_because.empty())
        health.because = engine.not_writable_because;
    else if (health.draining)
        health.because = "it is shutting down";
    else if (!engine.notary.trouble().empty())
        health.because = engine.notary.trouble();
    else if (!health.clock_sane)
        health.because = "the clock jumped: confirm the time";
    return health;
}

const std::map<PersonId, storage::DirectoryRow>& Engine::directory() const {
    return state_->directory;
}

void Engine::drain(std::function<void()> drained) {
    state_->drain(std::move(drained));
}

void Engine::clock_confirmed() {
    state_->sequencer.clock_confirmed();
    state_->pulse.beat();
}

void Engine::beat() {
    state_->pulse.beat();
    state_->scrub.step();
}

} // namespace tocsin::engine
