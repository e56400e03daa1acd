// What can be said of any event without knowing the state: its name, what it is about, who it says
// acted and when it claims that.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/sign_on.hpp"
#include "server/domain/words.hpp"

namespace tocsin::domain {

namespace {

std::int64_t onset_of(const v1::AlertContent& content) {
    if (content.has_onset()) return content.onset().at();
    return content.evidence().empty() ? 0 : content.evidence(0).observed_at();
}

std::int64_t signed_at(const v1::PositionTaken& position) {
    const auto text = parse_sign_on(position.signed_text().text());
    return text ? text->time_seconds * 1000 : 0;
}

} // namespace

std::string_view event_name(const v1::Event& event) {
    if (event.event_case() == v1::Event::EVENT_NOT_SET) return "";
    return v1::Event::descriptor()->FindFieldByNumber(event.event_case())->name();
}

std::string subject_of(const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kSignalReceived: return event.signal_received().signal_id();
    case v1::Event::kAlertDrafted: return event.alert_drafted().alert_id();
    case v1::Event::kAlertIssued: return event.alert_issued().alert_id();
    case v1::Event::kAlertUpdated: return event.alert_updated().alert_id();
    case v1::Event::kAlertCancelled: return event.alert_cancelled().alert_id();
    case v1::Event::kAlertClosed: return event.alert_closed().alert_id();
    case v1::Event::kNoteAdded: return event.note_added().subject();
    case v1::Event::kAlertAcknowledged: return event.alert_acknowledged().alert_id();
    case v1::Event::kAcknowledgementRetracted: return event.acknowledgement_retracted().alert_id();
    case v1::Event::kProcedureDrafted: return event.procedure_drafted().procedure_id();
    case v1::Event::kTextAdded: return event.text_added().procedure_id();
    case v1::Event::kProcedureOpened: return event.procedure_opened().procedure_id();
    case v1::Event::kPositionTaken: return event.position_taken().procedure_id();
    case v1::Event::kPositionReceivedLate:
        return event.position_received_late().position().procedure_id();
    case v1::Event::kDeadlineExtended: return event.deadline_extended().procedure_id();
    case v1::Event::kProcedureClosed: return event.procedure_closed().procedure_id();
    case v1::Event::kProcedureWithdrawn: return event.procedure_withdrawn().procedure_id();
    case v1::Event::kProcedurePublished: return event.procedure_published().procedure_id();
    case v1::Event::kSignalDismissed: return event.signal_dismissed().signal_id();
    case v1::Event::kSignalJoined: return event.signal_joined().signal_id();
    case v1::Event::kAlertsMerged: return event.alerts_merged().alert_id();
    case v1::Event::kEscalated: return event.escalated().alert_id();
    case v1::Event::kReviewFellDue: return event.review_fell_due().alert_id();
    case v1::Event::kSituationReported: return event.situation_reported().alert_id();
    case v1::Event::kReviewWritten: return event.review_written().subject();
    case v1::Event::kRelabelled: return event.relabelled().subject();
    case v1::Event::kPositionPrepared: return event.position_prepared().position().procedure_id();
    case v1::Event::kConsultationOpened: return event.consultation_opened().procedure_id();
    case v1::Event::kCommentAdded: return event.comment_added().procedure_id();
    case v1::Event::kTranslationAdded: return event.translation_added().procedure_id();
    case v1::Event::kEditContested: return event.edit_contested().procedure_id();
    case v1::Event::kProcedureBroken: return event.procedure_broken().procedure_id();
    case v1::Event::kProcedureIssued: return event.procedure_issued().procedure_id();
    case v1::Event::kProcedureProceeded: return event.procedure_proceeded().procedure_id();
    case v1::Event::kEmbargoSet: return event.embargo_set().procedure_id();
    case v1::Event::kListAmended: return event.list_amended().procedure_id();
    case v1::Event::kAnswersReminded: return event.answers_reminded().procedure_id();
    case v1::Event::kProcedureQuestioned: return event.procedure_questioned().procedure_id();
    case v1::Event::kProcedureContinued: return event.procedure_continued().procedure_id();
    case v1::Event::kProcedureArchived: return event.procedure_archived().procedure_id();
    case v1::Event::kDemarcheArranged: return event.demarche_arranged().procedure_id();
    case v1::Event::kInstructionReported: return event.instruction_reported().procedure_id();
    case v1::Event::kDemarcheConcluded: return event.demarche_concluded().procedure_id();
    case v1::Event::kNeedsSet: return event.needs_set().procedure_id();
    case v1::Event::kPledgeMade: return event.pledge_made().procedure_id();
    case v1::Event::kPledgeTakenBack: return event.pledge_taken_back().procedure_id();
    case v1::Event::kFulfilmentRecorded: return event.fulfilment_recorded().procedure_id();
    default: return "";
    }
}

std::int64_t claimed_at(const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kSignalReceived: return onset_of(event.signal_received().content());
    case v1::Event::kAlertDrafted: return onset_of(event.alert_drafted().content());
    case v1::Event::kAlertIssued: return onset_of(event.alert_issued().content());
    case v1::Event::kAlertUpdated: return onset_of(event.alert_updated().content());
    case v1::Event::kAlertClosed: return event.alert_closed().situation().when().at();
    case v1::Event::kSituationReported: return event.situation_reported().situation().when().at();
    case v1::Event::kPositionTaken: return signed_at(event.position_taken());
    case v1::Event::kPositionReceivedLate:
        return signed_at(event.position_received_late().position());
    case v1::Event::kDemarcheConcluded: return event.demarche_concluded().at();
    case v1::Event::kFulfilmentRecorded: return event.fulfilment_recorded().at();
    default: return 0;
    }
}

std::string party_of(const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kPartyWithdrew: return event.party_withdrew().code();
    case v1::Event::kTwoPersonRuleSet: return event.two_person_rule_set().party();
    case v1::Event::kRecoveryCodeSet: return event.recovery_code_set().party();
    case v1::Event::kAlertAcknowledged: return event.alert_acknowledged().party();
    case v1::Event::kAcknowledgementRetracted: return event.acknowledgement_retracted().party();
    case v1::Event::kPositionTaken: return event.position_taken().party();
    case v1::Event::kPositionReceivedLate: return event.position_received_late().position().party();
    case v1::Event::kInstructionReported: return event.instruction_reported().party();
    case v1::Event::kPledgeMade: return event.pledge_made().party();
    case v1::Event::kPledgeTakenBack: return event.pledge_taken_back().party();
    case v1::Event::kFulfilmentRecorded: return event.fulfilment_recorded().party();
    default: return "";
    }
}

} // namespace tocsin::domain
