// SPDX-License-Identifier: Apache-2.0
#include "server/engine/feed.hpp"

#include "server/base/check.hpp"
#include "server/base/limits.hpp"
#include "server/engine/frames.hpp"
#include "server/engine/slices.hpp"

#include <algorithm>
#include <map>

namespace tocsin::engine {

namespace {

using Followers = boost::intrusive::list<Follower, boost::intrusive::constant_time_size<false>>;

} // namespace

struct Feed::State {
    State(
        Desk& desk,
        storage::Log& log_,
        const domain::State& shown_,
        wire::LogId id,
        const Clock& clock_
    )
        : shown(shown_),
          log(id),
          clock(clock_),
          head(shown_.size),
          slices(desk, log_, [this](auto from, const auto& slice) { arrived(from, slice); }) {}

    Step from_ring(Follower& follower);
    Step from_slice(Follower& follower);
    void wait_for_slice(Follower& follower);
    void arrived(storage::Index from, const std::shared_ptr<Slice>& slice);
    void forget(Follower& follower);

    const domain::State& shown;
    wire::LogId log;
    const Clock& clock;
    storage::Index head;
    Ring ring;
    FrameCache frames;
    Slices slices;
    std::map<storage::Index, std::vector<Follower*>> readers; // who waits for the slice from there
    Followers parked;
    Followers behind;
    Followers stuck; // their read of the log failed
};

Feed::Feed(
    Desk& desk,
    storage::Log& log,
    const domain::State& shown,
    wire::LogId log_id,
    const Clock& clock
)
    : state_(std::make_unique<State>(desk, log, shown, log_id, clock)) {}

Feed::~Feed() = default;

void Feed::committed(const std::vector<Told>& entries) {
    State& feed = *state_;
    for (const auto& told : entries) {
        Outgoing entry;
        entry.told = told;
        entry.judge(feed.shown); // what it weighs is known from here on
        feed.ring.push(std::move(entry));
    }
    if (!entries.empty()) feed.head = entries.back().facts.index + 1;
    feed.behind.splice(feed.behind.end(), feed.parked);
}

std::uint64_t Feed::head() const {
    return state_->head;
}

Feed::Step Feed::next(Follower& follower) {
    State& feed = *state_;
    TOCSIN_CHECK(follower.reader != nullptr);
    while (follower.next < feed.head) {
        const bool recent = follower.next >= feed.ring.begin(feed.head);
        if (!recent && follower.reading_) return {Got::reading, nullptr};
        Step step = recent ? feed.from_ring(follower) : feed.from_slice(follower);
        if (step.got != Got::caught_up) return step;
    }
    follower.slice_.reset();
    return {};
}

// caught_up here means: nothing of this stretch was for this reader; `next` has moved on.
Feed::Step Feed::State::from_ring(Follower& follower) {
    follower.slice_.reset();
    const auto from = follower.next;
    const auto& reader = *follower.reader;
    if (const auto* known = frames.find(follower.format, from, head, reader)) {
        follower.next = known->end;
        return {known->frame ? Got::frame : Got::caught_up, known->frame};
    }
    auto& held = ring.held();
    const auto place = static_cast<std::size_t>(from - held.front().index());
    Stretch stretch = look(held, place, reader, follower.format, log, shown);
    FrameCache::Built built{
        from + (stretch.end - stretch.begin), head, frames.same(follower.format, from, stretch)};
    if (!built.frame) built.frame = frame_of(held, stretch, follower.format, log);
    frames.keep(follower.format, from, reader, std::move(stretch), built);
    follower.next = built.end;
    return {built.frame ? Got::frame : Got::caught_up, built.frame};
}

Feed::Step Feed::State::from_slice(Follower& follower) {
    auto& slice = follower.slice_;
    const bool holds = slice && slice->begin() <= follower.next && follower.next < slice->end();
    if (!holds) slice = slices.find(follower.next);
    if (!slice) {
        wait_for_slice(follower);
        return {Got::reading, nullptr};
    }
    const auto place = static_cast<std::size_t>(follower.next - slice->begin());
    const Stretch stretch = look(slice->held, place, *follower.reader, follower.format, log, shown);
    auto frame = frame_of(slice->held, stretch, follower.format, log);
    follower.next += stretch.end - stretch.begin;
    return {frame ? Got::frame : Got::caught_up, frame};
}

void Feed::State::wait_for_slice(Follower& follower) {
    follower.reading_ = true;
    readers[follower.next].push_back(&follower);
    slices.fetch(follower.next);
}

void Feed::State::arrived(storage::Index from, const std::shared_ptr<Slice>& slice) {
    auto waiting = readers.extract(from);
    if (waiting.empty()) return;
    for (Follower* follower : waiting.mapped()) {
        follower->reading_ = false;
        follower->slice_ = slice;
        follower->unlink();
        (slice ? behind : stuck).push_back(*follower);
    }
}

void Feed::State::forget(Follower& follower) {
    follower.unlink();
    follower.slice_.reset();
    if (!std::exchange(follower.reading_, false)) return;
    for (auto& [from, waiting] : readers)
        std::erase(waiting, &follower);
}

void Feed::park(Follower& follower) {
    follower.unlink();
    if (!follower.reading_) state_->parked.push_back(follower);
}

void Feed::behind(Follower& follower) {
    follower.unlink();
    if (!follower.reading_) state_->behind.push_back(follower);
}

void Feed::leave(Follower& follower) {
    state_->forget(follower);
}

bool Feed::anybody_behind() const {
    return !state_->behind.empty();
}

void Feed::pump(std::size_t sends) {
    State& feed = *state_;
    const auto until = feed.clock.mono() + limits::pump_slice;
    for (std::size_t sent = 0; sent < sends && !feed.behind.empty(); ++sent) {
        Follower& first = feed.behind.front();
        feed.behind.pop_front();
        first.advance();
        if (feed.clock.mono() >= until) return;
    }
}

void Feed::retry() {
    state_->behind.splice(state_->behind.end(), state_->stuck);
}

std::string Feed::cursor_at(std::uint64_t next) const {
    const wire::Cursor cursor{next, state_->log};
    return wire::encode(cursor);
}

std::uint64_t Feed::damaged() const {
    return state_->slices.damaged();
}

std::size_t Feed::ring_bytes() const {
    return state_->ring.bytes();
}

} // namespace tocsin::engine
