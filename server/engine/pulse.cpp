// SPDX-License-Identifier: Apache-2.0
#include "server/engine/pulse.hpp"

#include "storage/sha256.hpp"

#include <algorithm>

namespace tocsin::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto beat_interval = 500ms;
constexpr auto held_back_interval = 5ms;
constexpr auto patience = 5s; // for commands on their way

// Says for as long as it lives that a command received then is still to come.
class Ticket {
public:
    Ticket(std::shared_ptr<std::multiset<Instant>> tickets, Instant received_at)
        : tickets_(std::move(tickets)), place_(tickets_->insert(received_at)) {}

    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    ~Ticket() { tickets_->erase(place_); }

private:
    std::shared_ptr<std::multiset<Instant>> tickets_;
    std::multiset<Instant>::iterator place_;
};

} // namespace

Submission servers_own(v1::Command command, Instant received_at) {
    const auto preimage = domain::due_preimage(command);
    command.set_command_id(storage::sha256({preimage}).str().substr(0, CommandId::size));
    Submission submission;
    submission.command = std::move(command);
    submission.received_at = received_at;
    return submission;
}

Pulse::Pulse(
    Executor executor,
    const Clock& clock,
    Sequencer& sequencer,
    const domain::State& shown,
    std::function<void()> beaten
)
    : clock_(clock),
      sequencer_(sequencer),
      shown_(shown),
      beaten_(std::move(beaten)),
      timer_(executor, [this] { beat(); }) {}

void Pulse::start() {
    running_ = true;
    set_timer();
}

void Pulse::stop() {
    running_ = false;
    timer_.stop();
}

void Pulse::look() {
    if (!running_) return;
    const Instant now = clock_.wall();
    if (now + wait_from(now) < set_for_) set_timer();
}

void Pulse::beat() {
    held_back_ = false;
    if (sequencer_.clock_sane()) submit_due(clock_.wall());
    beaten_();
    if (running_) set_timer();
}

void Pulse::submit_due(Instant now) {
    for (auto& command : domain::due(shown_, now)) {
        const bool closes = command.has_close_procedure();
        const Instant deadline = from_ms(command.close_procedure().deadline());
        if (closes && must_wait(deadline, now)) {
            held_back_ = true;
            continue;
        }
        auto submission = servers_own(std::move(command), now);
        const std::string id = submission.command.command_id();
        if (!in_flight_.insert(id).second) continue;
        sequencer_.submit(std::move(submission), [this, id](const v1::Verdict&) {
            in_flight_.erase(id);
        });
    }
}

// Something received in time is still being verified.
bool Pulse::must_wait(Instant deadline, Instant now) const {
    const bool expected = !coming_->empty() && *coming_->begin() <= deadline;
    return expected && now < deadline + patience;
}

std::chrono::milliseconds Pulse::wait_from(Instant now) const {
    if (held_back_) return held_back_interval;
    const auto next = domain::next_due(shown_);
    if (!next || *next <= now) return beat_interval;
    return std::min<std::chrono::milliseconds>(beat_interval, *next - now);
}

void Pulse::set_timer() {
    const Instant now = clock_.wall();
    const auto wait = wait_from(now);
    set_for_ = now + wait;
    timer_.set(wait);
}

std::shared_ptr<void> Pulse::coming(Instant received_at) {
    return std::make_shared<Ticket>(coming_, received_at);
}

} // namespace tocsin::engine
