// SPDX-License-Identifier: Apache-2.0
#include "server/net/edge.hpp"

#include "server/net/refusals.hpp"
#include "server/net/session.hpp"
#include "server/wire/codec.hpp"

namespace tocsin::net {

namespace {

using namespace std::chrono_literals;

constexpr auto look_again_interval = 60s;

} // namespace

Edge::Edge(
    asio::io_context& io,
    engine::Engine& house,
    identity::Identity& who,
    identity::Verifier& signatures,
    const Clock& time,
    Rng& chance,
    Options given
)
    : executor(io.get_executor()),
      engine(house),
      identity(who),
      verifier(signatures),
      clock(time),
      rng(chance),
      options(std::move(given)),
      deadlines(time, options.timeouts),
      proxies(options.trusted_proxies),
      admission(options),
      challenges(time, chance),
      attendances(options),
      lines_(1, 1),
      all_lines_(limits::stranger_lines_per_minute_max, limits::stranger_lines_per_minute_max),
      looked_at_(reading()),
      looked_when_(deadlines.now()) {}

void Edge::log(Level level, const std::string& line) const {
    if (options.log) options.log(level, line);
}

void Edge::log_stranger(Level level, const AddressBlock& from, std::string_view what) {
    const Clock::Mono now = clock.mono();
    if (lines_.take(source_of(from), now) != Clock::Mono::zero()) return;
    if (all_lines_.take(now) != Clock::Mono::zero()) return;
    std::string line = "from " + to_string_of_source(from);
    line.append(": ").append(what);
    log(level, line);
}

void Edge::count(const v1::Refusal& refusal) {
    ++counters.refusals[v1::Refusal::Code_Name(refusal.code())];
}

void Edge::checkpoint_released() {
    ++checkpoint_number;
    checkpoint_frames_ = {};
    for (SessionNode& session : sessions)
        session.checkpoint_released();
}

const wire::SharedFrame& Edge::checkpoint_frame(wire::Format format) {
    wire::SharedFrame& frame = checkpoint_frames_[format == wire::Format::binary ? 0 : 1];
    if (!frame) {
        v1::ServerFrame message;
        message.mutable_checkpoint()->set_note(engine.checkpoint());
        message.mutable_checkpoint()->set_server_time(to_ms(clock.wall()));
        frame = wire::frame_of(wire::encode(message, format), format);
    }
    return frame;
}

std::uint64_t Edge::reading() {
    const domain::Coalition& coalition = engine.shown().coalition;
    const Instant now = engine.shown().as_of(clock.wall());
    const bool changed =
        coalition.changed_at != changed_at_ || (changes_by_itself_ && *changes_by_itself_ <= now);
    if (!changed) return reading_;
    changes_by_itself_ = coalition.next_change_after(now);
    changed_at_ = coalition.changed_at;
    return ++reading_;
}

void Edge::look_again() {
    const std::uint64_t now = reading();
    const bool due = deadlines.now() - looked_when_ >= look_again_interval;
    if (now == looked_at_ && !due) return;
    looked_at_ = now;
    if (due) looked_when_ = deadlines.now();
    identity.sweep();
    const Look look = due ? Look::anyway : Look::if_changed;
    for (SessionNode& session : sessions)
        session.look_again(look);
}

void Edge::look_at(const PersonId& person) {
    const auto sessions_now = attendances.of(person).sessions;
    for (SessionNode* session : sessions_now)
        session->look_again(Look::anyway);
}

std::chrono::nanoseconds Edge::too_often(const AddressBlock& from) {
    if (deadlines.stood_still()) return Clock::Mono::zero();
    return admission.come(from, clock.mono());
}

std::optional<v1::Refusal> Edge::too_many(AddressRates& rates, const AddressBlock& from) const {
    if (!options.rate_limits) return std::nullopt;
    const auto wait = rates.take(from, clock.mono());
    if (wait == Clock::Mono::zero()) return std::nullopt;
    return refuse_rate(wait);
}

void Edge::failed(AddressRates& rates, const AddressBlock& from, const v1::Refusal& refusal) {
    auto& counted =
        &rates == &tries.invitations ? counters.invitations_failed : counters.log_ins_failed;
    ++counted;
    std::string what = "a log-in or enrolment failed: ";
    log_stranger(Level::warning, from, what.append(v1::Refusal::Code_Name(refusal.code())));
}

} // namespace tocsin::net
