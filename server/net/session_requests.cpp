// What comes in: commands, questions, texts and receipts of delivery, each answered or counted.
// What a message may hold was settled by wire; what an act may do is settled by the engine.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/refusal.hpp"
#include "server/domain/sign_on.hpp"
#include "server/domain/wording.hpp"
#include "server/engine/questions.hpp"
#include "server/net/asked.hpp"
#include "server/net/refusals.hpp"
#include "server/net/session.hpp"
#include "server/wire/text_rules.hpp"
#include "storage/sha256.hpp"
#include "tocsin/v1/options.pb.h"

namespace tocsin::net {

namespace {

// The options of a command's own branch (options.proto).
const google::protobuf::FieldOptions* options_of(const v1::Command& command) {
    const auto* field = v1::Command::descriptor()->FindFieldByNumber(command.command_case());
    return field == nullptr ? nullptr : &field->options();
}

} // namespace

void Session::take(std::string_view message, Instant received_at) {
    ++edge_.counters.messages_in;
    const bool is_over =
        caller_.has_session() && edge_.identity.sessions().standing(caller_.token) == nullptr;
    if (!still_allowed(is_over ? Look::anyway : Look::if_changed)) return;
    auto parsed = wire::parse_client_frame(message, format);
    if (auto* bad = std::get_if<wire::Unreadable>(&parsed)) return unreadable(*bad);
    take(std::get<wire::Parsed>(parsed), received_at);
}

void Session::take(wire::Parsed& parsed, Instant received_at) {
    v1::ClientFrame& frame = parsed.frame;
    switch (frame.frame_case()) {
    case v1::ClientFrame::kCommand: return command(parsed, received_at);
    case v1::ClientFrame::kQuery: return query(*frame.mutable_query());
    case v1::ClientFrame::kDeposit: return deposit(*frame.mutable_deposit());
    case v1::ClientFrame::kReceived: return received(frame.received(), received_at);
    case v1::ClientFrame::kFollow:
        if (auto refusal = too_much(attendance_->messages)) return refuse({}, std::move(*refusal));
        return follow(frame.follow());
    case v1::ClientFrame::kAskChallenge: return ask_challenge();
    case v1::ClientFrame::kEndSession: return end_session(frame.end_session());
    case v1::ClientFrame::kChannelAct: return channel(frame.channel_act());
    case v1::ClientFrame::kAuthenticate:
        if (challenged_) return verify(frame.authenticate());
        break;
    case v1::ClientFrame::kEnrol:
    case v1::ClientFrame::FRAME_NOT_SET: break;
    }
    wire::Unreadable again; // Who speaks was settled once, at log-in.
    again.refusal.set_code(v1::Refusal::MALFORMED);
    again.refusal.set_what("This connection is logged in already.");
    again.refusal.set_why("A log-in is the first message of a connection and no other.");
    again.refusal.set_next("Ask for a challenge first, or open another connection.");
    return unreadable(again);
}

void Session::unreadable(wire::Unreadable& unreadable) {
    v1::Refusal& refusal = unreadable.refusal;
    const bool is_strike = refusal.code() == v1::Refusal::MALFORMED;
    if (is_strike) refusal.set_strike(++strikes_);
    if (auto limited = too_much(attendance_->messages); limited && !is_strike)
        refusal.Swap(&*limited);
    if (!unreadable.query_id.empty() && unreadable.command_id.empty())
        refuse_query(unreadable.query_id, refusal);
    else
        refuse(unreadable.command_id, std::move(refusal));
    if (strikes_ >= limits::malformed_strikes_max)
        leave(CloseCode::malformed, "malformed three times");
}

std::optional<v1::Refusal> Session::too_much(Rate& rate) {
    if (!edge_.options.rate_limits) return std::nullopt;
    const Clock::Mono now = edge_.clock.mono();
    const auto wait = rate.take(now);
    if (wait == Clock::Mono::zero()) return std::nullopt;
    if (attendance_->refused(now, wait)) leave(CloseCode::policy, "rate");
    return refuse_rate(wait);
}

void Session::refuse(const std::string& command_id, v1::Refusal refusal) {
    edge_.count(refusal);
    v1::ServerFrame frame;
    frame.mutable_verdict()->set_command_id(command_id);
    *frame.mutable_verdict()->mutable_refusal() = std::move(refusal);
    push(frame);
}

void Session::refuse_query(const std::string& query_id, const v1::Refusal& refusal) {
    edge_.count(refusal);
    v1::ServerFrame frame;
    frame.mutable_answer()->set_query_id(query_id);
    v1::AnswerRefused& refused = *frame.mutable_answer()->mutable_refused();
    refused.set_code(v1::Refusal::Code_Name(refusal.code()));
    refused.set_what(refusal.what());
    refused.set_why(refusal.why());
    refused.set_next(refusal.next());
    refused.set_retry_after_ms(refusal.retry_after_ms());
    refused.set_field(refusal.field());
    refused.set_limit(refusal.limit());
    refused.set_given(refusal.given());
    refused.set_strike(refusal.strike());
    push(frame);
}

std::optional<v1::Refusal> Session::may_command(const v1::Command& command) {
    if (auto refusal = too_much(attendance_->messages)) return refusal;
    const auto* options = options_of(command);
    if (options != nullptr && options->GetExtension(v1::system_only)) return refuse_server_only();
    if (caller_.read_only) return refuse_read_only();
    if (draining_) return refuse_draining();
    if (must_verify(command)) return refuse_unverified();
    const bool binds = options != nullptr && options->GetExtension(v1::binding);
    return binds ? too_much(attendance_->binding) : std::nullopt;
}

void Session::command(wire::Parsed& parsed, Instant received_at) {
    v1::Command& command = *parsed.frame.mutable_command();
    if (auto refusal = may_command(command))
        return refuse(command.command_id(), std::move(*refusal));
    acted();

    engine::Submission submission;
    submission.asker = {caller_.person, caller_.key};
    submission.received_at = received_at;
    submission.request_sha256 = storage::sha256({parsed.command_bytes});
    submission.command = std::move(command);
    // A client's own finding is none; documents that are named are looked into below.
    if (submission.command.has_set_playbook())
        for (auto& step :
             *submission.command.mutable_set_playbook()->mutable_playbook()->mutable_steps())
            step.set_speaks_for_all(false);
    const bool names_documents = !domain::documents_named(submission.command).empty();
    const bool is_signed =
        submission.command.has_take_position() || submission.command.has_add_own_key();
    if (is_signed || names_documents) {
        pending_ = std::make_unique<engine::Submission>(std::move(submission));
        return; // run() prepares it before it reads on: commands are decided in the order sent.
    }
    submit(std::move(submission));
}

void Session::submit(engine::Submission submission) {
    ++owed_;
    auto told = [self = self_](v1::Verdict verdict) {
        if (*self == nullptr) return;
        (*self)->guarded([&] { (*self)->answered(std::move(verdict)); });
    };
    edge_.engine.submit(std::move(submission), std::move(told));
}

void Session::answered(v1::Verdict verdict) {
    --owed_;
    if (verdict.has_refusal()) edge_.count(verdict.refusal());
    v1::ServerFrame frame;
    *frame.mutable_verdict() = std::move(verdict);
    push(frame);
    if (draining_) go_away(retry_after_ms_);
}

// What takes another thread: the signature, and whether the documents are there. The ticket holds
// back a closing that this command came in time for (faults.md 80).
awaitable<void> Session::prepare() {
    const auto submission = std::move(pending_);
    const auto ticket = edge_.engine.coming(submission->received_at);
    auto refusal = co_await check(submission->command);
    if (refusal)
        refuse(submission->command.command_id(), std::move(*refusal));
    else
        submit_signed(std::move(*submission));
}

// What the server found in a document, over whatever the client said of it (ADR 17).
static void tell_finding(v1::Command& command, const std::string& sha256, bool speaks_for_all) {
    if (command.has_add_text()) command.mutable_add_text()->set_speaks_for_all(speaks_for_all);
    if (!command.has_set_playbook()) return;
    for (auto& step : *command.mutable_set_playbook()->mutable_playbook()->mutable_steps())
        if (step.template_sha256() == sha256) step.set_speaks_for_all(speaks_for_all);
}

awaitable<std::optional<v1::Refusal>> Session::check(v1::Command& command) {
    if (command.has_take_position()) return check(command.take_position());
    if (command.has_add_own_key()) return check(command.add_own_key());
    return check_documents(command);
}

awaitable<std::optional<v1::Refusal>> Session::check_documents(v1::Command& command) {
    std::optional<v1::Refusal> refusal;
    const auto named = domain::documents_named(command);
    for (const std::string& sha256 : named) {
        const auto looked = co_await look_at(sha256);
        if (!looked.stored) {
            refusal = refuse_not_stored("text_sha256");
            break;
        }
        tell_finding(command, sha256, looked.speaks_for_all);
    }
    co_return refusal;
}

std::variant<v1::Refusal, Session::Claim> Session::claim(const v1::TakePosition& taking) {
    const auto sign_on = domain::parse_sign_on(taking.signed_text().text());
    if (!sign_on) return refuse_sign_on_text();
    // The domain refuses it; that somebody tried is an entry.
    if (sign_on->party != reader->party) note_attack(v1::SecurityNoted::FOREIGN_ACT);
    const auto& keys = edge_.engine.shown().coalition.keys;
    const auto key = keys.find(sign_on->key);
    if (key == keys.end()) return refuse_unknown_key();
    identity::Verifier::Check work = [text = taking.signed_text(),
                                      named = sign_on->key,
                                      signer = key->second.key,
                                      origins = edge_.identity.site().origins] {
        return identity::verify_position(text, named, signer, origins);
    };
    return Claim{sign_on->key, sign_on->reservation_sha256, std::move(work)};
}

awaitable<std::optional<v1::Refusal>> Session::check(const v1::TakePosition& taking) {
    auto claimed = claim(taking);
    if (auto* refusal = std::get_if<v1::Refusal>(&claimed)) co_return std::move(*refusal);
    auto& [key, reservation_sha256, work] = std::get<Claim>(claimed);
    std::optional<v1::Refusal> refusal = co_await verified(std::move(work));
    if (!refusal) edge_.identity.uses().used(key);
    if (refusal || !reservation_sha256) co_return refusal;
    const auto looked = co_await look_at(reservation_sha256->view());
    if (!looked.stored) refusal = refuse_not_stored("reservation-sha256");
    co_return refusal;
}

awaitable<engine::LookedAt> Session::look_at(std::string_view sha256) {
    const auto digest = Digest::from(sha256);
    if (!digest) co_return engine::LookedAt();
    auto ask = [this, digest](auto done) {
        edge_.engine.look_at_document(*digest, std::move(done));
    };
    co_return co_await asked<engine::LookedAt>(edge_.executor, ask);
}

Rate& Session::rate_of(const v1::Query& query) {
    switch (query.query_case()) {
    case v1::Query::kFetchEntries:
    case v1::Query::kFetchProof:
    case v1::Query::kFetchDocument:
        return engine::is_auditor(*reader) ? attendance_->pages : attendance_->questions;
    default: return attendance_->questions;
    }
}

void Session::query(v1::Query& query) {
    acted();
    if (auto refusal = too_much(rate_of(query))) return refuse_query(query.query_id(), *refusal);
    auto told = [self = self_](v1::Answer answer) {
        if (*self == nullptr) return;
        v1::ServerFrame frame;
        *frame.mutable_answer() = std::move(answer);
        (*self)->guarded([&] {
            if (frame.answer().has_account())
                (*self)->complete(*frame.mutable_answer()->mutable_account());
            (*self)->push(frame);
        });
    };
    edge_.engine.ask(*reader, caller_.key, std::move(query), std::move(told));
}

void Session::deposit(v1::Deposit& deposit) {
    const auto answer = [this](const Result<Digest>& stored, std::optional<v1::Refusal> refusal) {
        v1::ServerFrame frame;
        if (refusal) {
            edge_.count(*refusal);
            *frame.mutable_deposited()->mutable_refusal() = std::move(*refusal);
        } else {
            frame.mutable_deposited()->set_sha256(stored->str());
        }
        push(frame);
    };
    const Digest none;
    if (auto refusal = too_much(attendance_->messages)) return answer(none, std::move(refusal));
    if (caller_.read_only) return answer(none, refuse_read_only());
    acted();
    if (deposit.media_type() != "text/plain" && deposit.media_type() != "text/markdown")
        return answer(
            none,
            domain::refuse_field("media_type", "text/plain or text/markdown", deposit.media_type())
        );
    if (const auto why = wire::unfit_document(deposit.content()))
        return answer(none, domain::refuse_field("content", *why, ""));

    storage::StoredDocument document{
        std::move(*deposit.mutable_media_type()), std::move(*deposit.mutable_content())};
    auto done = [self = self_, answer](const Result<Digest>& stored) {
        if (*self == nullptr) return;
        std::optional<v1::Refusal> refusal;
        if (!stored) refusal = refuse_storing(stored.error());
        (*self)->guarded([&] { answer(stored, std::move(refusal)); });
    };
    edge_.engine.deposit(std::move(document), std::move(done));
}

namespace {

bool may_read_subject(
    const domain::State& shown, const std::string& subject, const domain::Reader& reader
) {
    const auto alert = shown.alerts.find(domain::AlertId{subject});
    if (alert != shown.alerts.end()) return domain::may_read(alert->second, reader);
    const auto procedure = shown.procedures.find(domain::ProcedureId{subject});
    return procedure != shown.procedures.end() && domain::may_read(procedure->second, reader);
}

} // namespace

// What reached this client of what it may see; the person is who logged in, the time is ours.
void Session::received(const v1::Received& receipts, Instant received_at) {
    if (caller_.read_only || too_much(attendance_->receipts)) return;
    const domain::State& shown = edge_.engine.shown();
    for (const v1::Delivery& claimed : receipts.deliveries()) {
        const bool rung_is_its_own =
            claimed.rung() == v1::Delivery::DELIVERED || claimed.rung() == v1::Delivery::SEEN;
        if (!rung_is_its_own || !may_read_subject(shown, claimed.alert_id(), *reader)) continue;
        v1::Delivery delivery;
        delivery.set_alert_id(claimed.alert_id());
        delivery.set_message(claimed.message());
        delivery.set_person(caller_.person.str());
        delivery.set_rung(claimed.rung());
        delivery.set_at(to_ms(received_at));
        delivery.set_channel("socket");
        edge_.engine.delivered(std::move(delivery));
    }
}

} // namespace tocsin::net
