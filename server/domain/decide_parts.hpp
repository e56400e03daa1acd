// The parts of decide(), one overload per command, grouped by file: decide_coalition.cpp,
// decide_alert.cpp, decide_procedure.cpp, decide_position.cpp. Called only by decide.cpp, which has
// settled who asks: a person who may act now, or the server itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/audience.hpp"
#include "server/domain/decide.hpp"

#include <variant>
#include <vector>

namespace tocsin::domain {

// Who asks, looked up in the state at this very index.
struct Asking {
    const PersonRecord* person = nullptr; // null: the server itself
    const PartyRecord* party = nullptr;
    Reader reader;
    Instant received{}; // deadlines are compared with it
    Instant at{};       // who is of the Coalition is asked as of it: State::as_of(received)
    CommandId command_id;

    bool is_server() const { return person == nullptr; }

    bool has(v1::Role role) const { return reader.has(role); }
};

// A decision that only says no.
Decision refusing(v1::Refusal refusal);

// Whom a reminder goes to: those of `owing` that `named` lists, in their own order; all when it
// lists nobody. INVALID_FIELD for one that owes nothing.
using Reminded = std::variant<std::vector<PartyCode>, v1::Refusal>;
Reminded named_of(
    const std::vector<PartyCode>& owing,
    const google::protobuf::RepeatedPtrField<std::string>& named
);

// The Coalition (decide_coalition.cpp, decide_policy.cpp), its persons and their keys
// (decide_invitation.cpp, decide_key.cpp, decide_recovery.cpp, decide_roles.cpp,
// decide_security.cpp).
Decision decide(const State&, const v1::FoundLog&, const Asking&);
Decision decide(const State&, const v1::ChangeLogKey&, const Asking&);
Decision decide(const State&, const v1::AdmitParty&, const Asking&);
Decision decide(const State&, const v1::WithdrawParty&, const Asking&);
Decision decide(const State&, const v1::SetPolicy&, const Asking&);
Decision decide(const State&, const v1::SeedPerson&, const Asking&);
Decision decide(const State&, const v1::InviteFounder&, const Asking&);
Decision decide(const State&, const v1::InvitePerson&, const Asking&);
Decision decide(const State&, const v1::EnrolKey&, const Asking&);
Decision decide(const State&, const v1::ApproveKey&, const Asking&);
Decision decide(const State&, const v1::RevokeKey&, const Asking&);
Decision decide(const State&, const v1::AddOwnKey&, const Asking&);
Decision decide(const State&, const v1::ReportMisuse&, const Asking&);
Decision decide(const State&, const v1::RecoverPerson&, const Asking&);
Decision decide(const State&, const v1::SetRecoveryCode&, const Asking&);
Decision decide(const State&, const v1::BreakGlass&, const Asking&);
Decision decide(const State&, const v1::ChangeRoles&, const Asking&);
Decision decide(const State&, const v1::NoteSecurity&, const Asking&);
Decision decide(const State&, const v1::RecordReading&, const Asking&);
Decision decide(const State&, const v1::MintToken&, const Asking&);
Decision decide(const State&, const v1::RevokeToken&, const Asking&);

// Who the Coalition is besides its roster, and what is one's own (decide_group.cpp,
// decide_playbook.cpp, decide_earlier.cpp, decide_own.cpp).
Decision decide(const State&, const v1::HandOverChair&, const Asking&);
Decision decide(const State&, const v1::SetGroup&, const Asking&);
Decision decide(const State&, const v1::SetCalendar&, const Asking&);
Decision decide(const State&, const v1::SetPlaybook&, const Asking&);
Decision decide(const State&, const v1::OpenEarlierItems&, const Asking&);
Decision decide(const State&, const v1::Delegate&, const Asking&);
Decision decide(const State&, const v1::EndDelegation&, const Asking&);
Decision decide(const State&, const v1::Subscribe&, const Asking&);
Decision decide(const State&, const v1::SetTwoPersonRule&, const Asking&);

// Alerts (decide_alert.cpp, decide_reach.cpp, decide_signal.cpp, decide_escalation.cpp,
// decide_relabel.cpp, decide_playbook.cpp, decide_review.cpp).
Decision decide(const State&, const v1::SubmitSignal&, const Asking&);
Decision decide(const State&, const v1::RaiseAlert&, const Asking&);
Decision decide(const State&, const v1::ApproveAlert&, const Asking&);
Decision decide(const State&, const v1::UpdateAlert&, const Asking&);
Decision decide(const State&, const v1::CancelAlert&, const Asking&);
Decision decide(const State&, const v1::CloseAlert&, const Asking&);
Decision decide(const State&, const v1::AddNote&, const Asking&);
Decision decide(const State&, const v1::RecordDelivery&, const Asking&);
Decision decide(const State&, const v1::AcknowledgeAlert&, const Asking&);
Decision decide(const State&, const v1::RetractAcknowledgement&, const Asking&);
Decision decide(const State&, const v1::DismissSignal&, const Asking&);
Decision decide(const State&, const v1::JoinSignal&, const Asking&);
Decision decide(const State&, const v1::MergeAlerts&, const Asking&);
Decision decide(const State&, const v1::Relabel&, const Asking&);
Decision decide(const State&, const v1::ReportSituation&, const Asking&);
Decision decide(const State&, const v1::OpenPlaybook&, const Asking&);
Decision decide(const State&, const v1::Escalate&, const Asking&);
Decision decide(const State&, const v1::CallReview&, const Asking&);
Decision decide(const State&, const v1::WriteReview&, const Asking&);

// Procedures (decide_draft.cpp, decide_text.cpp, decide_procedure.cpp, decide_position.cpp,
// decide_deadline.cpp, decide_publication.cpp).
Decision decide(const State&, const v1::DraftProcedure&, const Asking&);
Decision decide(const State&, const v1::AddText&, const Asking&);
Decision decide(const State&, const v1::OpenProcedure&, const Asking&);
Decision decide(const State&, const v1::TakePosition&, const Asking&);
Decision decide(const State&, const v1::ExtendDeadline&, const Asking&);
Decision decide(const State&, const v1::WithdrawProcedure&, const Asking&);
Decision decide(const State&, const v1::PublishProcedure&, const Asking&);
Decision decide(const State&, const v1::CloseProcedure&, const Asking&);
Decision decide(const State&, const v1::OpenConsultation&, const Asking&);
Decision decide(const State&, const v1::AddComment&, const Asking&);
Decision decide(const State&, const v1::AddTranslation&, const Asking&);
Decision decide(const State&, const v1::ContestEdit&, const Asking&);
Decision decide(const State&, const v1::IssueAsChair&, const Asking&);
Decision decide(const State&, const v1::ProceedUnreached&, const Asking&);
Decision decide(const State&, const v1::SetEmbargo&, const Asking&);
Decision decide(const State&, const v1::ContinueProcedure&, const Asking&);
Decision decide(const State&, const v1::ArchiveProcedure&, const Asking&);
Decision decide(const State&, const v1::RemindAnswers&, const Asking&);
Decision decide(const State&, const v1::Remind&, const Asking&);
Decision decide(const State&, const v1::RingAgain&, const Asking&);
Decision decide(const State&, const v1::PublishDue&, const Asking&);

// Demarches (decide_demarche.cpp), pledge calls (decide_pledge.cpp).
Decision decide(const State&, const v1::ArrangeDemarche&, const Asking&);
Decision decide(const State&, const v1::ReportInstruction&, const Asking&);
Decision decide(const State&, const v1::ConcludeDemarche&, const Asking&);
Decision decide(const State&, const v1::SetNeeds&, const Asking&);
Decision decide(const State&, const v1::MakePledge&, const Asking&);
Decision decide(const State&, const v1::TakePledgeBack&, const Asking&);
Decision decide(const State&, const v1::RecordFulfilment&, const Asking&);

// An id for a new thing: prefix ("al", "st" …) and eight Crockford base32 digits mixed, without any
// SHA, from the command id, so that it betrays no count (I8) and a replay gives the same; longer
// when taken.
std::string
new_id(const State& state, const char* prefix, v1::Realm realm, const CommandId& command_id);
// The same for a person: sixteen bytes that name nobody yet.
PersonId new_person_id(const State& state, const CommandId& command_id);

} // namespace tocsin::domain
