// Who may see an entry: of each kind of event, the readers of what it is about, by the present
// state. SPDX-License-Identifier: Apache-2.0
#include "server/domain/pledge.hpp"
#include "server/domain/visibility_parts.hpp"
#include "server/domain/words.hpp"

#include <type_traits>

namespace tocsin::domain {

namespace {

namespace cls = reader_class;

Visibility of(Readers readers) {
    Visibility visibility;
    visibility.readers = std::move(readers);
    return visibility;
}

const Alert* find_alert(const State& state, const std::string& id) {
    const auto found = state.alerts.find(AlertId{id});
    return found == state.alerts.end() ? nullptr : &found->second;
}

const Procedure* find_procedure(const State& state, const std::string& id) {
    const auto found = state.procedures.find(ProcedureId{id});
    return found == state.procedures.end() ? nullptr : &found->second;
}

// Alerts.

Visibility of_alert(const State& state, const std::string& id) {
    const Alert* alert = find_alert(state, id);
    return alert ? readers_of(*alert) : auditors_only();
}

Visibility of_message(const State& state, const std::string& id, const v1::AlertContent& content) {
    const Alert* alert = find_alert(state, id);
    if (!alert) return auditors_only();
    if (alert->issued_index == 0) return drafters(alert->raiser);
    return of(readers_of_message(state, *alert, content));
}

Visibility of_acknowledgement(const State& state, const std::string& id) {
    const Alert* alert = find_alert(state, id);
    if (!alert) return auditors_only();
    if (alert->issued_index == 0) return drafters(alert->raiser);
    return of(alert->readership.governments);
}

// A draft stays with those who drafted, also once it is issued; but RED is for the named alone.
Visibility of_draft(const State& state, const v1::AlertDrafted& event) {
    const Alert* alert = find_alert(state, event.alert_id());
    if (!alert) return auditors_only();
    const bool red = alert->issued_index != 0 &&
                     std::max(event.content().label(), alert->content.label()) == v1::RED;
    if (!red) return drafters(alert->raiser);
    return of(readers_of_message(state, *alert, event.content()));
}

// What only those who watch and lead it need: how it reached, when it is due for review.
Visibility of_watch(const State& state, const std::string& id) {
    Visibility visibility = of_alert(state, id);
    visibility.required = cls::approver | cls::house;
    return visibility;
}

Visibility of_signal(const State& state, const std::string& id) {
    const auto found = state.signals.find(SignalId{id});
    return found == state.signals.end() ? auditors_only() : drafters(found->second.person);
}

Visibility of_signal(const v1::SignalReceived& event) {
    return drafters(PersonId::from(event.person()).value_or(PersonId{}));
}

// Procedures.

Visibility of_procedure(const State& state, const std::string& id) {
    const Procedure* procedure = find_procedure(state, id);
    return procedure ? readers_of(*procedure) : auditors_only();
}

Visibility of_governments(const State& state, const std::string& id) {
    const Procedure* procedure = find_procedure(state, id);
    if (!procedure) return auditors_only();
    if (procedure->shown_from() == Instant{}) return readers_of(*procedure);
    return of(procedure->readership.governments);
}

// What went wrong is told among governments.
Visibility of_review(const State& state, const std::string& id) {
    if (find_alert(state, id)) return of_acknowledgement(state, id);
    return of_governments(state, id);
}

// What was written while it was a draft stays with those who drafted: a reader who follows live and
// one who reads it all again later are told the same. But RED is for the named alone.
Visibility of_writing(const State& state, const std::string& id, Instant written) {
    const Procedure* procedure = find_procedure(state, id);
    if (!procedure) return auditors_only();
    const Instant shown = procedure->shown_from();
    const bool is_out = shown != Instant{};
    const bool red = procedure->drafted.label() == v1::RED;
    if (is_out && (red || written >= shown)) return readers_of(*procedure);
    return drafters(penholder_of(*procedure));
}

// A government speaks among governments; a guest's advice is for everybody it is given to.
Visibility of_comment(const State& state, const v1::CommentAdded& event) {
    const PartyRecord* party = state.coalition.party(PartyCode{event.party()});
    const bool is_guest = party && party->facts.kind() != v1::Party::GOVERNMENT;
    return is_guest ? of_procedure(state, event.procedure_id())
                    : of_governments(state, event.procedure_id());
}

// One entry tells of one alert or procedure (decide_reach.cpp); of several, only auditors could be
// told.
Visibility of_delivery(const State& state, const v1::DeliveryRecorded& event) {
    if (event.deliveries_size() == 0) return auditors_only();
    const std::string& first = event.deliveries(0).alert_id();
    for (const v1::Delivery& delivery : event.deliveries())
        if (delivery.alert_id() != first) return auditors_only();
    Visibility visibility = of_subject(state, first);
    visibility.required = cls::approver | cls::house;
    return visibility;
}

// Who objected: known to the members, unless policy keeps it to those who must act on it.
bool hides_objector(const Procedure& procedure, const v1::PositionTaken& event) {
    return event.stance() == v1::Position::OBJECT && procedure.policy.objectors_hidden();
}

Visibility of_position(const State& state, const v1::PositionTaken& event) {
    const Procedure* procedure = find_procedure(state, event.procedure_id());
    if (!procedure) return auditors_only();
    const bool red = procedure->drafted.label() == v1::RED;
    const bool hidden = hides_positions(*procedure) || hides_objector(*procedure, event);
    Visibility visibility = hidden ? auditors_only() : of(procedure->readership.governments);
    if (hides_objector(*procedure, event)) {
        if (!red) visibility.readers.classes |= cls::secretariat;
        visibility.add(penholder_of(*procedure));
    }
    if (red) {
        visibility.add(PersonId::from(event.person()).value_or(PersonId{}));
        return visibility;
    }
    visibility.parties.push_back(PartyCode{event.party()});
    return visibility;
}

// Between two persons of one government: nobody else's business until it is confirmed; of what is
// RED only those of its persons who are named.
Visibility of_prepared(const State& state, const v1::PositionTaken& event) {
    const Procedure* procedure = find_procedure(state, event.procedure_id());
    Visibility visibility = auditors_only();
    if (!procedure) return visibility;
    if (procedure->drafted.label() != v1::RED) {
        visibility.parties.push_back(PartyCode{event.party()});
        return visibility;
    }
    visibility.add(PersonId::from(event.person()).value_or(PersonId{}));
    visibility.add(state, PartyCode{event.party()}, procedure->readership.governments);
    return visibility;
}

Visibility of_late_position(const State& state, const v1::PositionTaken& event) {
    const Procedure* procedure = find_procedure(state, event.procedure_id());
    if (!procedure) return auditors_only();
    const bool red = procedure->drafted.label() == v1::RED;
    Visibility visibility = auditors_only();
    if (!red) visibility.readers.classes |= cls::secretariat;
    if (!red) visibility.parties.push_back(PartyCode{event.party()});
    // A late objection is told to the Chair, where the Chair may read what was objected to.
    const Chair* chair = state.coalition.chair_at(procedure->deadline);
    if (!red && chair && event.stance() == v1::Position::OBJECT)
        visibility.add(state, chair->chair, procedure->readership.governments);
    visibility.add(PersonId::from(event.person()).value_or(PersonId{}));
    visibility.add(penholder_of(*procedure));
    return visibility;
}

// While positions are hidden nobody is told who else still owes one.
Visibility of_reminder(const State& state, const v1::AnswersReminded& event) {
    const Procedure* procedure = find_procedure(state, event.procedure_id());
    if (!procedure) return auditors_only();
    if (event.owing_size() != 1) {
        if (hides_positions(*procedure)) return auditors_only();
        return of(procedure->readership.governments);
    }
    Visibility visibility = visible_to(cls::house);
    if (procedure->drafted.label() == v1::RED)
        visibility = of(procedure->readership.governments);
    else
        visibility.parties.push_back(PartyCode{event.owing(0)});
    visibility.add(penholder_of(*procedure));
    return visibility;
}

// As its donor shows it now; nothing known of it: to donors only.
template <class Event>
Visibility of_pledge(const State& state, const Event& event, const std::string& need_id) {
    const Procedure* procedure = find_procedure(state, event.procedure_id());
    if (!procedure) return auditors_only();
    Donation donation{
        PartyCode{event.party()}, PersonId::from(event.person()).value_or(PersonId{})};
    const auto found = procedure->pledges.find({donation.party, need_id});
    if (found != procedure->pledges.end()) donation.shown = found->second.pledge.visibility();
    // What was said to donors only stays with them, also once a later pledge is shown to all.
    if constexpr (std::is_same_v<Event, v1::PledgeMade>)
        if (event.pledge().visibility() != v1::Pledge::MEMBERS) donation.shown = v1::Pledge::DONORS;
    return readers_of(state, *procedure, donation);
}

// The kinds of event in groups, so that each is read in one sitting; nothing: not of this one.
std::optional<Visibility> of_alert_event(const State& state, const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kSignalReceived: return of_signal(event.signal_received());
    case v1::Event::kSignalDismissed: return of_signal(state, event.signal_dismissed().signal_id());
    case v1::Event::kSignalJoined: return of_signal(state, event.signal_joined().signal_id());
    case v1::Event::kAlertDrafted: return of_draft(state, event.alert_drafted());
    case v1::Event::kAlertIssued:
        return of_message(state, event.alert_issued().alert_id(), event.alert_issued().content());
    case v1::Event::kAlertUpdated:
        return of_message(state, event.alert_updated().alert_id(), event.alert_updated().content());
    case v1::Event::kAlertCancelled: return of_alert(state, event.alert_cancelled().alert_id());
    case v1::Event::kAlertClosed: return of_alert(state, event.alert_closed().alert_id());
    case v1::Event::kAlertsMerged: return of_alert(state, event.alerts_merged().alert_id());
    case v1::Event::kRelabelled: return of_subject(state, event.relabelled().subject());
    case v1::Event::kNoteAdded: return of_subject(state, event.note_added().subject());
    case v1::Event::kReviewWritten: return of_review(state, event.review_written().subject());
    case v1::Event::kDeliveryRecorded: return of_delivery(state, event.delivery_recorded());
    case v1::Event::kAlertAcknowledged:
        return of_acknowledgement(state, event.alert_acknowledged().alert_id());
    case v1::Event::kAcknowledgementRetracted:
        return of_acknowledgement(state, event.acknowledgement_retracted().alert_id());
    case v1::Event::kEscalated: return of_acknowledgement(state, event.escalated().alert_id());
    case v1::Event::kReviewFellDue: return of_watch(state, event.review_fell_due().alert_id());
    case v1::Event::kSituationReported:
        return of_alert(state, event.situation_reported().alert_id());
    default: return std::nullopt;
    }
}

Visibility of_text(const State& state, const v1::Event& event, const std::string& id) {
    return of_writing(state, id, from_ms(event.received_at()));
}

std::optional<Visibility> of_instrument_event(const State& state, const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kDemarcheArranged:
        return of_text(state, event, event.demarche_arranged().procedure_id());
    case v1::Event::kInstructionReported:
        return of_governments(state, event.instruction_reported().procedure_id());
    case v1::Event::kDemarcheConcluded:
        return of_procedure(state, event.demarche_concluded().procedure_id());
    case v1::Event::kNeedsSet: return of_text(state, event, event.needs_set().procedure_id());
    case v1::Event::kPledgeMade:
        return of_pledge(state, event.pledge_made(), event.pledge_made().pledge().need_id());
    case v1::Event::kPledgeTakenBack:
        return of_pledge(state, event.pledge_taken_back(), event.pledge_taken_back().need_id());
    case v1::Event::kFulfilmentRecorded:
        return of_pledge(state, event.fulfilment_recorded(), event.fulfilment_recorded().need_id());
    default: return std::nullopt;
    }
}

