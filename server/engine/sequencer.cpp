// SPDX-License-Identifier: Apache-2.0
#include "server/base/limits.hpp"
#include "server/engine/batch.hpp"
#include "server/engine/clock_watch.hpp"
#include "server/engine/verdicts.hpp"
#include "tocsin/v1/options.pb.h"

#include <deque>
#include <utility>

namespace tocsin::engine {

namespace {

struct Waiting {
    Submission submission;
    Answered answered;
    std::size_t bytes = 0;
};

// One batch on its way to the log's thread and back.
struct Batch {
    std::vector<Submission> submissions;
    std::vector<Answered> answers;
    std::optional<domain::State> fresh; // for a working state that went astray
    Outcome outcome;
};

// Acts that bind a government or the Coalition wait for a clock that can be believed; so do
// closings.
bool is_binding(const v1::Command& command) {
    if (command.has_close_procedure()) return true;
    const auto* field = v1::Command::descriptor()->FindFieldByNumber(command.command_case());
    return field != nullptr && field->options().GetExtension(v1::binding);
}

} // namespace

struct Sequencer::State {
    State(Desk& desk_, storage::Log& log, domain::State working, const Clock& clock, Shell& house_)
        : desk(desk_), decider(log, std::move(working)), watch(clock), house(house_) {}

    std::optional<v1::Refusal> turned_away(const Submission& submission);
    std::shared_ptr<Batch> take();
    void tell_writable(const Outcome& outcome);
    void rest();
    static void hand_over(const std::shared_ptr<State>& state);
    static void returned(const std::shared_ptr<State>& state, Batch& batch);

    Desk& desk;
    Decider decider; // the log's thread has it while a batch is in hand
    ClockWatch watch;
    Shell& house;
    std::deque<Waiting> inbox;
    std::string not_writable_because; // as last told
    std::string halted_because;
    std::function<void()> drained;
    bool in_hand = false;
    bool astray = false;
    bool draining = false;
    bool stopped = false; // after Fate::stop nobody is answered
    bool gone = false;    // the Sequencer is: what comes back meets nobody
};

std::optional<v1::Refusal> Sequencer::State::turned_away(const Submission& submission) {
    if (submission.command.command_id().size() != CommandId::size) return refuse_nameless();
    if (!halted_because.empty()) return refuse_unavailable(halted_because);
    if (draining) return refuse_unavailable("it is shutting down; nothing was written");
    if (is_binding(submission.command) && !watch.sane()) return refuse_clock();
    if (inbox.size() >= limits::inbox_commands_max) return refuse_overloaded();
    return std::nullopt;
}

// Everything waiting, up to the limits of a batch; the first always.
std::shared_ptr<Batch> Sequencer::State::take() {
    auto batch = std::make_shared<Batch>();
    std::size_t bytes = 0;
    while (!inbox.empty() && batch->submissions.size() < limits::batch_commands_max) {
        Waiting& next = inbox.front();
        bytes += next.bytes;
        if (bytes > limits::batch_bytes_max && !batch->submissions.empty()) break;
        batch->submissions.push_back(std::move(next.submission));
        batch->answers.push_back(std::move(next.answered));
        inbox.pop_front();
    }
    return batch;
}

void Sequencer::State::tell_writable(const Outcome& outcome) {
    if (outcome.not_writable_because == not_writable_because) return;
    not_writable_because = outcome.not_writable_because;
    house.not_writable(
        not_writable_because, outcome.trouble && outcome.trouble->fate == Trouble::Fate::halt
    );
}

void Sequencer::State::rest() {
    if (in_hand || !draining || !inbox.empty() || !drained) return;
    std::exchange(drained, nullptr)();
}

void Sequencer::State::returned(const std::shared_ptr<State>& state, Batch& batch) {
    state->in_hand = false;
    if (state->gone) return;
    Outcome& outcome = batch.outcome;
    if (outcome.trouble && outcome.trouble->fate == Trouble::Fate::stop) {
        state->stopped = true;
        return state->house.stop(*outcome.trouble);
    }
    if (outcome.astray) state->astray = true;
    // The log's thread goes on while this one folds and answers; not when it needs our fold first.
    if (!state->astray) hand_over(state);
    if (!outcome.told.empty()) state->house.committed(std::move(outcome.told), outcome.head);
    state->tell_writable(outcome);
    for (std::size_t i = 0; i < batch.answers.size() && !state->gone; ++i) {
        batch.answers[i](std::move(outcome.verdicts[i]));
    }
    if (state->gone) return;
    hand_over(state);
    state->rest();
}

void Sequencer::State::hand_over(const std::shared_ptr<State>& state) {
    if (state->in_hand || state->stopped || state->inbox.empty()) return;
    auto batch = state->take();
    if (std::exchange(state->astray, false)) batch->fresh = state->house.shown();
    state->in_hand = true;
    state->desk.run(Desk::Kind::batch, [state, batch] {
        if (batch->fresh) state->decider.restart(std::move(*batch->fresh));
        batch->outcome = state->decider.run(batch->submissions);
        state->desk.post([state, batch] { returned(state, *batch); });
    });
}

Sequencer::Sequencer(
    Desk& desk, storage::Log& log, domain::State working, const Clock& clock, Shell& house
)
    : state_(std::make_shared<State>(desk, log, std::move(working), clock, house)) {}

Sequencer::~Sequencer() {
    state_->gone = true;
}

void Sequencer::submit(Submission submission, Answered answered) {
    if (state_->stopped) return;
    if (auto refusal = state_->turned_away(submission)) {
        return answered(refused(submission.command, std::move(*refusal)));
    }
    const std::size_t bytes = submission.command.ByteSizeLong();
    state_->inbox.push_back({std::move(submission), std::move(answered), bytes});
}

void Sequencer::end_of_round() {
    State::hand_over(state_);
}

void Sequencer::drain(std::function<void()> drained) {
    state_->draining = true;
    state_->drained = std::move(drained);
    std::deque<Waiting> ours;
    for (auto& waiting : std::exchange(state_->inbox, {})) {
        if (waiting.submission.asker.is_server()) {
            ours.push_back(std::move(waiting));
            continue;
        }
        const auto refusal = refuse_unavailable("it is shutting down; nothing was written");
        waiting.answered(refused(waiting.submission.command, refusal));
    }
    state_->inbox = std::move(ours);
    State::hand_over(state_);
    state_->rest();
}

void Sequencer::halt(std::string because) {
    state_->halted_because = std::move(because);
}

std::size_t Sequencer::waiting() const {
    return state_->inbox.size();
}

bool Sequencer::clock_sane() const {
    return state_->watch.sane();
}

void Sequencer::clock_confirmed() {
    state_->watch.confirmed();
}

} // namespace tocsin::engine
