// SPDX-License-Identifier: Apache-2.0
#include "server/domain/audience.hpp"

#include "server/domain/label.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

namespace cls = reader_class;

std::uint32_t class_of(v1::Party::Kind kind) {
    switch (kind) {
    case v1::Party::GOVERNMENT: return cls::government;
    case v1::Party::OBSERVER: return cls::observer;
    case v1::Party::ADVISER: return cls::adviser;
    case v1::Party::SECRETARIAT: return cls::secretariat;
    default: return 0;
    }
}

template <class List, class Value>
bool contains(const List& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

Visibility of_classes(std::uint32_t classes) {
    Visibility visibility;
    visibility.readers.classes = classes;
    return visibility;
}

Visibility auditors_only() {
    return of_classes(cls::auditor);
}

void add_person(Visibility& visibility, const PersonId& person) {
    if (!person.is_zero()) visibility.persons.push_back(person);
}

// Drafts and signals: who may approve them, and who wrote them.
Visibility drafters(const PersonId& author) {
    Visibility visibility = of_classes(cls::approver | cls::auditor);
    add_person(visibility, author);
    return visibility;
}

Visibility of(Readers readers) {
    Visibility visibility;
    visibility.readers = std::move(readers);
    return visibility;
}

PersonId penholder_of(const Procedure& procedure) {
    return PersonId::from(procedure.drafted.penholder()).value_or(PersonId{});
}

Visibility readers_of(const Alert& alert) {
    return alert.issued_index == 0 ? drafters(alert.raiser) : of(alert.readership.all);
}

Visibility readers_of(const Procedure& procedure) {
    const bool is_draft = procedure.opened_at == Instant{};
    return is_draft ? drafters(penholder_of(procedure)) : of(procedure.readership.all);
}

const Alert* find_alert(const State& state, const std::string& id) {
    const auto found = state.alerts.find(AlertId{id});
    return found == state.alerts.end() ? nullptr : &found->second;
}

const Procedure* find_procedure(const State& state, const std::string& id) {
    const auto found = state.procedures.find(ProcedureId{id});
    return found == state.procedures.end() ? nullptr : &found->second;
}

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

Visibility of_procedure(const State& state, const std::string& id) {
    const Procedure* procedure = find_procedure(state, id);
    return procedure ? readers_of(*procedure) : auditors_only();
}

// What was written while it was a draft stays with those who drafted: a reader who follows live and
// one who reads it all again later are told the same.
Visibility of_procedure_draft(const State& state, const std::string& id) {
    const Procedure* procedure = find_procedure(state, id);
    if (!procedure) return auditors_only();
    const bool red = procedure->drafted.label() == v1::RED && procedure->opened_at != Instant{};
    return red ? readers_of(*procedure) : drafters(penholder_of(*procedure));
}

Visibility of_subject(const State& state, const std::string& id) {
    return find_alert(state, id) ? of_alert(state, id) : of_procedure(state, id);
}

// One entry tells of one alert (decide_reach.cpp); of several, only auditors could be told.
Visibility of_delivery(const State& state, const v1::DeliveryRecorded& event) {
    if (event.deliveries_size() == 0) return auditors_only();
    const std::string& first = event.deliveries(0).alert_id();
    for (const v1::Delivery& delivery : event.deliveries())
        if (delivery.alert_id() != first) return auditors_only();
    Visibility visibility = of_alert(state, first);
    visibility.required = cls::approver | cls::house;
    return visibility;
}

bool is_hidden(const Procedure& procedure) {
    return procedure.tally_rule != v1::ProcedureOpened::VISIBLE &&
           (procedure.state == Procedure::State::open ||
            procedure.state == Procedure::State::withdrawn);
}

Visibility of_position(const State& state, const v1::PositionTaken& event) {
    const Procedure* procedure = find_procedure(state, event.procedure_id());
    if (!procedure) return auditors_only();
    Visibility visibility =
        is_hidden(*procedure) ? auditors_only() : of(procedure->readership.governments);
    if (procedure->drafted.label() == v1::RED) {
        if (const auto person = PersonId::from(event.person())) add_person(visibility, *person);
        return visibility;
    }
    visibility.parties.push_back(PartyCode{event.party()});
    return visibility;
}

Visibility of_late_position(const State& state, const v1::PositionTaken& event) {
    const Procedure* procedure = find_procedure(state, event.procedure_id());
    if (!procedure) return auditors_only();
    const bool red = procedure->drafted.label() == v1::RED;
    Visibility visibility = auditors_only();
    if (!red) visibility.readers.classes |= cls::secretariat;
    if (!red) visibility.parties.push_back(PartyCode{event.party()});
    if (const auto person = PersonId::from(event.person())) add_person(visibility, *person);
    add_person(visibility, penholder_of(*procedure));
    return visibility;
}

// Keys are public among the members, and a party always sees its own.
Visibility of_key(const State& state, std::string_view raw) {
    Visibility visibility = of_classes(cls::house | cls::government);
    const PersonRecord* person = state.coalition.person(PersonId::from(raw).value_or(PersonId{}));
    if (person) visibility.parties.push_back(person->party);
    return visibility;
}

Visibility of_own(std::string_view raw) {
    Visibility visibility = of_classes(cls::house);
    if (const auto person = PersonId::from(raw)) add_person(visibility, *person);
    return visibility;
}

// Shown to all members while founding: one person alone invites (security.md, the first two).
Visibility of_invitation(const v1::PersonInvited& event) {
    Visibility visibility = of_own(event.person());
    if (event.founding()) visibility.readers.classes |= cls::government;
    return visibility;
}

Visibility of_token(const State& state, const v1::TokenRevoked& event) {
    const auto found =
        state.coalition.tokens.find(Digest::from(event.token_sha256()).value_or(Digest{}));
    return of_own(
        found == state.coalition.tokens.end() ? std::string_view() : found->second.person.view()
    );
}

Visibility of_signal(const v1::SignalReceived& event) {
    return drafters(PersonId::from(event.person()).value_or(PersonId{}));
}

} // namespace

