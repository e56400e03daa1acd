// The parts of evolve(), one overload per event: evolve_coalition.cpp, evolve_person.cpp,
// evolve_alert.cpp, evolve_procedure.cpp and their neighbours. They do not fail; what names an
// unknown thing changes nothing. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

namespace tocsin::domain {

struct Fact {
    const EntryFacts& entry;
    Instant received{};
};

// The procedure of that id with this entry on its trail; null: unknown.
Procedure* touched(State& state, const std::string& id, const Fact& fact);

void evolve(State&, const v1::LogFounded&, const Fact&);
void evolve(State&, const v1::LogKeyChanged&, const Fact&);
void evolve(State&, const v1::PartyAdmitted&, const Fact&);
void evolve(State&, const v1::PartyWithdrew&, const Fact&);
void evolve(State&, const v1::PolicySet&, const Fact&);
void evolve(State&, const v1::PersonInvited&, const Fact&);
void evolve(State&, const v1::KeyEnrolled&, const Fact&);
void evolve(State&, const v1::KeyAdded&, const Fact&);
void evolve(State&, const v1::KeyRevoked&, const Fact&);
void evolve(State&, const v1::TokenMinted&, const Fact&);
void evolve(State&, const v1::TokenRevoked&, const Fact&);
void evolve(State&, const v1::ChairHandedOver&, const Fact&);
void evolve(State&, const v1::GroupSet&, const Fact&);
void evolve(State&, const v1::CalendarSet&, const Fact&);
void evolve(State&, const v1::PlaybookSet&, const Fact&);
void evolve(State&, const v1::EarlierItemsOpened&, const Fact&);
void evolve(State&, const v1::TwoPersonRuleSet&, const Fact&);
void evolve(State&, const v1::DelegationGiven&, const Fact&);
void evolve(State&, const v1::DelegationEnded&, const Fact&);
void evolve(State&, const v1::SubscriptionSet&, const Fact&);
void evolve(State&, const v1::KeyConfirmed&, const Fact&);
void evolve(State&, const v1::RolesProposed&, const Fact&);
void evolve(State&, const v1::RolesChanged&, const Fact&);
void evolve(State&, const v1::RecoveryCodeSet&, const Fact&);
void evolve(State&, const v1::SecurityNoted&, const Fact&);

// This entry is the first that was recorded when these keys had cooled.
void cool_down(Coalition& coalition, const EntryFacts& entry);

void evolve(State&, const v1::SignalReceived&, const Fact&);
void evolve(State&, const v1::AlertDrafted&, const Fact&);
void evolve(State&, const v1::AlertIssued&, const Fact&);
void evolve(State&, const v1::AlertUpdated&, const Fact&);
void evolve(State&, const v1::AlertCancelled&, const Fact&);
void evolve(State&, const v1::AlertClosed&, const Fact&);
void evolve(State&, const v1::NoteAdded&, const Fact&);
void evolve(State&, const v1::DeliveryRecorded&, const Fact&);
void evolve(State&, const v1::AlertAcknowledged&, const Fact&);
void evolve(State&, const v1::AcknowledgementRetracted&, const Fact&);
void evolve(State&, const v1::SignalDismissed&, const Fact&);
void evolve(State&, const v1::SignalJoined&, const Fact&);
void evolve(State&, const v1::AlertsMerged&, const Fact&);
void evolve(State&, const v1::Relabelled&, const Fact&);
void evolve(State&, const v1::Escalated&, const Fact&);
void evolve(State&, const v1::ReviewFellDue&, const Fact&);
void evolve(State&, const v1::SituationReported&, const Fact&);
void evolve(State&, const v1::ReviewWritten&, const Fact&);

void evolve(State&, const v1::ProcedureDrafted&, const Fact&);
void evolve(State&, const v1::TextAdded&, const Fact&);
void evolve(State&, const v1::ProcedureOpened&, const Fact&);
void evolve(State&, const v1::PositionTaken&, const Fact&);
void evolve(State&, const v1::PositionReceivedLate&, const Fact&);
void evolve(State&, const v1::DeadlineExtended&, const Fact&);
void evolve(State&, const v1::ProcedureClosed&, const Fact&);
void evolve(State&, const v1::ProcedureWithdrawn&, const Fact&);
void evolve(State&, const v1::ProcedurePublished&, const Fact&);
void evolve(State&, const v1::ConsultationOpened&, const Fact&);
void evolve(State&, const v1::CommentAdded&, const Fact&);
void evolve(State&, const v1::TranslationAdded&, const Fact&);
void evolve(State&, const v1::EditContested&, const Fact&);
void evolve(State&, const v1::PositionPrepared&, const Fact&);
void evolve(State&, const v1::ProcedureBroken&, const Fact&);
void evolve(State&, const v1::ProcedureIssued&, const Fact&);
void evolve(State&, const v1::ProcedureProceeded&, const Fact&);
void evolve(State&, const v1::EmbargoSet&, const Fact&);
void evolve(State&, const v1::ListAmended&, const Fact&);
void evolve(State&, const v1::AnswersReminded&, const Fact&);
void evolve(State&, const v1::ProcedureQuestioned&, const Fact&);
void evolve(State&, const v1::ProcedureContinued&, const Fact&);
void evolve(State&, const v1::ProcedureArchived&, const Fact&);

void evolve(State&, const v1::DemarcheArranged&, const Fact&);
void evolve(State&, const v1::InstructionReported&, const Fact&);
void evolve(State&, const v1::DemarcheConcluded&, const Fact&);
void evolve(State&, const v1::NeedsSet&, const Fact&);
void evolve(State&, const v1::PledgeMade&, const Fact&);
void evolve(State&, const v1::PledgeTakenBack&, const Fact&);
void evolve(State&, const v1::FulfilmentRecorded&, const Fact&);

} // namespace tocsin::domain
