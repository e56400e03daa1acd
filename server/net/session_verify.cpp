// Who is still there: a proof asked for again before acts that bind and acts about keys, the
// sessions of a person, and what is noted of attempts (docs/PROTOCOL.md 2.7, docs/IDENTITY.md).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/key_text.hpp"
#include "server/identity/refusals.hpp"
#include "server/identity/sign_count.hpp"
#include "server/net/asked.hpp"
#include "server/net/refusals.hpp"
#include "server/net/session.hpp"
#include "server/net/welcome.hpp"
#include "tocsin/v1/options.pb.h"

namespace tocsin::net {

namespace {

bool is_of(const domain::State& shown, const std::string& fingerprint, const PersonId& person) {
    const auto& keys = shown.coalition.keys;
    const auto key = keys.find(Digest::from(fingerprint).value_or(Digest{}));
    return key != keys.end() && key->second.person == person;
}

bool is_binding(const v1::Command& command) {
    const auto* field = v1::Command::descriptor()->FindFieldByNumber(command.command_case());
    return field != nullptr && field->options().GetExtension(v1::binding);
}

} // namespace

// A position is itself a fresh proof. Whoever must stop a thief is not asked first: the thief may
// hold what would answer.
bool Session::must_verify(const v1::Command& command) const {
    bool asked = false;
    switch (command.command_case()) {
    case v1::Command::kTakePosition:
    case v1::Command::kReportMisuse: return false;
    case v1::Command::kRevokeKey:
        asked = !is_of(edge_.engine.shown(), command.revoke_key().fingerprint(), caller_.person);
        break;
    case v1::Command::kInvitePerson:
    case v1::Command::kApproveKey:
    case v1::Command::kMintToken: asked = true; break;
    default: asked = is_binding(command);
    }
    return asked && edge_.clock.wall() > from_ms(verified_until(edge_, caller_));
}

void Session::ask_challenge() {
    if (auto refusal = too_much(attendance_->messages)) return refuse({}, std::move(*refusal));
    if (caller_.read_only) return refuse({}, refuse_read_only());
    challenged_ = std::make_unique<std::pair<wire::ServerNonce, Instant>>(
        edge_.rng.draw<wire::ServerNonce>(), edge_.clock.wall()
    );
    v1::ServerFrame frame;
    *frame.mutable_challenge() =
        edge_.identity.challenge(challenged_->first, "tocsin " TOCSIN_VERSION);
    push(frame);
}

// Once for each challenge, whatever comes of it.
void Session::verify(const v1::Authenticate& proof) {
    const auto challenged = std::move(challenged_);
    if (auto refusal = too_much(attendance_->messages)) return refuse({}, std::move(*refusal));
    const Instant now = edge_.clock.wall();
    if (now - challenged->second > limits::challenge_life) return refuse({}, refuse_challenge());
    if (auto refusal = refuse_form(proof)) return refuse({}, std::move(*refusal));
    auto outcome =
        edge_.identity.authenticate(proof, challenged->first, seat_.lane.transport().exporter());
    if (auto* refusal = std::get_if<v1::Refusal>(&outcome)) {
        const bool is_clock = refusal->code() == v1::Refusal::CLOCK_SKEW;
        return refuse({}, is_clock ? std::move(*refusal) : refuse_another_person());
    }
    if (std::get<identity::Caller>(outcome).person != caller_.person)
        return refuse({}, refuse_another_person());
    edge_.identity.verify(caller_, now);
    acted();
    v1::ServerFrame frame;
    frame.mutable_verified()->set_until(verified_until(edge_, caller_));
    push(frame);
}

// A person's own, and no other's: what is not its own is not there.
void Session::end_session(const v1::EndSession& end) {
    if (auto refusal = too_much(attendance_->messages)) return refuse({}, std::move(*refusal));
    if (caller_.read_only) return refuse({}, refuse_read_only());
    const auto doomed = [&](const storage::SessionRow& row) {
        if (row.person != caller_.person) return false;
        if (end.session_id().empty()) return !caller_.has_session() || row.token != caller_.token;
        return identity::id_of(row.token).view() == end.session_id();
    };
    v1::ServerFrame frame;
    frame.mutable_session_ended()->set_count(
        static_cast<std::uint32_t>(edge_.identity.sessions().end_if(doomed))
    );
    push(frame);
    edge_.look_at(caller_.person);
}

void Session::acted() {
    if (caller_.has_session()) edge_.identity.sessions().used(caller_.token);
}

// What stands beside the log: the answer of the domain knows none of it.
void Session::complete(v1::AccountView& account) const {
    for (v1::KeyLine& line : *account.mutable_keys()) {
        const auto key = Digest::from(line.fingerprint()).value_or(Digest{});
        if (const auto used = edge_.identity.uses().last_used(key))
            line.set_last_used_at(to_ms(*used));
        line.set_current(key == caller_.key);
    }
    for (const auto& row : edge_.identity.sessions().of(caller_.person)) {
        v1::SessionLine& line = *account.add_sessions();
        line.set_session_id(identity::id_of(row.token).str());
        line.set_key_fingerprint(row.key.str());
        line.set_started_at(to_ms(row.started));
        line.set_last_used_at(to_ms(row.last_used));
        line.set_expires_at(to_ms(edge_.identity.sessions().ends_at(row)));
        line.set_agent(row.agent);
        line.set_current(caller_.has_session() && row.token == caller_.token);
    }
    account.set_verified_until(verified_until(edge_, caller_));
}

void Session::note_attack(v1::SecurityNoted::Kind kind) {
    v1::SecurityNoted noted;
    noted.set_kind(kind);
    noted.set_person(caller_.person.str());
    noted.set_fingerprint(caller_.key.str());
    edge_.engine.noted(std::move(noted));
}

// A passkey must not count back. Whether this is the retry of what was answered the log alone
// knows, so that it is refused there, and its count is taken when it is an entry: what was not
// written may come again as it is.
void Session::submit_signed(engine::Submission submission) {
    const auto said = identity::sign_count_in(submission.command);
    if (!said) return submit(std::move(submission));
    const bool counts_on = edge_.identity.uses().counts_on(said->key, said->count);
    if (!counts_on) submission.refusal = identity::refuse_counted_back();
    ++owed_;
    identity::Identity& who = edge_.identity; // Outlives the answers: the engine gives none later.
    auto told = [self = self_, &who, said = *said, counts_on](v1::Verdict verdict) {
        const auto code = verdict.refusal().code();
        const bool written = verdict.has_receipt() || code == v1::Refusal::DEADLINE_PASSED;
        if (counts_on && written) who.uses().used(said.key, said.count);
        if (!counts_on && code == v1::Refusal::BAD_SIGNATURE) who.counted_back(said.key);
        if (*self == nullptr) return;
        (*self)->guarded([&] { (*self)->answered(std::move(verdict)); });
    };
    edge_.engine.submit(std::move(submission), std::move(told));
}

awaitable<std::optional<v1::Refusal>> Session::verified(identity::Verifier::Check check) {
    auto ask = [this, &check](auto done) {
        edge_.verifier.verify(std::move(check), std::move(done));
    };
    co_return co_await asked<std::optional<v1::Refusal>>(edge_.executor, ask);
}

// Both signatures of a new key, before the sequencer: the domain knows no cryptography.
awaitable<std::optional<v1::Refusal>> Session::check(const v1::AddOwnKey& adding) {
    const auto text = domain::parse_key_text(adding.cosignature().text());
    const auto& keys = edge_.engine.shown().coalition.keys;
    const auto signer = text ? keys.find(text->key) : keys.end();
    std::optional<v1::Refusal> refusal;
    if (text && signer == keys.end()) refusal = refuse_unknown_key();
    if (refusal) co_return refusal;
    const v1::Key cosigner = text ? signer->second.key : v1::Key();
    const bool passkey_elsewhere =
        !adding.key().rp_id().empty() && adding.key().rp_id() != edge_.identity.site().rp_id;
    if (passkey_elsewhere) refusal = refuse_rp_id(edge_.identity.site().rp_id);
    if (refusal) co_return refusal;
    identity::Verifier::Check work = [adding, cosigner, origins = edge_.identity.site().origins] {
        return identity::verify_own_key(adding, cosigner, origins);
    };
    refusal = co_await verified(std::move(work));
    if (!refusal) edge_.identity.uses().used(text->key);
    co_return refusal;
}

} // namespace tocsin::net