std::optional<Reader> reader_of(const State& state, const PersonId& person, Instant at) {
    const PersonRecord* record = state.coalition.person(person);
    const PartyRecord* party = record ? state.coalition.party(record->party) : nullptr;
    if (!party || !party->is_member(at)) return std::nullopt;

    Reader reader;
    reader.person = person;
    reader.party = record->party;
    reader.kind = party->facts.kind();
    for (const v1::Role role : record->roles)
        reader.roles |= 1u << role;
    if (reader.has(v1::SOURCE)) return reader; // A machine reads what names it, and nothing else.
    reader.classes = class_of(reader.kind);
    if (reader.has(v1::LEAD) || reader.has(v1::SUPPORT) || reader.has(v1::CHAIR))
        reader.classes |= cls::approver;
    if (reader.has(v1::AUDITOR)) reader.classes |= cls::auditor;
    return reader;
}

Visibility visibility_of(const State& state, const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kLogFounded:
    case v1::Event::kPartyAdmitted:
    case v1::Event::kPartyWithdrew:
    case v1::Event::kPolicySet: return of_classes(cls::everybody);
    case v1::Event::kPersonInvited: return of_invitation(event.person_invited());
    case v1::Event::kKeyEnrolled: return of_key(state, event.key_enrolled().person());
    case v1::Event::kKeyAdded: return of_key(state, event.key_added().person());
    case v1::Event::kKeyRevoked: return of_key(state, event.key_revoked().person());
    case v1::Event::kTokenMinted: return of_own(event.token_minted().person());
    case v1::Event::kTokenRevoked: return of_token(state, event.token_revoked());
    case v1::Event::kSignalReceived: return of_signal(event.signal_received());
    case v1::Event::kAlertDrafted: return of_draft(state, event.alert_drafted());
    case v1::Event::kAlertIssued:
        return of_message(state, event.alert_issued().alert_id(), event.alert_issued().content());
    case v1::Event::kAlertUpdated:
        return of_message(state, event.alert_updated().alert_id(), event.alert_updated().content());
    case v1::Event::kAlertCancelled: return of_alert(state, event.alert_cancelled().alert_id());
    case v1::Event::kAlertClosed: return of_alert(state, event.alert_closed().alert_id());
    case v1::Event::kNoteAdded: return of_subject(state, event.note_added().subject());
    case v1::Event::kDeliveryRecorded: return of_delivery(state, event.delivery_recorded());
    case v1::Event::kAlertAcknowledged:
        return of_acknowledgement(state, event.alert_acknowledged().alert_id());
    case v1::Event::kAcknowledgementRetracted:
        return of_acknowledgement(state, event.acknowledgement_retracted().alert_id());
    case v1::Event::kProcedureDrafted:
        return of_procedure_draft(state, event.procedure_drafted().procedure_id());
    case v1::Event::kTextAdded: return of_procedure_draft(state, event.text_added().procedure_id());
    case v1::Event::kProcedureOpened:
        return of_procedure(state, event.procedure_opened().procedure_id());
    case v1::Event::kPositionTaken: return of_position(state, event.position_taken());
    case v1::Event::kPositionReceivedLate:
        return of_late_position(state, event.position_received_late().position());
    case v1::Event::kDeadlineExtended:
        return of_procedure(state, event.deadline_extended().procedure_id());
    case v1::Event::kProcedureClosed:
        return of_procedure(state, event.procedure_closed().procedure_id());
    case v1::Event::kProcedureWithdrawn:
        return of_procedure(state, event.procedure_withdrawn().procedure_id());
    case v1::Event::kProcedurePublished:
        return of_procedure(state, event.procedure_published().procedure_id());
    case v1::Event::EVENT_NOT_SET: return auditors_only();
    }
    return auditors_only();
}

