// SPDX-License-Identifier: Apache-2.0
#include "server/engine/security_ledger.hpp"

#include <algorithm>

namespace tocsin::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto interval = 60s;
constexpr std::size_t keys_max = 4'096;

} // namespace

SecurityLedger::SecurityLedger(
    Executor executor, const Clock& clock, Rng& rng, Sequencer& sequencer
)
    : clock_(clock), rng_(rng), sequencer_(sequencer), timer_(executor, [this] { look(); }) {}

void SecurityLedger::add(v1::SecurityNoted noted) {
    const Key key(noted.kind(), noted.fingerprint());
    auto found = kept_.find(key);
    if (stopped_ || (found == kept_.end() && kept_.size() >= keys_max)) {
        ++dropped_;
        return;
    }
    if (found == kept_.end()) {
        noted.set_count(0);
        found = kept_.emplace(key, Kept{std::move(noted), {}}).first;
    }
    Kept& kept = found->second;
    kept.noted.set_count(kept.noted.count() + 1);
    if (kept.again_at <= clock_.mono()) submit(kept);
    set_timer();
}

void SecurityLedger::look() {
    const Clock::Mono now = clock_.mono();
    for (auto at = kept_.begin(); at != kept_.end();) {
        Kept& kept = at->second;
        if (kept.again_at > now) {
            ++at;
        } else if (kept.noted.count() == 0) {
            at = kept_.erase(at); // A minute of quiet.
        } else {
            submit(kept);
            ++at;
        }
    }
    set_timer();
}

void SecurityLedger::flush() {
    for (auto& [key, kept] : kept_)
        if (kept.noted.count() > 0) submit(kept);
}

void SecurityLedger::stop() {
    stopped_ = true;
    timer_.stop();
}

void SecurityLedger::set_timer() {
    if (stopped_ || kept_.empty() || timer_.is_set()) return;
    Clock::Mono next = Clock::Mono::max();
    for (const auto& [key, kept] : kept_)
        next = std::min(next, kept.again_at);
    timer_.set(std::max<std::chrono::nanoseconds>(next - clock_.mono(), 1ms));
}

void SecurityLedger::submit(Kept& kept) {
    const Instant now = clock_.wall();
    Submission submission;
    submission.received_at = now;
    submission.command.set_command_id(rng_.command_id(now).str());
    *submission.command.mutable_note_security()->mutable_noted() = kept.noted;
    const Key key(kept.noted.kind(), kept.noted.fingerprint());
    const std::uint32_t count = kept.noted.count();
    kept.noted.set_count(0);
    kept.again_at = clock_.mono() + interval;
    auto answered = [this, key, count](const v1::Verdict& verdict) {
        if (stopped_ || verdict.refusal().retry_after_ms() <= 0) return;
        // Not now: counted into the next.
        const auto found = kept_.find(key);
        if (found == kept_.end()) return;
        found->second.noted.set_count(found->second.noted.count() + count);
    };
    sequencer_.submit(std::move(submission), std::move(answered));
}

} // namespace tocsin::engine
