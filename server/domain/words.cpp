// SPDX-License-Identifier: Apache-2.0
#include "server/domain/words_parts.hpp"

namespace tocsin::domain {

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

std::string counted(int number, const char* one, const char* many) {
    return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string because(const std::string& reason) {
    return reason.empty() ? "" : ": " + reason;
}

std::string
list_of(const google::protobuf::RepeatedPtrField<std::string>& codes, const NameOf& name_of) {
    std::string list;
    for (const auto& code : codes)
        list += (list.empty() ? "" : ", ") + name_of(code);
    return list;
}

std::string day_or_instant(const v1::When& when) {
    const Instant at = from_ms(when.at());
    const std::string printed =
        when.precision() == v1::When::DATE ? print_date(at) : print_utc_seconds(at);
    return when.estimated() ? "about " + printed : printed;
}

namespace {

std::string of_procedure(const v1::Event& event, const NameOf& name_of) {
    switch (event.event_case()) {
    case v1::Event::kProcedureDrafted: return tell(event.procedure_drafted(), name_of);
    case v1::Event::kTextAdded: return tell(event.text_added(), name_of);
    case v1::Event::kProcedureOpened: return tell(event.procedure_opened(), name_of);
    case v1::Event::kPositionTaken: return tell(event.position_taken(), name_of);
    case v1::Event::kPositionReceivedLate: return tell(event.position_received_late(), name_of);
    case v1::Event::kDeadlineExtended: return tell(event.deadline_extended(), name_of);
    case v1::Event::kProcedureClosed: return tell(event.procedure_closed(), name_of);
    case v1::Event::kProcedureWithdrawn: return tell(event.procedure_withdrawn(), name_of);
    case v1::Event::kProcedurePublished: return tell(event.procedure_published(), name_of);
    case v1::Event::kConsultationOpened: return tell(event.consultation_opened(), name_of);
    case v1::Event::kCommentAdded: return tell(event.comment_added(), name_of);
    case v1::Event::kTranslationAdded: return tell(event.translation_added(), name_of);
    case v1::Event::kEditContested: return tell(event.edit_contested(), name_of);
    case v1::Event::kPositionPrepared: return tell(event.position_prepared(), name_of);
    case v1::Event::kProcedureBroken: return tell(event.procedure_broken(), name_of);
    case v1::Event::kProcedureIssued: return tell(event.procedure_issued(), name_of);
    case v1::Event::kProcedureProceeded: return tell(event.procedure_proceeded(), name_of);
    case v1::Event::kEmbargoSet: return tell(event.embargo_set(), name_of);
    case v1::Event::kListAmended: return tell(event.list_amended(), name_of);
    case v1::Event::kAnswersReminded: return tell(event.answers_reminded(), name_of);
    case v1::Event::kProcedureQuestioned: return tell(event.procedure_questioned(), name_of);
    case v1::Event::kProcedureContinued: return tell(event.procedure_continued(), name_of);
    case v1::Event::kProcedureArchived: return tell(event.procedure_archived(), name_of);
    case v1::Event::kDemarcheArranged: return tell(event.demarche_arranged(), name_of);
    case v1::Event::kInstructionReported: return tell(event.instruction_reported(), name_of);
    case v1::Event::kDemarcheConcluded: return tell(event.demarche_concluded(), name_of);
    case v1::Event::kNeedsSet: return tell(event.needs_set(), name_of);
    case v1::Event::kPledgeMade: return tell(event.pledge_made(), name_of);
    case v1::Event::kPledgeTakenBack: return tell(event.pledge_taken_back(), name_of);
    case v1::Event::kFulfilmentRecorded: return tell(event.fulfilment_recorded(), name_of);
    default: return "";
    }
}

std::string of_alert(const v1::Event& event, const NameOf& name_of) {
    switch (event.event_case()) {
    case v1::Event::kSignalReceived: return tell(event.signal_received(), name_of);
    case v1::Event::kAlertDrafted: return tell(event.alert_drafted(), name_of);
    case v1::Event::kAlertIssued: return tell(event.alert_issued(), name_of);
    case v1::Event::kAlertUpdated: return tell(event.alert_updated(), name_of);
    case v1::Event::kAlertCancelled: return tell(event.alert_cancelled(), name_of);
    case v1::Event::kAlertClosed: return tell(event.alert_closed(), name_of);
    case v1::Event::kNoteAdded: return tell(event.note_added(), name_of);
    case v1::Event::kDeliveryRecorded: return tell(event.delivery_recorded(), name_of);
    case v1::Event::kAlertAcknowledged: return tell(event.alert_acknowledged(), name_of);
    case v1::Event::kAcknowledgementRetracted:
        return tell(event.acknowledgement_retracted(), name_of);
    case v1::Event::kSignalDismissed: return tell(event.signal_dismissed(), name_of);
    case v1::Event::kSignalJoined: return tell(event.signal_joined(), name_of);
    case v1::Event::kAlertsMerged: return tell(event.alerts_merged(), name_of);
    case v1::Event::kRelabelled: return tell(event.relabelled(), name_of);
    case v1::Event::kEscalated: return tell(event.escalated(), name_of);
    case v1::Event::kReviewFellDue: return tell(event.review_fell_due(), name_of);
    case v1::Event::kSituationReported: return tell(event.situation_reported(), name_of);
    case v1::Event::kReviewWritten: return tell(event.review_written(), name_of);
    default: return of_procedure(event, name_of);
    }
}

} // namespace

std::string words(const v1::Event& event, const NameOf& name_of) {
    switch (event.event_case()) {
    case v1::Event::kLogFounded: return tell(event.log_founded(), name_of);
    case v1::Event::kLogKeyChanged: return tell(event.log_key_changed(), name_of);
    case v1::Event::kPartyAdmitted: return tell(event.party_admitted(), name_of);
    case v1::Event::kPartyWithdrew: return tell(event.party_withdrew(), name_of);
    case v1::Event::kPolicySet: return tell(event.policy_set(), name_of);
    case v1::Event::kPersonInvited: return tell(event.person_invited(), name_of);
    case v1::Event::kKeyEnrolled: return tell(event.key_enrolled(), name_of);
    case v1::Event::kKeyAdded: return tell(event.key_added(), name_of);
    case v1::Event::kKeyRevoked: return tell(event.key_revoked(), name_of);
    case v1::Event::kTokenMinted: return tell(event.token_minted(), name_of);
    case v1::Event::kTokenRevoked: return tell(event.token_revoked(), name_of);
    case v1::Event::kChairHandedOver: return tell(event.chair_handed_over(), name_of);
    case v1::Event::kGroupSet: return tell(event.group_set(), name_of);
    case v1::Event::kCalendarSet: return tell(event.calendar_set(), name_of);
    case v1::Event::kPlaybookSet: return tell(event.playbook_set(), name_of);
    case v1::Event::kEarlierItemsOpened: return tell(event.earlier_items_opened(), name_of);
    case v1::Event::kTwoPersonRuleSet: return tell(event.two_person_rule_set(), name_of);
    case v1::Event::kDelegationGiven: return tell(event.delegation_given(), name_of);
    case v1::Event::kDelegationEnded: return tell(event.delegation_ended(), name_of);
    case v1::Event::kSubscriptionSet: return tell(event.subscription_set(), name_of);
    case v1::Event::kKeyConfirmed: return tell(event.key_confirmed(), name_of);
    case v1::Event::kRolesProposed: return tell(event.roles_proposed(), name_of);
    case v1::Event::kRolesChanged: return tell(event.roles_changed(), name_of);
    case v1::Event::kRecoveryCodeSet: return tell(event.recovery_code_set(), name_of);
    case v1::Event::kMisuseReported: return tell(event.misuse_reported(), name_of);
    case v1::Event::kSecurityNoted: return tell(event.security_noted(), name_of);
    case v1::Event::kReadingRecorded: return tell(event.reading_recorded(), name_of);
    case v1::Event::EVENT_NOT_SET: return "The content of this entry was erased";
    default: return of_alert(event, name_of);
    }
}

} // namespace tocsin::domain
