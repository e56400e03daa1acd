// What the server says once we are logged in.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/connection_state.hpp"
#include "server/wire/codec.hpp"
#include "storage/signature.hpp"

#include <algorithm>

namespace tocsin::client {

using namespace std::chrono_literals;

void Connection::State::take(const v1::ServerFrame& frame) {
    const bool items = frame.items_size() > 0;
    for (const auto& item : frame.items())
        take_item(item);
    // Kept behind the callbacks: after a crash an entry may come twice, never not at all.
    if (items && dir && !options.fresh) (void)dir->keep_cursor(cursor);
    switch (frame.frame_case()) {
    case v1::ServerFrame::kFollowing:
        if (frame.following().resume() == v1::Following::RESET) {
            cursor.clear();
            last_index.reset();
        }
        break;
    case v1::ServerFrame::kVerdict: take_verdict(frame.verdict()); break;
    case v1::ServerFrame::kAnswer: take_answer(frame.answer()); break;
    case v1::ServerFrame::kCheckpoint:
        server_time = from_ms(frame.checkpoint().server_time());
        see_checkpoint(frame.checkpoint().note());
        break;
    case v1::ServerFrame::kDeposited:
        if (!depositing) break;
        depositing->reply = frame.deposited();
        depositing->answered.notify();
        break;
    case v1::ServerFrame::kSessionEnded: take_session_ended(frame); break;
    case v1::ServerFrame::kGoodbye: take_goodbye(frame.goodbye()); break;
    case v1::ServerFrame::kChallenge: take_challenge(frame.challenge()); break;
    case v1::ServerFrame::kVerified: take_verified(frame.verified()); break;
    default: break; // of a newer server
    }
}

void Connection::State::take_item(const v1::Item& item) {
    if (last_index && item.index() <= *last_index) return; // twice, after a resume
    last_index = item.index();
    cursor = item.cursor();
    if (item.event().has_log_founded()) {
        const auto key = storage::PublicKey::from(item.event().log_founded().log_key());
        storage::VerifierKey named;
        named.name = item.event().log_founded().origin();
        if (key) named.key = *key;
        if (key) see_log_key(named);
    }
    if (options.receipts && !welcome.read_only()) arrived(item);
    if (owner.on_item) owner.on_item(item);
}

// An alert, an update that asks again, or a procedure put to the governments has reached this
// client: silence is consent only of who is proven to have been asked.
void Connection::State::arrived(const v1::Item& item) {
    v1::Delivery delivery;
    delivery.set_rung(v1::Delivery::DELIVERED);
    if (item.event().has_alert_issued()) {
        delivery.set_alert_id(item.event().alert_issued().alert_id());
        delivery.set_message(1);
    } else if (item.event().has_alert_updated()) {
        delivery.set_alert_id(item.event().alert_updated().alert_id());
        delivery.set_message(item.event().alert_updated().message());
    } else if (item.event().has_procedure_opened()) {
        delivery.set_alert_id(item.event().procedure_opened().procedure_id());
        delivery.set_message(item.event().procedure_opened().version());
    } else {
        return;
    }
    delivery.set_at(to_ms(clock.wall()));
    delivery.set_channel("socket");
    deliveries.push_back(std::move(delivery));
}

// Gathered: one message for many, so that receipts leave room in the rate for commands.
void Connection::State::send_deliveries() {
    delivered_at = clock.mono();
    v1::ClientFrame frame;
    const std::size_t count = std::min(deliveries.size(), deliveries_frame_max);
    for (std::size_t i = 0; i < count; ++i)
        *frame.mutable_received()->add_deliveries() = std::move(deliveries[i]);
    deliveries.erase(deliveries.begin(), deliveries.begin() + static_cast<std::ptrdiff_t>(count));
    send(wire::encode(frame, wire::Format::binary));
}

void Connection::State::take_verdict(const v1::Verdict& verdict) {
    if (verdict.refusal().code() == v1::Refusal::FORK_DETECTED)
        return raise(
            "the server says that our checkpoint is not of its log", verdict.refusal().checkpoint()
        );
    const auto id = CommandId::from(verdict.command_id());
    if (!id && !unverified.empty() && verdict.has_refusal()) return not_verified(verdict);
    if (!id && ending_session) {
        v1::ServerFrame frame;
        *frame.mutable_verdict() = verdict;
        return take_session_ended(frame);
    }
    const auto found = id ? commands.find(*id) : commands.end();
    if (found == commands.end()) return;
    const auto waiting = found->second;
    if (verdict.refusal().code() == v1::Refusal::VERIFICATION_REQUIRED && verify_for(*id, *waiting))
        return;
    if (is_not_now(verdict) && (options.patient || waiting->orphan))
        return wait_for_later(*waiting, verdict);
    answered(*id, verdict);
}

void Connection::State::wait_for_later(Waiting<v1::Verdict>& waiting, const v1::Verdict& verdict) {
    const auto asked = std::chrono::milliseconds(verdict.refusal().retry_after_ms());
    waiting.again_at = clock.mono() + std::clamp<std::chrono::milliseconds>(asked, 200ms, 60'000ms);
    waiting.under_way = false;
    if (verdict.refusal().code() != v1::Refusal::RATE_LIMITED) return;
    // The others would hear the same: one at a time, when it says so, until all are answered.
    held_until = std::max(held_until.value_or(Clock::Mono()), *waiting.again_at);
    window = 1;
}

void Connection::State::answered(const CommandId& id, const v1::Verdict& verdict) {
    const auto waiting = commands.at(id);
    if (outbox) (void)outbox->settle(id);
    forget(id);
    waiting->reply = verdict;
    waiting->answered.notify();
    if (waiting->orphan && owner.on_orphan) owner.on_orphan(verdict);
    if (commands.empty()) window = commands_under_way_max;
    send_commands();
}

void Connection::State::take_answer(const v1::Answer& answer) {
    if (!proving.empty() && answer.query_id() == proving) return take_prefix(answer);
    const auto found = queries.find(answer.query_id());
    if (found == queries.end()) return;
    found->second->reply = answer;
    found->second->answered.notify();
}

void Connection::State::take_goodbye(const v1::Goodbye& goodbye) {
    if (goodbye.retry_after_ms() > 0)
        asked_pause = std::min<std::chrono::milliseconds>(
            std::chrono::milliseconds(goodbye.retry_after_ms()), 300'000ms
        );
    // The cursor is kept by items alone: one given here could pass over what we have not read.
}

// The log is not the one seen before: nothing is sent to this server any more; both notes are kept.
void Connection::State::raise(const std::string& words, const std::string& theirs) {
    if (alarm) return;
    alarm.emplace();
    alarm->words = words;
    alarm->ours = seen ? seen_note : checkpoint_note;
    alarm->theirs = theirs;
    if (dir) {
        const std::string text =
            words + "\n\nverified before:\n" + alarm->ours + "\nshown now:\n" + theirs;
        const std::string name = std::to_string(to_ms(clock.wall()));
        (void)dir->keep_evidence(text, name);
    }
    closing = true;
    outgoing.clear();
    if (socket) socket->cut(false);
    tell(Status::alarm, words);
}

void Connection::State::refuse(const v1::Refusal& why) {
    if (!refusal) refusal = why;
    closing = true;
    if (socket) socket->cut(false);
    tell(Status::refused, why.what() + ": " + why.why());
}

} // namespace tocsin::client