bool Visibility::names(const PersonId& person) const {
    return contains(persons, person) || (readers.named && readers.named->has(person));
}

void Visibility::list_persons(std::vector<PersonId>& into) const {
    into.insert(into.end(), persons.begin(), persons.end());
    if (!readers.named) return;
    into.insert(into.end(), readers.named->persons.begin(), readers.named->persons.end());
}

bool may_see(const Visibility& visibility, const Reader& reader) {
    if ((reader.classes & cls::auditor) != 0) return true;
    const bool has_required = (reader.classes & visibility.required) != 0;
    if (visibility.names(reader.person) && (visibility.required == cls::everybody || has_required))
        return true;
    if (!has_required) return false; // A source machine ends here too.
    const Readers& readers = visibility.readers;
    if (contains(visibility.parties, reader.party)) return true;
    if (readers.named && readers.named->has(reader.party)) return true;
    return !readers.only_named && (reader.classes & readers.classes) != 0;
}

bool may_read(const Alert& alert, const Reader& reader) {
    return may_see(readers_of(alert), reader);
}

bool may_read(const Procedure& procedure, const Reader& reader) {
    return may_see(readers_of(procedure), reader);
}

bool may_see_positions(const Procedure& procedure, const Reader& reader) {
    if (reader.has(v1::AUDITOR)) return true;
    if (reader.kind != v1::Party::GOVERNMENT && reader.kind != v1::Party::SECRETARIAT) return false;
    if (!is_hidden(procedure)) return true;
    if (procedure.tally_rule != v1::ProcedureOpened::HIDDEN_UNTIL_OWN) return false;
    const auto own = procedure.positions.find(reader.party);
    return own != procedure.positions.end() &&
           own->second.stance != v1::Position::AWAITING_INSTRUCTIONS;
}

} // namespace tocsin::domain