std::optional<Visibility> of_procedure_event(const State& state, const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kProcedureDrafted:
        return of_text(state, event, event.procedure_drafted().procedure_id());
    case v1::Event::kTextAdded: return of_text(state, event, event.text_added().procedure_id());
    case v1::Event::kTranslationAdded:
        return of_text(state, event, event.translation_added().procedure_id());
    case v1::Event::kConsultationOpened:
        return of_procedure(state, event.consultation_opened().procedure_id());
    case v1::Event::kCommentAdded: return of_comment(state, event.comment_added());
    case v1::Event::kProcedureOpened:
        return of_procedure(state, event.procedure_opened().procedure_id());
    case v1::Event::kPositionTaken: return of_position(state, event.position_taken());
    case v1::Event::kPositionPrepared:
        return of_prepared(state, event.position_prepared().position());
    case v1::Event::kPositionReceivedLate:
        return of_late_position(state, event.position_received_late().position());
    case v1::Event::kEditContested:
        return of_governments(state, event.edit_contested().procedure_id());
    case v1::Event::kAnswersReminded: return of_reminder(state, event.answers_reminded());
    case v1::Event::kDeadlineExtended:
    case v1::Event::kProcedureClosed:
    case v1::Event::kProcedureWithdrawn:
    case v1::Event::kProcedurePublished:
    case v1::Event::kProcedureBroken:
    case v1::Event::kProcedureIssued:
    case v1::Event::kProcedureProceeded:
    case v1::Event::kEmbargoSet:
    case v1::Event::kListAmended:
    case v1::Event::kProcedureQuestioned:
    case v1::Event::kProcedureContinued:
    case v1::Event::kProcedureArchived: return of_procedure(state, subject_of(event));
    default: return std::nullopt;
    }
}

} // namespace

Visibility auditors_only() {
    return visible_to(cls::auditor);
}

Visibility of_subject(const State& state, const std::string& id) {
    return find_alert(state, id) ? of_alert(state, id) : of_procedure(state, id);
}

Visibility visibility_of(const State& state, const v1::Event& event) {
    if (auto visibility = of_coalition_event(state, event)) return *visibility;
    if (auto visibility = of_alert_event(state, event)) return *visibility;
    if (auto visibility = of_instrument_event(state, event)) return *visibility;
    if (auto visibility = of_procedure_event(state, event)) return *visibility;
    return auditors_only();
}

} // namespace tocsin::domain
