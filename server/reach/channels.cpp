// SPDX-License-Identifier: Apache-2.0
#include "server/reach/channels.hpp"

#include "server/base/limits.hpp"
#include "server/engine/entry_reading.hpp"
#include "server/reach/web_push.hpp"

#include <algorithm>

namespace tocsin::reach {

namespace {

using namespace std::chrono_literals;
using Fate = Outcome::Fate;
using Kind = ChannelRow::Kind;

constexpr auto first_pause = 5s;
constexpr auto look_interval_max = 5min; // a clock that was set does not let anything sleep longer

// Of the places under way each way out has half: a relay that hangs keeps no phone waiting.
constexpr auto sends_of_kind_max = static_cast<std::ptrdiff_t>(limits::channel_sends_max / 2);
constexpr std::size_t sends_of_person_max = 2;
// Most phones hang on the same two or three services.
constexpr std::size_t sends_of_host_max = limits::channel_sends_max / 4;

const char* channel_name(Kind kind) {
    return kind == Kind::push ? "push" : "email";
}

std::chrono::milliseconds delay_of(Kind kind) {
    return kind == Kind::push ? limits::push_delay : limits::email_delay;
}

std::string host_of(const ChannelRow& row) {
    return row.kind == Kind::push ? origin_of(row.address) : std::string();
}

} // namespace

Channels::Channels(Rooms rooms, Courier::Ways ways, storage::ChannelRows rows, Say say)
    : rooms_(rooms),
      courier_(std::move(ways), rooms.egress, rooms.clock, rooms.rng),
      book_(rooms.desk, rooms.kept, rooms.executor, std::move(rows), say),
      say_(std::move(say)),
      timer_(rooms.executor, [this] { look(); }),
      read_again_(rooms.executor, [this] { catch_up(); }),
      next_(book_.next()) {}

Channels::~Channels() {
    rooms_.engine.channels_are_known({});
    rooms_.engine.on_committed({});
}

void Channels::start() {
    rooms_.engine.channels_are_known([this](const PersonId& person) { return has_proven(person); });
    rooms_.engine.on_committed([this](const auto& entries) { committed(entries); });
    catch_up();
    timer_.set(10ms); // what became due while nobody looked
}

void Channels::stop() {
    stopped_ = true;
    timer_.stop();
    read_again_.stop();
}

void Channels::drain(std::function<void()> done) {
    book_.drain(std::move(done));
}

// What was written while this server was down, or before it was told to look.
void Channels::catch_up() {
    if (stopped_ || reading_) return;
    live_ = next_ >= rooms_.engine.shown().size;
    if (live_) return;
    reading_ = true;
    auto work = [&log = rooms_.log, from = next_] {
        return log.read(from, limits::slice_rows_max, limits::slice_bytes_max);
    };
    auto done = [this](const Result<std::vector<storage::Entry>>& entries) {
        reading_ = false;
        if (entries && !entries->empty()) {
            is_deaf_ = false;
            return take(*entries);
        }
        const std::string why = entries ? "no entry where one must be" : to_string(entries.error());
        if (say_ && !std::exchange(is_deaf_, true))
            say_("the log cannot be read, so nobody is told of what is new; tried again: " + why);
        read_again_.set(first_pause);
    };
    ask_desk(rooms_.desk, engine::Desk::Kind::other, here_, std::move(work), std::move(done));
}

void Channels::take(const std::vector<storage::Entry>& entries) {
    for (const storage::Entry& entry : entries)
        consider(engine::read_entry(entry).told);
    look();
}

void Channels::committed(const std::vector<engine::Told>& entries) {
    if (!live_ || stopped_) return; // catch_up() comes to them
    const auto before = book_.items().size();
    for (const engine::Told& told : entries)
        consider(told);
    if (book_.items().size() != before) look(); // most entries ask nobody anything
}

void Channels::looked(storage::Index next) {
    next_ = next;
    if (next_ - book_.next() >= limits::channel_look_entries) book_.looked(next_);
}

// Items and cursor are kept in one transaction: an entry is looked at until they are.
void Channels::consider(const engine::Told& told) {
    const Instant now = rooms_.clock.wall();
    const auto& shown = rooms_.engine.shown();
    const storage::Index next = told.facts.index + 1;
    const auto ask = told.event ? asked_by(shown, *told.event, now) : std::nullopt;
    if (!ask || (told.facts.realm == v1::EXERCISE && !courier_.is_exercise())) return looked(next);
    for (const PersonId& person : ask->persons) {
        for (const ChannelRow& row : book_.of(person)) {
            const bool is_on = row.kind == Kind::push || row.proven != Instant{};
            if (!is_on || !courier_.sends(row.kind)) continue;
            const ChannelItem item{
                row.id, ask->subject, ask->message, 0, now, now + delay_of(row.kind)};
            if (book_.has_room_for(item))
                book_.put(item);
            else
                no_room_for(row, item);
        }
    }
    next_ = next;
    book_.looked(next);
}

// Who is not told is said: to the lead in the alert's reach, to the operator in the journal.
void Channels::no_room_for(const ChannelRow& row, const ChannelItem& item) {
    const std::string why =
        "too many messages wait to be sent: more than " + std::to_string(limits::channel_items_max);
    record(row, item, v1::Delivery::FAILED, why);
    failed(row.id, why);
}

void Channels::look() {
    if (stopped_) return;
    catch_up();
    const Instant now = rooms_.clock.wall();
    send_due(Kind::push, now);
    send_due(Kind::email, now);
    set_timer(now);
}

// The longest due first; who has no place keeps nobody behind it waiting.
void Channels::send_due(Kind kind, Instant now) {
    const auto of_kind = [&](const auto& pair) { return pair.second.kind == kind; };
    const auto& due = book_.due(kind);
    for (auto at = due.begin(); at != due.end() && at->first <= now;) {
        if (std::count_if(under_way_.begin(), under_way_.end(), of_kind) >= sends_of_kind_max)
            return;
        const auto item = book_.items().find((at++)->second); // sent, it may be no more
        if (has_place_for(item->second)) send(ChannelItem(item->second));
    }
}

// A person whose channels all let us wait holds two places of a way, a push service half of them.
bool Channels::has_place_for(const ChannelItem& item) const {
    const ChannelRow* row = book_.find(item.channel);
    if (!row || under_way_.contains(item.key())) return row == nullptr;
    std::size_t of_person = 0, of_host = 0;
    for (const auto& [key, one] : under_way_) {
        of_person += one.kind == row->kind && one.person == row->person;
        of_host += row->kind == Kind::push && one.host == host_of(*row);
    }
    return of_person < sends_of_person_max && of_host < sends_of_host_max;
}

// What is due and was not sent waits for a place: an answer looks again.
void Channels::set_timer(Instant now) {
    if (book_.items().empty()) return;
    auto wait = std::chrono::milliseconds(look_interval_max);
    for (const Kind kind : {Kind::push, Kind::email}) {
        const auto& due = book_.due(kind);
        const auto next = due.lower_bound({now + 1ms, {}});
        if (next != due.end()) wait = std::min<std::chrono::milliseconds>(wait, next->first - now);
    }
    timer_.set(wait);
}

void Channels::send(const ChannelItem& item) {
    const ChannelRow* row = book_.find(item.channel);
    const Instant now = rooms_.clock.wall();
    const auto waiting =
        row ? waiting_for(rooms_.engine.shown(), row->person, item.subject, item.message, now)
            : std::nullopt;
    if (!waiting || !courier_.sends(row->kind)) {
        // Seen, answered or over meanwhile. What never got through was said when it failed.
        return book_.done(item);
    }
    if (now - item.since >= limits::channel_give_up) {
        record(*row, item, v1::Delivery::FAILED, "given up after a day: " + row->failed_because);
        return book_.done(item);
    }
    under_way_.emplace(item.key(), UnderWay{row->kind, row->person, host_of(*row)});
    auto told = [this, item, watch = here_.watch()](const Outcome& outcome) {
        if (!watch.expired()) came(item, outcome);
    };
    courier_.tell(*row, *waiting, std::move(told));
}

void Channels::came(const ChannelItem& item, const Outcome& outcome) {
    if (stopped_) return;
    under_way_.erase(item.key());
    const ChannelRow* found = book_.find(item.channel);
    if (!found) return look(); // taken away meanwhile; its place is free
    const ChannelRow row = *found;
    switch (outcome.fate) {
    case Fate::taken:
        record(row, item, v1::Delivery::SENT, {});
        failed(row.id, {});
        book_.done(item);
        break;
    case Fate::later: again(item, outcome); break;
    case Fate::never:
        record(row, item, v1::Delivery::FAILED, outcome.why);
        failed(row.id, outcome.why);
        book_.done(item);
        break;
    case Fate::gone:
        record(row, item, v1::Delivery::FAILED, outcome.why);
        book_.remove(row.id);
        break;
    }
    look();
}

// Pauses three times as long each time, up to an hour, and a fifth more or less: many that failed
// together do not come back together. What was asked for is waited for, and no less; but never
// longer than the item is tried at all, so that it is given up, and said so, when its day is over.
void Channels::again(ChannelItem item, const Outcome& outcome) {
    const ChannelRow row = *book_.find(item.channel);
    if (item.tries == 0) record(row, item, v1::Delivery::FAILED, outcome.why);
    failed(row.id, outcome.why);
    std::chrono::milliseconds pause = first_pause;
    for (std::uint32_t i = 0; i < item.tries && pause < limits::channel_pause_max; ++i)
        pause *= 3;
    pause = std::min<std::chrono::milliseconds>(pause, limits::channel_pause_max);
    const auto fifth = static_cast<std::uint64_t>(pause.count() / 5);
    const auto jitter = std::chrono::milliseconds(rooms_.rng.below(2 * fifth + 1)) -
                        std::chrono::milliseconds(fifth);
    ++item.tries;
    const auto wait = std::max<std::chrono::milliseconds>(pause + jitter, outcome.not_before);
    item.next = std::min<Instant>(rooms_.clock.wall() + wait, item.since + limits::channel_give_up);
    book_.put(item);
}

void Channels::record(
    const ChannelRow& row, const ChannelItem& item, v1::Delivery::Rung rung, const std::string& why
) {
    v1::Delivery delivery;
    delivery.set_alert_id(item.subject);
    delivery.set_message(item.message);
    delivery.set_person(row.person.str());
    delivery.set_rung(rung);
    delivery.set_at(to_ms(rooms_.clock.wall()));
    delivery.set_channel(channel_name(row.kind));
    delivery.set_reason(why);
    rooms_.engine.delivered(std::move(delivery));
}

// Empty: it worked.
void Channels::failed(const ChannelId& id, const std::string& why) {
    const ChannelRow* found = book_.find(id);
    if (!found || (why.empty() && found->failed_because.empty())) return;
    ChannelRow row = *found;
    // One relay that is down is one line, however many wait for it.
    if (say_ && !why.empty() && last_said_ != why) say_(last_said_ = why);
    row.failed = why.empty() ? Instant{} : rooms_.clock.wall();
    row.failed_because = why;
    book_.put(std::move(row));
}

} // namespace tocsin::reach
