// SPDX-License-Identifier: Apache-2.0
#include "server/engine/founding.hpp"

#include "server/engine/batch.hpp"
#include "server/engine/entry_reading.hpp"
#include "server/engine/notary.hpp"
#include "server/engine/pulse.hpp"
#include "storage/key_change.hpp"

#include <future>

namespace tocsin::engine {

namespace {

constexpr int exit_config = 78;

Trouble foreign(std::string why) {
    return {
        .fate = Trouble::Fate::failed,
        .exit_code = exit_config,
        .what = "this log is not the one that was configured",
        .why = std::move(why),
        .next = "start with the data directory, origin and log key that belong together"};
}

class Founding {
public:
    Founding(const Rooms& rooms, const std::string& origin, bool exercise_only)
        : rooms_(rooms), origin_(origin), exercise_only_(exercise_only) {}

    Result<Founded> operator()();

private:
    storage::VerifierKey key() const { return {origin_, rooms_.log_key.public_key()}; }

    std::vector<storage::VerifierKey> keys() const;
    bool changes_key() const;
    Submission change_key() const;
    storage::TreeHead head() const;
    Result<void> read_all();
    Result<void> check_identity() const;
    void check_guards();
    Result<void> probe();
    Result<void> first_entries();
    Result<bool> run(Decider& decider, const std::vector<Submission>& batch);
    Submission found_log() const;
    std::vector<Submission> closings() const;
    void release();
    void halt(const Trouble& trouble);

