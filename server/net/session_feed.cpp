// Following: hello, resume, catch-up and live are one loop, which the feed's pump drives
// (architecture 1, steps 7 and 8). A session sends what it can and is then in one list: parked,
// behind, or, when the kernel is full, none but that of the write deadline.
// SPDX-License-Identifier: Apache-2.0
#include "server/net/refusals.hpp"
#include "server/net/session.hpp"
#include "server/wire/cursor.hpp"
#include "storage/checkpoint.hpp"

#include <algorithm>

namespace tocsin::net {

void Session::follow(const v1::Follow& follow) {
    if (!checkpoint_holds(follow.checkpoint())) return;
    engine::Feed& feed = edge_.engine.feed();
    const std::uint64_t head = feed.head();
    const auto ours = wire::decode_cursor(feed.cursor_at(head));
    const auto theirs = wire::decode_cursor(follow.cursor());
    const bool of_this_log = theirs && theirs->log == ours->log;
    if (of_this_log && theirs->next > head) return ahead_of_log();

    feed.leave(*this);
    end_replay();
    auto resume = v1::Following::REPLAY;
    if (follow.from_now())
        next = head;
    else if (of_this_log)
        next = theirs->next;
    else
        next = 0;
    if (next == head) resume = v1::Following::CAUGHT_UP;
    if (!follow.cursor().empty() && !of_this_log && !follow.from_now())
        resume = v1::Following::RESET;
    v1::ServerFrame frame;
    frame.mutable_following()->set_resume(resume);
    following_ = false;
    push(frame);
    begin_following();
}

// False: the client knows a longer log than this one, and the session ends (faults.md 57). A fork
// is told and nothing is blocked by it (58).
bool Session::checkpoint_holds(const std::string& note) {
    if (note.empty()) return true;
    const auto theirs = edge_.engine.open_own(note);
    if (!theirs) {
        refuse({}, refuse_checkpoint());
        return true;
    }
    const auto root = edge_.engine.root_at(theirs->head.size);
    if (!root) {
        ahead_of_log();
        return false;
    }
    if (*root == theirs->head.root) return true;
    edge_.log(
        Level::error,
        "security: person " + caller_.person.hex() + " verified another log of size " +
            std::to_string(theirs->head.size) + " than ours (FORK_DETECTED)"
    );
    note_attack(v1::SecurityNoted::FORKED_CHECKPOINT);
    refuse({}, refuse_fork(edge_.engine.checkpoint(), note));
    return true;
}

void Session::ahead_of_log() {
    edge_.log(
        Level::error,
        "security: person " + caller_.person.hex() +
            " knows a longer log than ours (4460): was an old "
            "backup restored?"
    );
    v1::ServerFrame frame;
    frame.mutable_checkpoint()->set_note(edge_.engine.checkpoint());
    frame.mutable_checkpoint()->set_server_time(to_ms(edge_.clock.wall()));
    push(frame);
    leave(CloseCode::ahead_of_log, "the client is ahead of this log");
}

void Session::begin_following() {
    if (leaving_) return;
    live_ = false;
    if (next < edge_.engine.feed().head()) {
        waiting_to_replay_ = attendance_->replaying >= limits::replays_per_person_max;
        if (waiting_to_replay_) return; // Until another of this person's has caught up.
        replaying_ = true;
        ++attendance_->replaying;
    }
    following_ = true;
    edge_.engine.feed().behind(*this);
}

void Session::end_replay() {
    waiting_to_replay_ = false;
    if (!replaying_) return;
    replaying_ = false;
    --attendance_->replaying;
    const auto& sessions = attendance_->sessions;
    const auto waiting = std::find_if(sessions.begin(), sessions.end(), [](const Session* other) {
        return other->waiting_to_replay_;
    });
    if (waiting != sessions.end()) (*waiting)->begin_following();
}

// One frame of the feed at a time, behind what is in the box; the pump comes round again.
void Session::send_more() {
    if (leaving_) return say_goodbye();
    if (attendance_ == nullptr) return flush();
    if (!still_allowed(Look::if_changed)) return;
    flush();
    if (!following_ || !seat_.lane.may_send()) return; // The lane calls when it is clear.

    engine::Feed& feed = edge_.engine.feed();
    const std::uint64_t before = next;
    const auto step = feed.next(*this);
    if (step.got == engine::Feed::Got::reading) return; // The feed calls when it is there.
    if (step.got == engine::Feed::Got::caught_up) return caught_up();
    edge_.engine.followed(*reader, before, next);
    const bool sent = send(step.frame);
    if (sent && live_ && !caller_.read_only) note_sent(step.frame);
    if (!seat_.lane.may_send()) return;
    if (next < feed.head())
        feed.behind(*this);
    else
        caught_up();
}

void Session::caught_up() {
    live_ = true;
    end_replay();
    if (checkpoint_seen_ != edge_.checkpoint_number) {
        checkpoint_seen_ = edge_.checkpoint_number;
        send(edge_.checkpoint_frame(format));
        if (!seat_.lane.may_send()) return;
    }
    edge_.engine.feed().park(*this);
}

// The rung "sent": handed to the kernel for somebody it is addressed to. In a replay the client's
// own receipt says more.
void Session::note_sent(const wire::SharedFrame& frame) {
    const domain::State& shown = edge_.engine.shown();
    for (const auto& asked : edge_.sent_notes.in(frame, format)) {
        const auto alert = shown.alerts.find(asked.alert);
        if (alert == shown.alerts.end() || !alert->second.addressees.contains(reader->party))
            continue;
        v1::Delivery delivery;
        delivery.set_alert_id(asked.alert.text);
        delivery.set_message(asked.message);
        delivery.set_person(caller_.person.str());
        delivery.set_rung(v1::Delivery::SENT);
        delivery.set_at(to_ms(edge_.clock.wall()));
        delivery.set_channel("socket");
        edge_.engine.delivered(std::move(delivery));
    }
}

} // namespace tocsin::net
