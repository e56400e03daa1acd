// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve.hpp"

#include "server/base/check.hpp"
#include "server/domain/evolve_parts.hpp"

namespace tocsin::domain {

namespace {

// Each event to its own part, in three groups so that each is read in one sitting.
void fold_procedure(State& state, const v1::Event& event, const Fact& fact) {
    switch (event.event_case()) {
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
    case v1::Event::kConsultationOpened: return evolve(state, event.consultation_opened(), fact);
    case v1::Event::kCommentAdded: return evolve(state, event.comment_added(), fact);
    case v1::Event::kTranslationAdded: return evolve(state, event.translation_added(), fact);
    case v1::Event::kEditContested: return evolve(state, event.edit_contested(), fact);
    case v1::Event::kPositionPrepared: return evolve(state, event.position_prepared(), fact);
    case v1::Event::kProcedureBroken: return evolve(state, event.procedure_broken(), fact);
    case v1::Event::kProcedureIssued: return evolve(state, event.procedure_issued(), fact);
    case v1::Event::kProcedureProceeded: return evolve(state, event.procedure_proceeded(), fact);
    case v1::Event::kEmbargoSet: return evolve(state, event.embargo_set(), fact);
    case v1::Event::kListAmended: return evolve(state, event.list_amended(), fact);
    case v1::Event::kAnswersReminded: return evolve(state, event.answers_reminded(), fact);
    case v1::Event::kProcedureQuestioned: return evolve(state, event.procedure_questioned(), fact);
    case v1::Event::kProcedureContinued: return evolve(state, event.procedure_continued(), fact);
    case v1::Event::kProcedureArchived: return evolve(state, event.procedure_archived(), fact);
    case v1::Event::kDemarcheArranged: return evolve(state, event.demarche_arranged(), fact);
    case v1::Event::kInstructionReported: return evolve(state, event.instruction_reported(), fact);
    case v1::Event::kDemarcheConcluded: return evolve(state, event.demarche_concluded(), fact);
    case v1::Event::kNeedsSet: return evolve(state, event.needs_set(), fact);
    case v1::Event::kPledgeMade: return evolve(state, event.pledge_made(), fact);
    case v1::Event::kPledgeTakenBack: return evolve(state, event.pledge_taken_back(), fact);
    case v1::Event::kFulfilmentRecorded: return evolve(state, event.fulfilment_recorded(), fact);
    default: return; // Of a newer version, or nothing: the entry still counts.
    }
}

void fold_alert(State& state, const v1::Event& event, const Fact& fact) {
    switch (event.event_case()) {
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
    case v1::Event::kSignalDismissed: return evolve(state, event.signal_dismissed(), fact);
    case v1::Event::kSignalJoined: return evolve(state, event.signal_joined(), fact);
    case v1::Event::kAlertsMerged: return evolve(state, event.alerts_merged(), fact);
    case v1::Event::kRelabelled: return evolve(state, event.relabelled(), fact);
    case v1::Event::kEscalated: return evolve(state, event.escalated(), fact);
    case v1::Event::kReviewFellDue: return evolve(state, event.review_fell_due(), fact);
    case v1::Event::kSituationReported: return evolve(state, event.situation_reported(), fact);
    case v1::Event::kReviewWritten: return evolve(state, event.review_written(), fact);
    default: return fold_procedure(state, event, fact);
    }
}

// Without these entries the signatures and the figures of a case say nothing.
bool is_of_the_coalition(v1::Event::EventCase kind) {
    switch (kind) {
    case v1::Event::kLogFounded:
    case v1::Event::kLogKeyChanged:
    case v1::Event::kPartyAdmitted:
    case v1::Event::kPartyWithdrew:
    case v1::Event::kPersonInvited:
    case v1::Event::kRolesChanged:
    case v1::Event::kKeyAdded:
    case v1::Event::kKeyRevoked: return true;
    default: return false;
    }
}

void fold(State& state, const v1::Event& event, const Fact& fact) {
    if (is_of_the_coalition(event.event_case())) state.coalition.trail.push_back(fact.entry.index);
    switch (event.event_case()) {
    case v1::Event::kLogFounded: return evolve(state, event.log_founded(), fact);
    case v1::Event::kLogKeyChanged: return evolve(state, event.log_key_changed(), fact);
    case v1::Event::kPartyAdmitted: return evolve(state, event.party_admitted(), fact);
    case v1::Event::kPartyWithdrew: return evolve(state, event.party_withdrew(), fact);
    case v1::Event::kPolicySet: return evolve(state, event.policy_set(), fact);
    case v1::Event::kPersonInvited: return evolve(state, event.person_invited(), fact);
    case v1::Event::kKeyEnrolled: return evolve(state, event.key_enrolled(), fact);
    case v1::Event::kKeyAdded: return evolve(state, event.key_added(), fact);
    case v1::Event::kKeyRevoked: return evolve(state, event.key_revoked(), fact);
    case v1::Event::kTokenMinted: return evolve(state, event.token_minted(), fact);
    case v1::Event::kTokenRevoked: return evolve(state, event.token_revoked(), fact);
    case v1::Event::kChairHandedOver: return evolve(state, event.chair_handed_over(), fact);
    case v1::Event::kGroupSet: return evolve(state, event.group_set(), fact);
    case v1::Event::kCalendarSet: return evolve(state, event.calendar_set(), fact);
    case v1::Event::kPlaybookSet: return evolve(state, event.playbook_set(), fact);
    case v1::Event::kEarlierItemsOpened: return evolve(state, event.earlier_items_opened(), fact);
    case v1::Event::kTwoPersonRuleSet: return evolve(state, event.two_person_rule_set(), fact);
    case v1::Event::kDelegationGiven: return evolve(state, event.delegation_given(), fact);
    case v1::Event::kDelegationEnded: return evolve(state, event.delegation_ended(), fact);
    case v1::Event::kSubscriptionSet: return evolve(state, event.subscription_set(), fact);
    case v1::Event::kKeyConfirmed: return evolve(state, event.key_confirmed(), fact);
    case v1::Event::kRolesProposed: return evolve(state, event.roles_proposed(), fact);
    case v1::Event::kRolesChanged: return evolve(state, event.roles_changed(), fact);
    case v1::Event::kRecoveryCodeSet: return evolve(state, event.recovery_code_set(), fact);
    case v1::Event::kSecurityNoted: return evolve(state, event.security_noted(), fact);
    // Told, and nothing follows from them: the revocation beside a misuse is an entry of its own.
    case v1::Event::kMisuseReported:
    case v1::Event::kReadingRecorded: return;
    default: return fold_alert(state, event, fact);
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
    cool_down(state.coalition, facts);
    state.size = facts.index + 1;
    state.recorded_at = facts.recorded_at;
}

} // namespace tocsin::domain
