// A person's own sessions in browsers, ended from here (docs/PROTOCOL.md 2.4).
// SPDX-License-Identifier: Apache-2.0
#include "client/core/connection_state.hpp"
#include "server/wire/codec.hpp"

namespace tocsin::client {

awaitable<Result<std::uint32_t>> Connection::end_session(std::string session_id) {
    State& state = *state_;
    while (state.ending_session && !state.ended)
        co_await state.live_changed.wait();
    v1::ClientFrame frame;
    frame.mutable_end_session()->set_session_id(std::move(session_id));
    const auto waiting = std::make_shared<Waiting<v1::ServerFrame>>(state.executor);
    waiting->frame = wire::encode(frame, wire::Format::binary);
    if (!state.ended) state.ending_session = waiting;
    if (state.live) state.send(waiting->frame);
    while (!waiting->reply && !state.ended)
        co_await waiting->answered.wait();
    if (state.ending_session == waiting) state.ending_session.reset();
    state.live_changed.notify();
    if (waiting->reply && waiting->reply->has_session_ended())
        co_return waiting->reply->session_ended().count();
    Trouble trouble;
    trouble.exit_code = 8;
    trouble.what = "UNAVAILABLE: it is not known whether the session has ended";
    trouble.why = "the connection was closed";
    trouble.next = "tocsin account show";
    if (waiting->reply) {
        const v1::Refusal& refusal = waiting->reply->verdict().refusal();
        trouble.exit_code = 4;
        trouble.what = v1::Refusal::Code_Name(refusal.code()) + ": " + refusal.what();
        trouble.why = refusal.why();
        trouble.next = refusal.next();
    }
    co_return trouble;
}

void Connection::State::take_session_ended(const v1::ServerFrame& frame) {
    if (!ending_session) return;
    ending_session->reply = frame;
    ending_session->answered.notify();
}

} // namespace tocsin::client
