// SPDX-License-Identifier: Apache-2.0
#include "server/net/session.hpp"

#include <algorithm>
#include <exception>

namespace tocsin::net {

Session::Session(Edge& edge, const Seat& seat, wire::Format spoken)
    : edge_(edge),
      seat_(seat),
      socket_(seat.lane, spoken),
      self_(std::make_shared<Session*>(this)) {
    format = spoken;
}

Session::~Session() {
    *self_ = nullptr;
    edge_.engine.feed().leave(*this);
    if (attendance_ == nullptr) return;
    --edge_.counters.sessions;
    std::erase(attendance_->sessions, this);
    end_replay();
}

// One frame for the whole session and one for the read it is parked in: each costs every idle
// connection its bytes.
awaitable<void> Session::run(std::unique_ptr<Shown> shown) {
    std::string message;
    std::string failure;
    try {
        bool going = co_await enter(std::move(shown));
        while (going) {
            const auto received = co_await socket_.receive(message);
            going = take(received, message);
            if (pending_) co_await prepare();
        }
    } catch (const std::exception& error) {
        failure = error.what();
        if (failure.empty()) failure = "unknown";
    }
    if (!failure.empty()) failed(failure);
    co_await wait_for_end();
    seat_.lane.abort();
    co_await socket_.settle();
}

// False: there is nothing more to listen to.
bool Session::take(WebSocket::Received received, std::string& message) {
    if (received == WebSocket::Received::over) return false;
    if (received == WebSocket::Received::wrong_kind)
        leave(CloseCode::wrong_kind, "wrong kind of data for this subprotocol");
    if (leaving_) return false;
    // The last byte is in: this instant decides about deadlines, not what we do from here on (I7).
    take(message, edge_.clock.wall());
    std::string().swap(message); // An idle session holds no buffer; assigning would keep it.
    return true;
}

// Our close frame is on its way: what still comes is read and means nothing.
awaitable<void> Session::wait_for_end() {
    std::string message;
    try {
        while (leaving_ && !seat_.lane.is_dead()) {
            const auto received = co_await socket_.receive(message);
            if (received == WebSocket::Received::over) break;
        }
    } catch (const std::exception&) {
        // It failed before and was logged; the lane is closed next.
    }
}

void Session::advance() {
    guarded([this] { send_more(); });
}

void Session::expired(Wait wait) {
    switch (wait) {
    case Wait::authentication:
        return leave(CloseCode::authentication_late, "authentication too late");
    case Wait::quiet: socket_.ping(); return edge_.deadlines.start(seat_.phase, Wait::pinged);
    case Wait::write:
        if (seat_.lane.earned_time()) return still_takes();
        ++edge_.counters.slow_consumers;
        [[fallthrough]];
    case Wait::handshake:
    case Wait::pinged:
    case Wait::goodbye:
    case Wait::ended: return seat_.lane.abort(wait != Wait::pinged);
    }
}

// Our ping waits behind the frame, and so does every sign of life that it would bring.
void Session::still_takes() {
    if (attendance_ != nullptr && !leaving_) edge_.deadlines.start(seat_.phase, Wait::quiet);
}

void Session::heard(std::string_view bytes) {
    const auto second =
        std::chrono::duration_cast<std::chrono::seconds>(edge_.deadlines.now()).count();
    switch (scan_.scan(bytes, second)) {
    case FrameScan::Seen::too_many_fragments: return leave(CloseCode::policy, "too many fragments");
    case FrameScan::Seen::too_many_pings: return leave(CloseCode::policy, "too many pings");
    case FrameScan::Seen::fine: break;
    }
    if (attendance_ != nullptr && !leaving_) edge_.deadlines.start(seat_.phase, Wait::quiet);
}

void Session::tearing_down() {
    const bool runs = seat_.phase.running() && seat_.phase.wait() >= Wait::goodbye;
    if (!runs) edge_.deadlines.start(seat_.phase, Wait::goodbye);
}

void Session::look_again(Look look) {
    guarded([this, look] { still_allowed(look); });
}

bool Session::still_allowed(Look look) {
    if (attendance_ == nullptr || leaving_) return false;
    const std::uint64_t reading = edge_.reading();
    if (look == Look::if_changed && looked_at_ == reading) return true;
    looked_at_ = reading; // First the number, then the clock: an instant between is seen again.
    const domain::State& shown = edge_.engine.shown();
    if (edge_.identity.still_valid(caller_) &&
        attendance_->refresh(shown, shown.as_of(edge_.clock.wall())))
        return true;
    leave(CloseCode::session_ended, "session ended");
    return false;
}

void Session::checkpoint_released() {
    if (following_ && live_) edge_.engine.feed().behind(*this);
}

void Session::go_away(int retry_after_ms) {
    draining_ = true;
    retry_after_ms_ = retry_after_ms;
    if (owed_ > 0) return; // The last verdict says goodbye.
    leave(
        CloseCode::restarting, "retry_after_ms=" + std::to_string(retry_after_ms), retry_after_ms
    );
}

void Session::push(const v1::ServerFrame& frame) {
    if (leaving_) return;
    if (box_.size() >= limits::verdicts_waiting_max) {
        // It asks and never reads. What it was not told it asks for again, from the cursor.
        ++edge_.counters.slow_consumers;
        box_.clear();
        return leave(CloseCode::slow_consumer, "slow_consumer");
    }
    box_.push_back(wire::frame_of(wire::encode(frame, format), format));
    if (attendance_ != nullptr) edge_.engine.feed().behind(*this);
    if (!engine::Follower::is_linked()) flush(); // A stranger; or the feed waits for the log.
}

bool Session::send(const wire::SharedFrame& frame) {
    ++edge_.counters.frames_out;
    edge_.counters.bytes_out += frame->size();
    return seat_.lane.send(frame) == Lane::Sent::all;
}

void Session::flush() {
    std::size_t sent = 0;
    while (sent < box_.size() && seat_.lane.may_send())
        send(box_[sent++]);
    box_.erase(box_.begin(), box_.begin() + static_cast<std::ptrdiff_t>(sent));
}

void Session::leave(CloseCode code, std::string reason, int retry_after_ms) {
    if (leaving_) return;
    if (attendance_ != nullptr) {
        v1::ServerFrame frame;
        v1::Goodbye& goodbye = *frame.mutable_goodbye();
        goodbye.set_close_code(static_cast<std::uint32_t>(code));
        goodbye.set_reason(reason);
        goodbye.set_retry_after_ms(retry_after_ms);
        if (following_) goodbye.set_cursor(edge_.engine.feed().cursor_at(next));
        box_.push_back(wire::frame_of(wire::encode(frame, format), format));
    }
    leaving_ = true;
    following_ = false;
    leave_code_ = code;
    leave_reason_ = std::move(reason);
    edge_.engine.feed().leave(*this);
    // Whoever lost the right to be here is gone within a second, polite or not (faults.md 67).
    const bool ended = code == CloseCode::session_ended;
    edge_.deadlines.start(seat_.phase, ended ? Wait::ended : Wait::goodbye);
    say_goodbye();
}

// What is in the box goes before the close frame, if the lane takes it in time.
void Session::say_goodbye() {
    flush();
    if (box_.empty()) socket_.close(leave_code_, leave_reason_);
}

void Session::failed(const std::string& why) {
    ++edge_.counters.failures;
    edge_.log(Level::error, "a session failed and was closed with 1011: " + why);
    try {
        leave(CloseCode::internal, "internal error");
    } catch (const std::exception&) {
        seat_.lane.abort(true); // Not even a goodbye could be made.
    }
}

} // namespace tocsin::net
