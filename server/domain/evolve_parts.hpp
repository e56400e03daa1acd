// The parts of evolve(), one overload per event: evolve_coalition.cpp, evolve_alert.cpp,
// evolve_procedure.cpp. They do not fail; what names an unknown thing changes nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

namespace tocsin::domain {

struct Fact {
    const EntryFacts& entry;
    Instant received{};
};

void evolve(State&, const v1::LogFounded&, const Fact&);
void evolve(State&, const v1::PartyAdmitted&, const Fact&);
void evolve(State&, const v1::PartyWithdrew&, const Fact&);
void evolve(State&, const v1::PolicySet&, const Fact&);
void evolve(State&, const v1::PersonInvited&, const Fact&);
void evolve(State&, const v1::KeyEnrolled&, const Fact&);
void evolve(State&, const v1::KeyAdded&, const Fact&);
void evolve(State&, const v1::KeyRevoked&, const Fact&);
void evolve(State&, const v1::TokenMinted&, const Fact&);
void evolve(State&, const v1::TokenRevoked&, const Fact&);

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

void evolve(State&, const v1::ProcedureDrafted&, const Fact&);
void evolve(State&, const v1::TextAdded&, const Fact&);
void evolve(State&, const v1::ProcedureOpened&, const Fact&);
void evolve(State&, const v1::PositionTaken&, const Fact&);
void evolve(State&, const v1::PositionReceivedLate&, const Fact&);
void evolve(State&, const v1::DeadlineExtended&, const Fact&);
void evolve(State&, const v1::ProcedureClosed&, const Fact&);
void evolve(State&, const v1::ProcedureWithdrawn&, const Fact&);
void evolve(State&, const v1::ProcedurePublished&, const Fact&);

} // namespace tocsin::domain
