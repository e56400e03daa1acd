// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/plants.hpp"

#include "server/domain/audience.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/evolve.hpp"
#include "server/domain/sign_on.hpp"
#include "server/engine/frames.hpp"
#include "server/engine/verdicts.hpp"
#include "server/net/deadlines.hpp"
#include "storage/checkpoint.hpp"
#include "tests/support/passing_log.hpp"

#include <array>
#include <cstdint>

namespace tocsin::sim {

std::string planted;
std::function<void(const domain::State& working)> deciding;
int Honest::count = 0;

namespace {

constexpr std::array plants{
    Plant{"receipt-strays", "a", "a receipt names another entry"},
    Plant{"syncs-lie", "acj", "the disk says synced, and the power takes it all the same"},
    Plant{"bytes-turn", "bdgj", "the disk turns a bit of what it is given to keep"},
    Plant{"payload-erased", "b", "an entry is erased that nobody wanted erased"},
    Plant{"other-root", "cj", "a checkpoint is signed over another root"},
    Plant{"entry-skipped", "d", "a follower is not sent an entry that it may see"},
    Plant{"twice-decided", "e", "a command that was answered is decided again"},
    Plant{"late-counted", "f", "a position that comes too late is counted"},
    Plant{"woken-again", "9", "an alert that is over escalates"},
    Plant{"folds-differ", "g", "a note is folded otherwise than it was recorded"},
    Plant{"working-strays", "g", "decisions are made on another state than the one shown"},
    Plant{"shown-to-all", "h", "notes are shown whatever their label and audience"},
    Plant{"dead-stay", "i", "connections of the dead are never let go"},
    Plant{"clock-stands", "j", "what is due is never done"}};

bool acts(std::string_view name) {
    return is_planted(name) && Honest::count == 0;
}

// True at every nth asking.
bool now_and_then(std::uint32_t nth) {
    static std::uint32_t asked = 0;
    return ++asked % nth == 0;
}

class ForgetfulPen final : public storage::Pen {
public:
    explicit ForgetfulPen(storage::Pen& pen) : pen_(pen) {}

    const storage::Entry& append(storage::NewEntry entry) override {
        return pen_.append(std::move(entry));
    }

    void remember(const PersonId&, const CommandId&, const storage::CommandRecord&) override {}

    Result<std::optional<storage::CommandRecord>> find(const PersonId&, const CommandId&) override {
        return std::optional<storage::CommandRecord>();
    }

private:
    storage::Pen& pen_;
};

class ForgetfulLog final : public test::PassingLog {
public:
    using PassingLog::PassingLog;

    Result<storage::TreeHead> append(
        storage::Index known, const storage::CatchUp& catch_up, const storage::Decide& decide
    ) override {
        return PassingLog::append(known, catch_up, [&](storage::Pen& pen) {
            ForgetfulPen forgetful_pen(pen);
            decide(forgetful_pen);
        });
    }

    Result<std::optional<storage::CommandRecord>> find(const PersonId&, const CommandId&) override {
        return std::optional<storage::CommandRecord>();
    }
};

class ErasingLog final : public test::PassingLog {
public:
    using PassingLog::PassingLog;

