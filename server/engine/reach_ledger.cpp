// SPDX-License-Identifier: Apache-2.0
#include "server/engine/reach_ledger.hpp"

#include <utility>

namespace tocsin::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto gathering_interval = 200ms;
constexpr auto retry_interval = 1s;
constexpr std::size_t deliveries_per_entry_max = 256;
constexpr std::size_t gathered_max = 65'536;

} // namespace

ReachLedger::ReachLedger(Executor executor, const Clock& clock, Rng& rng, Sequencer& sequencer)
    : clock_(clock), rng_(rng), sequencer_(sequencer), timer_(executor, [this] { flush(); }) {}

ReachLedger::Key ReachLedger::key_of(const v1::Delivery& delivery) {
    return {
        delivery.alert_id(),
        delivery.message(),
        delivery.person(),
        delivery.rung(),
        delivery.channel()};
}

void ReachLedger::add(v1::Delivery delivery) {
    if (stopped_ || gathered_.size() >= gathered_max) {
        ++dropped_;
        return;
    }
    if (!known_.insert(key_of(delivery)).second) return;
    gathered_.push_back(std::move(delivery));
    if (gathered_.size() == deliveries_per_entry_max)
        flush();
    else if (!timer_.is_set())
        timer_.set(gathering_interval);
}

void ReachLedger::flush() {
    timer_.stop();
    known_.clear();
    std::vector<v1::Delivery> deliveries;
    // Taken as a whole: what is refused at once comes back to `gathered_` meanwhile.
    for (auto& delivery : std::exchange(gathered_, {})) {
        deliveries.push_back(std::move(delivery));
        if (deliveries.size() == deliveries_per_entry_max) submit(std::exchange(deliveries, {}));
    }
    if (!deliveries.empty()) submit(std::move(deliveries));
}

void ReachLedger::stop() {
    stopped_ = true;
    timer_.stop();
}

void ReachLedger::submit(std::vector<v1::Delivery> deliveries) {
    const Instant now = clock_.wall();
    Submission submission;
    submission.received_at = now;
    submission.command.set_command_id(rng_.command_id(now).str());
    auto& record = *submission.command.mutable_record_delivery();
    for (const auto& delivery : deliveries)
        *record.add_deliveries() = delivery;
    auto answered = [this, deliveries = std::move(deliveries)](const v1::Verdict& verdict) {
        if (verdict.refusal().retry_after_ms() > 0) keep(deliveries);
    };
    sequencer_.submit(std::move(submission), std::move(answered));
}

// Not now: they wait for better times, and the timer for a longer moment.
void ReachLedger::keep(std::vector<v1::Delivery> deliveries) {
    if (stopped_) return;
    for (auto& delivery : deliveries) {
        if (gathered_.size() >= gathered_max) {
            ++dropped_;
        } else if (known_.insert(key_of(delivery)).second) {
            gathered_.push_back(std::move(delivery));
        }
    }
    timer_.set(retry_interval);
}

} // namespace tocsin::engine
