// The parts of words(), one sentence per kind of event: words_coalition.cpp, words_person.cpp,
// words_alert.cpp,
// words_procedure.cpp, words_instrument.cpp; and how they speak.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/words.hpp"

namespace tocsin::domain {

std::string quoted(const std::string& text);
std::string counted(int number, const char* one, const char* many);
std::string because(const std::string& reason);
std::string
list_of(const google::protobuf::RepeatedPtrField<std::string>& codes, const NameOf& name_of);
std::string day_or_instant(const v1::When& when);
const char* situation_words(v1::Situation::Status status);
std::string stance_words(const v1::PositionTaken& event, const NameOf& name_of);

std::string tell(const v1::LogFounded&, const NameOf&);
std::string tell(const v1::LogKeyChanged&, const NameOf&);
std::string tell(const v1::PartyAdmitted&, const NameOf&);
std::string tell(const v1::PartyWithdrew&, const NameOf&);
std::string tell(const v1::PolicySet&, const NameOf&);
std::string tell(const v1::PersonInvited&, const NameOf&);
std::string tell(const v1::KeyEnrolled&, const NameOf&);
std::string tell(const v1::KeyAdded&, const NameOf&);
std::string tell(const v1::KeyRevoked&, const NameOf&);
std::string tell(const v1::TokenMinted&, const NameOf&);
std::string tell(const v1::TokenRevoked&, const NameOf&);
std::string tell(const v1::ChairHandedOver&, const NameOf&);
std::string tell(const v1::GroupSet&, const NameOf&);
std::string tell(const v1::CalendarSet&, const NameOf&);
std::string tell(const v1::PlaybookSet&, const NameOf&);
std::string tell(const v1::EarlierItemsOpened&, const NameOf&);
std::string tell(const v1::TwoPersonRuleSet&, const NameOf&);
std::string tell(const v1::DelegationGiven&, const NameOf&);
std::string tell(const v1::DelegationEnded&, const NameOf&);
std::string tell(const v1::SubscriptionSet&, const NameOf&);
std::string tell(const v1::KeyConfirmed&, const NameOf&);
std::string tell(const v1::RolesProposed&, const NameOf&);
std::string tell(const v1::RolesChanged&, const NameOf&);
std::string tell(const v1::RecoveryCodeSet&, const NameOf&);
std::string tell(const v1::MisuseReported&, const NameOf&);
std::string tell(const v1::SecurityNoted&, const NameOf&);
std::string tell(const v1::ReadingRecorded&, const NameOf&);
std::string tell(const v1::SignalReceived&, const NameOf&);
std::string tell(const v1::AlertDrafted&, const NameOf&);
std::string tell(const v1::AlertIssued&, const NameOf&);
std::string tell(const v1::AlertUpdated&, const NameOf&);
std::string tell(const v1::AlertCancelled&, const NameOf&);
std::string tell(const v1::AlertClosed&, const NameOf&);
std::string tell(const v1::NoteAdded&, const NameOf&);
std::string tell(const v1::DeliveryRecorded&, const NameOf&);
std::string tell(const v1::AlertAcknowledged&, const NameOf&);
std::string tell(const v1::AcknowledgementRetracted&, const NameOf&);
std::string tell(const v1::SignalDismissed&, const NameOf&);
std::string tell(const v1::SignalJoined&, const NameOf&);
std::string tell(const v1::AlertsMerged&, const NameOf&);
std::string tell(const v1::Relabelled&, const NameOf&);
std::string tell(const v1::Escalated&, const NameOf&);
std::string tell(const v1::ReviewFellDue&, const NameOf&);
std::string tell(const v1::SituationReported&, const NameOf&);
std::string tell(const v1::ReviewWritten&, const NameOf&);
std::string tell(const v1::ProcedureDrafted&, const NameOf&);
std::string tell(const v1::TextAdded&, const NameOf&);
std::string tell(const v1::ProcedureOpened&, const NameOf&);
std::string tell(const v1::PositionTaken&, const NameOf&);
std::string tell(const v1::PositionReceivedLate&, const NameOf&);
std::string tell(const v1::DeadlineExtended&, const NameOf&);
std::string tell(const v1::ProcedureClosed&, const NameOf&);
std::string tell(const v1::ProcedureWithdrawn&, const NameOf&);
std::string tell(const v1::ProcedurePublished&, const NameOf&);
std::string tell(const v1::ConsultationOpened&, const NameOf&);
std::string tell(const v1::CommentAdded&, const NameOf&);
std::string tell(const v1::TranslationAdded&, const NameOf&);
std::string tell(const v1::EditContested&, const NameOf&);
std::string tell(const v1::PositionPrepared&, const NameOf&);
std::string tell(const v1::ProcedureBroken&, const NameOf&);
std::string tell(const v1::ProcedureIssued&, const NameOf&);
std::string tell(const v1::ProcedureProceeded&, const NameOf&);
std::string tell(const v1::EmbargoSet&, const NameOf&);
std::string tell(const v1::ListAmended&, const NameOf&);
std::string tell(const v1::AnswersReminded&, const NameOf&);
std::string tell(const v1::ProcedureQuestioned&, const NameOf&);
std::string tell(const v1::ProcedureContinued&, const NameOf&);
std::string tell(const v1::ProcedureArchived&, const NameOf&);
std::string tell(const v1::DemarcheArranged&, const NameOf&);
std::string tell(const v1::InstructionReported&, const NameOf&);
std::string tell(const v1::DemarcheConcluded&, const NameOf&);
std::string tell(const v1::NeedsSet&, const NameOf&);
std::string tell(const v1::PledgeMade&, const NameOf&);
std::string tell(const v1::PledgeTakenBack&, const NameOf&);
std::string tell(const v1::FulfilmentRecorded&, const NameOf&);

} // namespace tocsin::domain
