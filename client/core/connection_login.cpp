// The server's challenge and our answer; what follows a welcome. docs/PROTOCOL.md sections 2 and 3.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/connection_state.hpp"
#include "server/wire/codec.hpp"

namespace tocsin::client {
namespace {

constexpr std::uint32_t protocol = 1;

v1::Refusal not_spoken(const v1::Challenge& challenge) {
    v1::Refusal refusal;
    refusal.set_code(v1::Refusal::UNSUPPORTED);
    refusal.set_what("this client is too old or too new for " + challenge.server());
    refusal.set_why(
        "it speaks protocol 1, the server " + std::to_string(challenge.protocol_min()) + " to " +
        std::to_string(challenge.protocol_max())
    );
    refusal.set_next("install the version of the server");
    return refusal;
}

} // namespace

// True once welcomed and not only enrolled; the caller goes on reading then.
awaitable<bool> Connection::State::log_in() {
    while (!live) {
        const auto message = co_await socket->receive();
        if (!message) co_return false;
        const auto frame = wire::parse_server_frame(*message, wire::Format::binary);
        if (!frame) co_return false;
        if (frame->has_challenge())
            answer_challenge(frame->challenge());
        else if (frame->has_welcome())
            welcomed(frame->welcome());
        else if (frame->has_goodbye())
            take_goodbye(frame->goodbye());
        else if (frame->has_verdict() && frame->verdict().has_refusal())
            refuse(frame->verdict().refusal());
        if (closing) co_return false;
    }
    co_return true;
}

void Connection::State::answer_challenge(const v1::Challenge& challenge) {
    server_time = from_ms(challenge.server_time());
    if (log_key && log_key->name != challenge.origin())
        return raise(
            "the server serves the log \"" + challenge.origin() + "\", not \"" + log_key->name +
                "\" as before",
            {}
        );
    origin = challenge.origin();
    if (challenge.protocol_min() > protocol || challenge.protocol_max() < protocol)
        return refuse(not_spoken(challenge));
    const auto nonce = wire::ServerNonce::from(challenge.nonce());
    if (!nonce || !options.key) return; // a token was shown in the upgrade; the welcome follows
    if (options.invitation.empty() && !options.token.empty()) return;

    auto proof = proof_of(*nonce);
    if (!proof) return give_up(proof.error());
    v1::ClientFrame frame;
    if (options.invitation.empty()) {
        *frame.mutable_authenticate() = std::move(*proof);
    } else {
        frame.mutable_enrol()->set_code(options.invitation);
        frame.mutable_enrol()->set_recovery_code(options.printed_code);
        *frame.mutable_enrol()->mutable_key() = options.key.as_message();
        *frame.mutable_enrol()->mutable_proof() = std::move(*proof);
    }
    send(wire::encode(frame, wire::Format::binary));
}

Result<v1::Authenticate> Connection::State::proof_of(const wire::ServerNonce& nonce) {
    wire::AuthText text;
    text.origin = origin;
    text.server_nonce = nonce;
    text.client_nonce = rng.draw<wire::ClientNonce>();
    text.exporter = socket->exporter();
    text.key = options.key.fingerprint();
    text.time_seconds = to_ms(clock.wall()) / 1000;
    auto signature = options.key.sign(wire::render(text), Purpose::log_in);
    if (!signature) return signature.error();
    v1::Authenticate proof;
    proof.set_key_fingerprint(text.key.str());
    proof.set_client_nonce(text.client_nonce.str());
    proof.set_time_seconds(text.time_seconds);
    proof.set_form(signature->form);
    proof.set_signature(std::move(signature->bytes));
    proof.set_protocol(protocol);
    return proof;
}

// Our own key would not sign: another try would ask its owner again and again.
void Connection::State::give_up(const Trouble& why) {
    trouble = why;
    closing = true;
    if (socket) socket->cut(false);
    tell(Status::refused, to_string(why));
}

void Connection::State::welcomed(const v1::Welcome& message) {
    welcome = message;
    see_key_changes();
    server_time = from_ms(message.server_time());
    cut_at.reset();
    if (message.enrolled()) {
        // The key waits for its approval; there is nothing to do here until then.
        closing = true;
        return tell(Status::live, "enrolled: the key waits for the secretariat's approval");
    }
    if (!message.checkpoint().empty()) see_checkpoint(message.checkpoint());
    if (closing) return;
    live = true;
    live_since = clock.mono();
    if (options.follow) follow();
    resend_waiting();
    ask_for_prefix();
    live_changed.notify();
    tell(Status::live, "logged in to " + origin);
}

void Connection::State::follow() {
    v1::ClientFrame frame;
    auto& follow = *frame.mutable_follow();
    follow.set_cursor(cursor);
    follow.set_checkpoint(checkpoint_note);
    follow.set_from_now(cursor.empty() && options.from_now);
    send(wire::encode(frame, wire::Format::binary));
}

} // namespace tocsin::client