    Result<storage::TreeHead> append(
        storage::Index known, const storage::CatchUp& catch_up, const storage::Decide& decide
    ) override {
        auto head = PassingLog::append(known, catch_up, decide);
        if (head && head->size > 0 && now_and_then(50)) (void)erase(head->size - 1);
        return head;
    }
};

// Never looked into: only compared.
const domain::State* working = nullptr;

domain::Decision counted_late(const v1::Command& command, const domain::Asker& asker) {
    const v1::SignedText& made = command.take_position().signed_text();
    const auto text = domain::parse_sign_on(made.text());
    domain::Decision decision;
    v1::PositionTaken& position = *decision.events.emplace_back().mutable_position_taken();
    position.set_procedure_id(text->procedure.text);
    position.set_party(text->party.text);
    position.set_person(asker.person.str());
    position.set_stance(text->stance);
    position.set_version(text->version);
    position.set_text_sha256(text->text_sha256.str());
    position.set_deadline(text->deadline_seconds * 1000);
    position.set_key_fingerprint(text->key.str());
    *position.mutable_signed_text() = made;
    return decision;
}

void wake(const domain::State& state, domain::Decision& decision) {
    for (const auto& [id, alert] : state.alerts) {
        if (alert.ended_at == Instant{}) continue;
        v1::Escalated& escalated = *decision.events.emplace_back().mutable_escalated();
        escalated.set_alert_id(id.text);
        escalated.set_rung(1);
        return;
    }
}

} // namespace

std::span<const Plant> all_plants() {
    return plants;
}

std::unique_ptr<storage::Log> planted_log(storage::Log& log) {
    if (is_planted("twice-decided")) return std::make_unique<ForgetfulLog>(log);
    if (is_planted("payload-erased")) return std::make_unique<ErasingLog>(log);
    return nullptr;
}

// The functions themselves, and what stands before them. Their names are the linker's: see
// tests/CMakeLists.txt.
#define TOCSIN_REAL(name) __asm__("__real_" name)
#define TOCSIN_WRAP(name) __asm__("__wrap_" name)
#define DECIDE                                                                                     \
    "_ZN6tocsin6domain6decideERKNS0_5StateERKNS_2v17CommandERKNS0_5AskerENSt6chrono10time_"        \
    "pointINSB_3_V212system_clockENSB_8durationIlSt5ratioILl1ELl1000EEEEEE"
#define DUE                                                                                        \
    "_ZN6tocsin6domain3dueERKNS0_5StateENSt6chrono10time_pointINS4_3_V212system_clockENS4_"        \
    "8durationIlSt5ratioILl1ELl1000EEEEEE"
#define EVOLVE "_ZN6tocsin6domain6evolveERNS0_5StateERKNS0_10EntryFactsERKNS_2v15EventE"
#define VISIBILITY "_ZN6tocsin6domain13visibility_ofERKNS0_5StateERKNS_2v15EventE"
#define LOOK                                                                                       \
    "_ZN6tocsin6engine4lookERSt5dequeINS0_8OutgoingESaIS2_EEmRKNS_6domain6ReaderENS_4wire6Format"  \
    "ERKNS_5BytesILm8ENSA_8LogIdTagEEERKNS6_5StateE"
#define SIGN "_ZN6tocsin7storage15sign_checkpointB5cxx11ERKNS0_10CheckpointERKNS0_10SigningKeyE"
#define VERDICT "_ZN6tocsin6engine10verdict_onERKNS_7storage5EntryERKNS0_4ToldEj"
#define SWEEP "_ZN6tocsin3net9Deadlines5sweepEv"

using domain::Asker;
using domain::Decision;
using domain::State;
using Run = std::deque<engine::Outgoing>;

Decision real_decide(const State&, const v1::Command&, const Asker&, Instant) TOCSIN_REAL(DECIDE);
Decision wrap_decide(const State&, const v1::Command&, const Asker&, Instant) TOCSIN_WRAP(DECIDE);
std::vector<v1::Command> real_due(const State&, Instant) TOCSIN_REAL(DUE);
std::vector<v1::Command> wrap_due(const State&, Instant) TOCSIN_WRAP(DUE);
void real_evolve(State&, const domain::EntryFacts&, const v1::Event&) TOCSIN_REAL(EVOLVE);
void wrap_evolve(State&, const domain::EntryFacts&, const v1::Event&) TOCSIN_WRAP(EVOLVE);
domain::Visibility real_visibility(const State&, const v1::Event&) TOCSIN_REAL(VISIBILITY);
domain::Visibility wrap_visibility(const State&, const v1::Event&) TOCSIN_WRAP(VISIBILITY);
engine::Stretch
real_look(Run&, std::size_t, const domain::Reader&, wire::Format, const wire::LogId&, const State&)
    TOCSIN_REAL(LOOK);
engine::Stretch
wrap_look(Run&, std::size_t, const domain::Reader&, wire::Format, const wire::LogId&, const State&)
    TOCSIN_WRAP(LOOK);
std::string real_sign(const storage::Checkpoint&, const storage::SigningKey&) TOCSIN_REAL(SIGN);
std::string wrap_sign(const storage::Checkpoint&, const storage::SigningKey&) TOCSIN_WRAP(SIGN);
v1::Verdict real_verdict(const storage::Entry&, const engine::Told&, std::uint32_t)
    TOCSIN_REAL(VERDICT);
v1::Verdict wrap_verdict(const storage::Entry&, const engine::Told&, std::uint32_t)
    TOCSIN_WRAP(VERDICT);
void real_sweep(net::Deadlines*) TOCSIN_REAL(SWEEP);
void wrap_sweep(net::Deadlines*) TOCSIN_WRAP(SWEEP);

Decision
wrap_decide(const State& state, const v1::Command& command, const Asker& asker, Instant at) {
    working = &state;
    if (deciding) deciding(state);
    Decision decision = real_decide(state, command, asker, at);
    const bool is_late = command.has_take_position() && decision.refusal &&
                         (decision.refusal->code() == v1::Refusal::DEADLINE_PASSED ||
                          decision.refusal->code() == v1::Refusal::WRONG_STATE);
    if (is_late && acts("late-counted")) return counted_late(command, asker);
    if (!decision.events.empty() && acts("woken-again")) wake(state, decision);
    return decision;
}

std::vector<v1::Command> wrap_due(const State& state, Instant at) {
    if (acts("clock-stands")) return {};
    return real_due(state, at);
}

void wrap_evolve(State& state, const domain::EntryFacts& facts, const v1::Event& event) {
    const bool is_other = acts("folds-differ") || (acts("working-strays") && &state == working);
    if (!event.has_note_added() || !is_other) return real_evolve(state, facts, event);
    v1::Event other = event;
    other.mutable_note_added()->mutable_text()->append("?");
    real_evolve(state, facts, other);
}

domain::Visibility wrap_visibility(const State& state, const v1::Event& event) {
    const bool is_note = event.has_note_added() || event.has_text_added();
    if (is_note && acts("shown-to-all")) return domain::visible_to(domain::reader_class::everybody);
    return real_visibility(state, event);
}

engine::Stretch wrap_look(
    Run& run,
    std::size_t begin,
    const domain::Reader& reader,
    wire::Format format,
    const wire::LogId& log,
    const State& shown
) {
    engine::Stretch stretch = real_look(run, begin, reader, format, log, shown);
    if (acts("entry-skipped") && !stretch.seen.empty() && now_and_then(7))
        stretch.seen.back() = '0';
    return stretch;
}

std::string wrap_sign(const storage::Checkpoint& checkpoint, const storage::SigningKey& key) {
    storage::Checkpoint other = checkpoint;
    if (acts("other-root") && now_and_then(5)) other.head.root.octets[0] ^= 1;
    return real_sign(other, key);
}

v1::Verdict
wrap_verdict(const storage::Entry& first, const engine::Told& told, std::uint32_t entries) {
    v1::Verdict verdict = real_verdict(first, told, entries);
    if (acts("receipt-strays") && now_and_then(3))
        verdict.mutable_receipt()->set_index(verdict.receipt().index() + 1);
    return verdict;
}

void wrap_sweep(net::Deadlines* deadlines) {
    if (!acts("dead-stay")) real_sweep(deadlines);
}

} // namespace tocsin::sim
