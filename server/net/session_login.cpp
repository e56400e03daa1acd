// Log-in: challenge, then one message, then welcome (docs/PROTOCOL.md 2). Until then nothing else
// is said, and little is listened to.
// SPDX-License-Identifier: Apache-2.0
#include "server/net/asked.hpp"
#include "server/net/browser.hpp"
#include "server/net/refusals.hpp"
#include "server/net/session.hpp"
#include "server/net/welcome.hpp"

namespace tocsin::net {

awaitable<bool> Session::enter(std::unique_ptr<Shown> shown) {
    edge_.deadlines.start(seat_.phase, Wait::authentication);
    const auto nonce = edge_.rng.draw<wire::ServerNonce>();
    v1::ServerFrame hello;
    *hello.mutable_challenge() = edge_.identity.challenge(nonce, "tocsin " TOCSIN_VERSION);
    push(hello);
    const bool is_exercise = edge_.engine.shown().coalition.founded.exercise_only();
    passkeys_only_ = !shown->page.empty() && !(is_exercise && is_of_this_machine(shown->page));
    if (!shown->authorization.empty() || !shown->cookie.empty()) {
        const auto caller = shown->authorization.empty()
                                ? edge_.identity.session(shown->cookie)
                                : edge_.identity.token(shown->authorization);
        co_return caller ? admit(*caller) : turn_away(refuse_login());
    }
    shown.reset();

    std::string message;
    const auto received = co_await socket_.receive(message);
    if (received == WebSocket::Received::over) co_return false;
    if (received == WebSocket::Received::wrong_kind) {
        leave(CloseCode::wrong_kind, "wrong kind of data for this subprotocol");
        co_return false;
    }
    auto parsed = wire::parse_client_frame(message, format);
    auto* frame = std::get_if<wire::Parsed>(&parsed);
    if (frame != nullptr && frame->frame.has_authenticate())
        co_return authenticate(frame->frame.authenticate(), nonce);
    if (frame != nullptr && frame->frame.has_enrol()) {
        co_return co_await enrol(frame->frame.enrol(), nonce);
    }
    leave(CloseCode::not_authenticated, "log in first");
    co_return false;
}

// A page holds a device key for demonstrations alone: elsewhere one in it is somebody's mistake, or
// worse.
std::optional<v1::Refusal> Session::refuse_form(const v1::Authenticate& proof) const {
    if (!passkeys_only_ || proof.form() == v1::SignedText::PASSKEY) return std::nullopt;
    return refuse_page_form(v1::SignedText::Form_Name(proof.form()));
}

bool Session::authenticate(const v1::Authenticate& proof, const wire::ServerNonce& nonce) {
    AddressRates& rates = edge_.tries.log_ins;
    const AddressBlock& from = seat_.place.block();
    if (auto refusal = edge_.too_many(rates, from)) return turn_away(std::move(*refusal));
    if (auto refusal = refuse_form(proof)) return turn_away(std::move(*refusal));
    auto outcome = edge_.identity.authenticate(proof, nonce, seat_.lane.transport().exporter());
    if (auto* refusal = std::get_if<v1::Refusal>(&outcome)) {
        edge_.failed(rates, from, *refusal);
        return turn_away(std::move(*refusal));
    }
    rates.give_back(from);
    return admit(std::get<identity::Caller>(outcome));
}

bool Session::turn_away(v1::Refusal refusal) {
    refuse({}, std::move(refusal));
    leave(CloseCode::not_authenticated, "not authenticated");
    return false;
}

// A stranger with an invitation: the keys wait for the secretariat, so there is no session yet.
awaitable<bool> Session::enrol(const v1::Enrol& enrol, const wire::ServerNonce& nonce) {
    AddressRates& rates = edge_.tries.invitations;
    const AddressBlock from = seat_.place.block();
    if (auto refusal = edge_.too_many(rates, from)) co_return turn_away(std::move(*refusal));
    auto outcome = edge_.identity.enrol(enrol, nonce, seat_.lane.transport().exporter());
    if (auto* refusal = std::get_if<v1::Refusal>(&outcome)) {
        edge_.failed(rates, from, *refusal);
        co_return turn_away(std::move(*refusal));
    }

    engine::Submission submission;
    submission.command = std::move(std::get<v1::Command>(outcome));
    submission.received_at = edge_.clock.wall();
    auto ask = [this, &submission](auto answered) {
        edge_.engine.submit(std::move(submission), std::move(answered));
    };
    v1::Verdict verdict = co_await asked<v1::Verdict>(edge_.executor, ask);
    if (verdict.has_refusal()) {
        edge_.failed(rates, from, verdict.refusal());
        co_return turn_away(std::move(*verdict.mutable_refusal()));
    }
    rates.give_back(from);
    v1::ServerFrame frame;
    *frame.mutable_welcome() = enrolment_of(edge_, enrol.key());
    push(frame);
    leave(CloseCode::done, "enrolled");
    co_return false;
}

bool Session::admit(const identity::Caller& caller) {
    caller_ = caller;
    Attendance& attendance = edge_.attendances.of(caller.person);
    const domain::State& shown = edge_.engine.shown();
    looked_at_ = edge_.reading();
    if (!attendance.refresh(shown, shown.as_of(edge_.clock.wall())))
        return turn_away(refuse_login());
    const bool crowded = attendance.sessions.size() >= edge_.options.connections_per_person;
    if (crowded || !edge_.admission.may_log_in(shown, attendance.reader.party)) {
        leave(CloseCode::try_later, crowded ? "too many connections of this person" : "full");
        return false;
    }

    attendance_ = &attendance;
    attendance.sessions.push_back(this);
    reader = &attendance.reader;
    edge_.sessions.push_back(*this);
    ++edge_.counters.sessions;
    seat_.place.logged_in(attendance.reader.party);
    socket_.set_message_limit(limits::message_bytes_max);
    edge_.deadlines.start(seat_.phase, Wait::quiet);
    welcome();
    return true;
}

void Session::welcome() {
    v1::ServerFrame frame;
    *frame.mutable_welcome() = welcome_of(edge_, caller_);
    push(frame);
    checkpoint_seen_ = edge_.checkpoint_number;
}

} // namespace tocsin::net
