// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve.hpp"

#include "server/base/check.hpp"
#include "server/domain/evolve_parts.hpp"

namespace tocsin::domain {

namespace {

void fold(State& state, const v1::Event& event, const Fact& fact) {
    switch (event.event_case()) {
    case v1::Event::kLogFounded: return evolve(state, event.log_founded(), fact);
    case v1::Event::kPartyAdmitted: return evolve(state, event.party_admitted(), fact);
    case v1::Event::kPartyWithdrew: return evolve(state, event.party_withdrew(), fact);
    case v1::Event::kPolicySet: return evolve(state, event.policy_set(), fact);
    case v1::Event::kPersonInvited: return evolve(state, event.person_invited(), fact);
    case v1::Event::kKeyEnrolled: return evolve(state, event.key_enrolled(), fact);
    case v1::Event::kKeyAdded: return evolve(state, event.key_added(), fact);
    case v1::Event::kKeyRevoked: return evolve(state, event.key_revoked(), fact);
    case v1::Event::kTokenMinted: return evolve(state, event.token_minted(), fact);
    case v1::Event::kTokenRevoked: return evolve(state, event.token_revoked(), fact);
    case v1::Event::kSignalReceived: return evolve(state, event.signal_received(), fact);
    case v1::Event::kAlertDrafted: return evolve(state, event.alert_drafted(), fact);
    case v1::Event::kAlertIssued: return evolve(state, event.alert_issued(), fact);
    case v1::Event::kAlertUpdated: return evolve(state, event.alert_updated(), fact);
    case v1::Event::kAlertCancelled: return evolve(state, event.alert_cancelled(), fact);
    case v1::Event::kAlertClosed: return evolve(state, event.alert_closed(), fact);
    case v1::Event::kNoteAdded: return evolve(state, event.note_added(), fact);
    case v1::Event::kDeliveryRecorded: return evolve(state, event.delivery_recorded(), fact);
    case v1::Event::kAlertAcknowledged: return evolve(state, event.alert_acknowledged(), fact);
    case v1::Event::kAcknowledgementRetracted:
        return evolve(state, event.acknowledgement_retracted(), fact);
    case v1::Event::kProcedureDrafted: return evolve(state, event.procedure_drafted(), fact);
    case v1::Event::kTextAdded: return evolve(state, event.text_added(), fact);
    case v1::Event::kProcedureOpened: return evolve(state, event.procedure_opened(), fact);
    case v1::Event::kPositionTaken: return evolve(state, event.position_taken(), fact);
    case v1::Event::kPositionReceivedLate:
        return evolve(state, event.position_received_late(), fact);
    case v1::Event::kDeadlineExtended: return evolve(state, event.deadline_extended(), fact);
    case v1::Event::kProcedureClosed: return evolve(state, event.procedure_closed(), fact);
    case v1::Event::kProcedureWithdrawn: return evolve(state, event.procedure_withdrawn(), fact);
    case v1::Event::kProcedurePublished: return evolve(state, event.procedure_published(), fact);
    case v1::Event::EVENT_NOT_SET:
        return; // Of a newer version, or nothing: the entry still counts.
    }
}

} // namespace

void evolve(State& state, const EntryFacts& facts, const v1::Event& event) {
    TOCSIN_CHECK(facts.index == state.size);
    fold(state, event, Fact{facts, from_ms(event.received_at())});
    evolve_erased(state, facts);
}

void evolve_erased(State& state, const EntryFacts& facts) {
    TOCSIN_CHECK(facts.index == state.size);
    state.size = facts.index + 1;
    state.recorded_at = facts.recorded_at;
}

} // namespace tocsin::domain
