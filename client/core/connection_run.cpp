// Coming, talking, and coming back.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/connection_state.hpp"
#include "server/base/limits.hpp"
#include "server/wire/codec.hpp"

#include <algorithm>

namespace tocsin::client {

using namespace std::chrono_literals;

std::chrono::milliseconds pause_after(Rng& rng, unsigned failures) {
    const unsigned doublings = std::min(failures, 6u);
    const auto bound =
        std::min<std::chrono::milliseconds>(backoff_base * (1 << doublings), backoff_cap);
    return std::chrono::milliseconds(rng.below(static_cast<std::uint64_t>(bound.count()) + 1));
}

std::optional<std::chrono::milliseconds> retry_after(const std::string& reason) {
    constexpr std::string_view name = "retry_after_ms=";
    const auto at = reason.find(name);
    if (at == std::string::npos) return std::nullopt;
    std::int64_t ms = 0;
    for (std::size_t i = at + name.size(); i < reason.size(); ++i) {
        if (reason[i] < '0' || reason[i] > '9') break;
        // A server may ask for patience, not for ever.
        ms = std::min<std::int64_t>(ms * 10 + (reason[i] - '0'), 300'000);
    }
    return std::chrono::milliseconds(ms);
}

awaitable<void> Connection::State::run() {
    // Ends by close() alone: cancelled halfway it would leave children behind that refer to it.
    (void)co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    started = true;
    if (trouble) {
        tell(Status::refused, to_string(*trouble));
        closing = true;
    }
    while (!closing) {
        co_await converse();
        if (!options.reconnect || !options.invitation.empty()) closing = true;
        if (closing) break;
        co_await pause();
    }
    finish();
}

awaitable<void> Connection::State::converse() {
    tell(Status::connecting, "connecting to " + options.url);
    SocketOptions where;
    where.address = *parse_address(options.url);
    where.token = options.token;
    where.ca_file = options.ca_file;
    socket = Socket::make(io, std::move(where));
    over = false;
    const auto opened = co_await socket->open();
    if (!opened || closing) {
        ++failures;
        if (!opened) tell(Status::waiting, to_string(opened.error()));
        co_return;
    }
    ++connections;
    cut_at = clock.mono() + limits::authentication_timeout;

    Nursery nursery(executor, [this](std::exception_ptr) { socket->cut(false); });
    nursery.spawn(write_frames());
    nursery.spawn(keep_house());
    const bool welcomed_now = co_await log_in();
    while (welcomed_now) {
        const auto message = co_await socket->receive();
        if (!message) break;
        const auto frame = wire::parse_server_frame(*message, wire::Format::binary);
        if (!frame) break;
        take(*frame);
    }
    over = true;
    live = false;
    socket->cut(false);
    outgoing_changed.notify();
    house.cancel();
    co_await nursery.join();
    outgoing.clear();
    proving.clear();
    unverified.clear(); // A log-in is a proof: everything is sent again after it.
    for (const auto& [id, waiting] : commands)
        waiting->verified = waiting->under_way = false;
    conversation_ended(welcomed_now);
}

void Connection::State::conversation_ended(bool was_live) {
    const bool was_steady = was_live && clock.mono() - live_since > steady_after;
    failures = was_steady ? 0 : failures + 1;
    const Ending& ending = socket->ending();
    if (!asked_pause) asked_pause = retry_after(ending.reason);
    if (closing) return;
    if (ending.close_code == 4460)
        return raise("the server says that we have read more of the log than there is", {});
    if (ending.close_code == 4401 || ending.close_code == 4450) {
        v1::Refusal said;
        said.set_code(v1::Refusal::AUTH_FAILED);
        said.set_what(
            ending.close_code == 4450 ? "the server ended this session" : "not logged in"
        );
        said.set_why(ending.reason);
        return refuse(said);
    }
    tell(Status::waiting, "connection lost: " + ending.reason);
}

awaitable<void> Connection::State::write_frames() {
    while (!over) {
        if (outgoing.empty()) {
            if (closing) break;
            co_await outgoing_changed.wait();
            continue;
        }
        std::string frame = std::move(outgoing.front());
        outgoing.pop_front();
        outgoing_changed.notify(); // those who wait for room
        write_cut_at = clock.mono() + limits::write_timeout;
        const bool sent = co_await socket->send(std::move(frame));
        write_cut_at.reset();
        if (!sent) break;
    }
    if (!over && closing) co_await socket->close(1000);
    if (!over) socket->cut(false);
}

// Deadlines, receipts and what has to be sent again: looked at a few times a second.
awaitable<void> Connection::State::keep_house() {
    while (!over) {
        house.expires_after(200ms);
        (void)co_await house.async_wait(no_throw);
        if (!over) tick();
    }
}

void Connection::State::tick() {
    const auto now = clock.mono();
    if ((cut_at && now >= *cut_at) || (write_cut_at && now >= *write_cut_at)) socket->cut(false);
    if (!live) return;
    for (const auto& [id, waiting] : commands)
        if (waiting->again_at && now >= *waiting->again_at) waiting->again_at.reset();
    send_commands();
    if (!deliveries.empty() && now - delivered_at >= delivery_interval) send_deliveries();
}

awaitable<void> Connection::State::pause() {
    auto delay = pause_after(rng, failures);
    if (asked_pause) delay = *asked_pause;
    asked_pause.reset();
    pausing.expires_after(delay);
    if (!closing) (void)co_await pausing.async_wait(no_throw);
}

void Connection::State::send(std::string frame) {
    outgoing.push_back(std::move(frame));
    outgoing_changed.notify();
}

// A few at a time, in the order they were given. A long outbox sent at once asks for more than a
// server takes in a minute, and of a client that it cuts off for that it answers nothing.
void Connection::State::send_commands() {
    if (!live || (held_until && clock.mono() < *held_until)) return;
    held_until.reset();
    auto under_way = static_cast<std::size_t>(std::count_if(
        commands.begin(), commands.end(), [](const auto& one) { return one.second->under_way; }
    ));
    for (const auto& id : command_order) {
        if (under_way >= window) return;
        Waiting<v1::Verdict>& waiting = *commands.at(id);
        if (waiting.under_way || waiting.again_at) continue;
        waiting.under_way = true;
        ++under_way;
        send(waiting.frame);
    }
}

void Connection::State::resend_waiting() {
    send_commands();
    for (const auto& [id, waiting] : queries)
        send(waiting->frame);
    if (depositing) send(depositing->frame);
    if (ending_session) send(ending_session->frame);
}

void Connection::State::tell(Status next, const std::string& words) {
    if (owner.on_status) owner.on_status(next, words);
}

void Connection::State::finish() {
    ended = true;
    live = false;
    socket.reset();
    for (const auto& [id, waiting] : commands)
        waiting->answered.notify();
    for (const auto& [id, waiting] : queries)
        waiting->answered.notify();
    if (depositing) depositing->answered.notify();
    if (ending_session) ending_session->answered.notify();
    live_changed.notify();
    outgoing_changed.notify();
    tell(Status::closed, "closed");
}

} // namespace tocsin::client
