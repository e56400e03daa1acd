// Log-in: challenge, then one message, then welcome (docs/PROTOCOL.md 2). Until then nothing else
// is said, and little is listened to.
// SPDX-License-Identifier: Apache-2.0
#include "server/net/asked.hpp"
#include "server/net/refusals.hpp"
#include "server/net/session.hpp"

namespace tocsin::net {

awaitable<bool> Session::enter(std::string authorization) {
    edge_.deadlines.start(seat_.phase, Wait::authentication);
    const auto nonce = edge_.rng.draw<wire::ServerNonce>();
    v1::ServerFrame hello;
    *hello.mutable_challenge() = edge_.identity.challenge(nonce, "tocsin " TOCSIN_VERSION);
    push(hello);
    if (!authorization.empty()) {
        const auto caller = edge_.identity.token(authorization);
        co_return caller ? admit(*caller) : turn_away(refuse_login());
    }

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

bool Session::authenticate(const v1::Authenticate& proof, const wire::ServerNonce& nonce) {
    auto outcome = edge_.identity.authenticate(proof, nonce, seat_.lane.transport().exporter());
    if (const auto* caller = std::get_if<identity::Caller>(&outcome)) return admit(*caller);
    return turn_away(std::move(std::get<v1::Refusal>(outcome)));
}

bool Session::turn_away(v1::Refusal refusal) {
    refuse({}, std::move(refusal));
    leave(CloseCode::not_authenticated, "not authenticated");
    return false;
}

// A stranger with an invitation: the key waits for the secretariat, so there is no session yet.
awaitable<bool> Session::enrol(const v1::Enrol& enrol, const wire::ServerNonce& nonce) {
    auto outcome = edge_.identity.enrol(enrol, nonce, seat_.lane.transport().exporter());
    if (auto* refusal = std::get_if<v1::Refusal>(&outcome))
        co_return turn_away(std::move(*refusal));

    engine::Submission submission;
    submission.command = std::move(std::get<v1::Command>(outcome));
    submission.received_at = edge_.clock.wall();
    auto ask = [this, &submission](auto answered) {
        edge_.engine.submit(std::move(submission), std::move(answered));
    };
    v1::Verdict verdict = co_await asked<v1::Verdict>(edge_.executor, ask);
    if (verdict.has_refusal()) co_return turn_away(std::move(*verdict.mutable_refusal()));

    const auto fingerprint = Digest::from(enrol.key().fingerprint());
    const auto& coalition = edge_.engine.shown().coalition;
    v1::ServerFrame frame;
    v1::Welcome& welcome = *frame.mutable_welcome();
    welcome.set_enrolled(true);
    welcome.set_key_fingerprint(enrol.key().fingerprint());
    welcome.set_server_time(to_ms(edge_.clock.wall()));
    welcome.set_checkpoint(edge_.engine.checkpoint());
    welcome.set_exercise_only(coalition.founded.exercise_only());
    if (const auto key = coalition.keys.find(*fingerprint); key != coalition.keys.end()) {
        welcome.set_person(key->second.person.str());
        if (const auto* person = coalition.person(key->second.person)) {
            welcome.set_party(person->party.text);
            for (const v1::Role role : person->roles)
                welcome.add_roles(role);
        }
    }
    push(frame);
    leave(CloseCode::done, "enrolled");
    co_return false;
}

bool Session::admit(const identity::Caller& caller) {
    caller_ = caller;
    Attendance& attendance = edge_.attendances.of(caller.person);
    const domain::State& shown = edge_.engine.shown();
    looked_at_ = edge_.reading();
    if (!attendance.refresh(shown, edge_.clock.wall())) return turn_away(refuse_login());
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
    const domain::State& shown = edge_.engine.shown();
    v1::ServerFrame frame;
    v1::Welcome& welcome = *frame.mutable_welcome();
    welcome.set_person(caller_.person.str());
    welcome.set_party(reader->party.text);
    if (const auto* person = shown.coalition.person(caller_.person)) {
        for (const v1::Role role : person->roles)
            welcome.add_roles(role);
    }
    welcome.set_exercise_only(shown.coalition.founded.exercise_only());
    welcome.set_read_only(caller_.read_only);
    welcome.set_checkpoint(edge_.engine.checkpoint());
    welcome.set_server_time(to_ms(edge_.clock.wall()));
    if (!caller_.key.is_zero()) welcome.set_key_fingerprint(caller_.key.str());
    push(frame);
    checkpoint_seen_ = edge_.checkpoint_number;
}

} // namespace tocsin::net