    const Rooms& rooms_;
    const std::string& origin_;
    bool exercise_only_;
    Founded founded_;
};

Result<Founded> Founding::operator()() {
    if (const auto read = read_all(); !read) return read.error();
    if (const auto ours = check_identity(); !ours) return ours.error();
    check_guards();
    if (const auto probed = probe(); !probed) return probed.error();
    if (!founded_.halted) {
        if (const auto done = first_entries(); !done) return done.error();
        release();
    }
    founded_.working = founded_.replayed.state;
    return std::move(founded_);
}

storage::TreeHead Founding::head() const {
    const auto& tree = founded_.replayed.tree;
    return {tree.size(), tree.root(tree.size())};
}

Result<void> Founding::read_all() {
    // A log that is damaged was not handed over to its end: reading it says where it breaks off.
    if (rooms_.replayed && rooms_.replayed->state.size == rooms_.log.head().size) {
        founded_.replayed = std::move(*rooms_.replayed);
    } else {
        auto replayed = replay(rooms_.log);
        if (!replayed) return replayed.error();
        founded_.replayed = std::move(*replayed);
    }
    auto directory = rooms_.directory.all();
    if (!directory) return directory.error();
    founded_.directory = std::move(*directory);
    auto visits = rooms_.visits.all();
    if (!visits) return visits.error();
    founded_.visits = std::move(*visits);
    return {};
}

// Entry 0 says whose log this is, for ever.
Result<void> Founding::check_identity() const {
    const domain::State& state = founded_.replayed.state;
    if (state.size == 0) return {};
    const v1::LogFounded& founding = state.coalition.founded;
    if (founding.origin() != origin_) {
        return foreign("its origin is " + founding.origin() + ", not " + origin_);
    }
    if (state.coalition.log_keys().back() == rooms_.log_key.public_key().view() || changes_key())
        return {};
    return foreign("log.key is not the key of this log: its entries name another");
}

std::vector<storage::VerifierKey> Founding::keys() const {
    std::vector<storage::VerifierKey> keys{key()};
    if (rooms_.former_key) keys.push_back({origin_, rooms_.former_key->public_key()});
    return keys;
}

// The operator has put another key in the place of the one that the log knows, and both are here.
bool Founding::changes_key() const {
    const auto known = founded_.replayed.state.coalition.log_keys().back();
    return known != rooms_.log_key.public_key().view() && rooms_.former_key &&
           known == rooms_.former_key->public_key().view();
}

Submission Founding::change_key() const {
    const Instant now = rooms_.clock.wall();
    const storage::KeyChange change{
        origin_, rooms_.former_key->public_key(), rooms_.log_key.public_key(), to_ms(now) / 1000};
    Submission submission;
    submission.received_at = now;
    submission.command.set_command_id(rooms_.rng.command_id(now).str());
    v1::LogKeyChanged& changed = *submission.command.mutable_change_log_key()->mutable_changed();
    changed.set_old_key(change.old_key.str());
    changed.set_new_key(change.new_key.str());
    changed.set_text(storage::render(change));
    changed.set_old_signature(rooms_.former_key->sign(changed.text()).str());
    changed.set_new_signature(rooms_.log_key.sign(changed.text()).str());
    return submission;
}

void Founding::halt(const Trouble& trouble) {
    founded_.halted = true;
    founded_.not_writable_because = to_string(trouble);
}

void Founding::check_guards() {
    const auto notes = rooms_.guard.load();
    if (!notes) return halt(notes.error());
    if (!notes->empty()) founded_.note = notes->front();
    const auto root_at = [this](storage::Index size) { return founded_.replayed.tree.root(size); };
    if (const auto held = storage::check_released(*notes, keys(), head(), root_at); !held) {
        halt(held.error());
    }
}

// An append of nothing says whether the log takes appends, and costs no sync.
Result<void> Founding::probe() {
    if (founded_.halted) return {};
    const auto known = founded_.replayed.state.size;
    const auto head = rooms_.log.append(
        known, [](const storage::Entry&) {}, [](storage::Pen&) {}
    );
    if (head) return {};
    if (head.error().fate == Trouble::Fate::stop) return head.error();
    founded_.not_writable_because = to_string(head.error());
    if (head.error().fate == Trouble::Fate::halt) halt(head.error());
    return {};
}

// The founding, then what fell due: before anybody is let in.
Result<void> Founding::first_entries() {
    Decider decider(rooms_.log, founded_.replayed.state);
    if (founded_.replayed.state.size == 0) {
        const auto written = run(decider, {found_log()});
        if (!written) return written.error();
        if (!*written) return {};
    }
    // Without it nobody could tell why another key signs: not even this start goes on.
    if (changes_key()) {
        const auto written = run(decider, {change_key()});
        if (!written) return written.error();
        if (!*written) return foreign("the change of its key could not be recorded");
    }
    for (auto batch = closings(); !batch.empty(); batch = closings()) {
        const auto written = run(decider, batch);
        if (!written) return written.error();
        if (!*written) return {}; // The disk is full: the pulse tries again.
    }
    return {};
}

Result<bool> Founding::run(Decider& decider, const std::vector<Submission>& batch) {
    const auto outcome = decider.run(batch);
    if (outcome.trouble && outcome.trouble->fate == Trouble::Fate::stop) return *outcome.trouble;
    if (outcome.trouble && outcome.trouble->fate == Trouble::Fate::halt) halt(*outcome.trouble);
    if (outcome.trouble) founded_.not_writable_because = to_string(*outcome.trouble);
    Replayed& replayed = founded_.replayed;
    for (const auto& told : outcome.told) {
        fold(replayed.state, told);
        replayed.tree.append(told.facts.leaf_hash);
        replayed.recent.push_back(told);
    }
    return !outcome.told.empty();
}

Submission Founding::found_log() const {
    const Instant now = rooms_.clock.wall();
    Submission submission;
    submission.received_at = now;
    submission.command.set_command_id(rooms_.rng.command_id(now).str());
    v1::LogFounded& founding = *submission.command.mutable_found_log()->mutable_founded();
    founding.set_origin(origin_);
    founding.set_log_key(rooms_.log_key.public_key().str());
    founding.set_exercise_only(exercise_only_);
    return submission;
}

std::vector<Submission> Founding::closings() const {
    const Instant now = rooms_.clock.wall();
    std::vector<Submission> batch;
    for (auto& command : domain::due(founded_.replayed.state, now)) {
        batch.push_back(servers_own(std::move(command), now));
    }
    return batch;
}

void Founding::release() {
    const auto last = storage::open_checkpoint(founded_.note, keys());
    if (head().size == 0 || (last && last->head.size == head().size)) return;
    const storage::Checkpoint checkpoint{origin_, head()};
    auto note = sign_and_guard(checkpoint, {rooms_.log_key, rooms_.former_key}, rooms_.guard);
    if (note) founded_.note = std::move(*note);
    // Else the notary tries again, and says why it cannot.
}

} // namespace

Result<Founded> found(const Rooms& rooms, const std::string& origin, bool exercise_only) {
    std::promise<Result<Founded>> promise;
    rooms.desk.run(Desk::Kind::other, [&] {
        try {
            Founding founding(rooms, origin, exercise_only);
            promise.set_value(founding());
        } catch (...) {
            promise.set_exception(std::current_exception());
        }
    });
    return promise.get_future().get();
}

} // namespace tocsin::engine
