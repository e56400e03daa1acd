// SPDX-License-Identifier: Apache-2.0
#include "server/domain/audience.hpp"

#include "server/domain/label.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

namespace cls = reader_class;

// Those who read whatever the label, where it is not RED: they operate, they audit.
constexpr std::uint32_t house = cls::secretariat | cls::auditor;

// Whose readers: everybody the item allows, or of them the governments (acknowledgements,
// positions).
enum class Among { all, governments };

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

Visibility auditors_only() {
    return {cls::auditor, {}, {}, false, cls::everybody};
}

void add_person(Visibility& visibility, const PersonId& person) {
    if (!person.is_zero()) visibility.persons.push_back(person);
}

// Drafts and signals: who may approve them, and who wrote them.
Visibility drafters(const PersonId& author) {
    Visibility visibility{cls::approver | cls::auditor, {}, {}, false, cls::everybody};
    add_person(visibility, author);
    return visibility;
}

// Members and guests for whom the item was when it went out, cut by what its label is now. A party
// that joined later is not among them: its access to earlier items would be a decision of its own.
Visibility
readers_of(const State& state, const Cut& cut, const std::set<PartyCode>& then, Among among) {
    if (cut.label == v1::RED) {
        Visibility named = auditors_only();
        named.only_named = true;
        named.classes = cls::everybody;
        named.persons.assign(cut.persons.begin(), cut.persons.end());
        return named;
    }
    Visibility visibility{house, {}, {}, false, cls::everybody};
    if (cut.label == v1::CLEAR && !cut.narrowed) {
        visibility.classes = among == Among::all ? cls::everybody : house | cls::government;
        return visibility;
    }
    for (const PartyCode& code : then) {
        const v1::Party::Kind kind = kind_of(state, code);
        if (among == Among::governments && kind != v1::Party::GOVERNMENT) continue;
        if (cut.allows_party(code, kind)) visibility.parties.push_back(code);
    }
    for (const PersonId& id : cut.persons) {
        const PersonRecord* person = state.coalition.person(id);
        if (!person || !then.contains(person->party)) continue;
        const v1::Party::Kind kind = kind_of(state, person->party);
        if (among == Among::governments && kind != v1::Party::GOVERNMENT) continue;
        if (cut.allows_person(*person, kind)) visibility.persons.push_back(id);
    }
    return visibility;
}

// `message`: the content of an older message, shown no wider than the live one.
Visibility
readers_of(const State& state, const Alert& alert, const v1::AlertContent* message, Among among) {
    if (alert.issued_index == 0) return drafters(alert.raiser);
    const Cut live = cut_of(alert.content);
    const Cut cut = message ? strictest(state, cut_of(*message), live) : live;
    Visibility visibility = readers_of(state, cut, alert.addressees, among);
    // Both know it already, and answer for it.
    if (among == Among::all) {
        add_person(visibility, alert.raiser);
        add_person(visibility, alert.approver);
    }
    return visibility;
}

Visibility readers_of(const State& state, const Procedure& procedure, Among among) {
    const PersonId penholder = PersonId::from(procedure.drafted.penholder()).value_or(PersonId{});
    if (procedure.opened_at == Instant{}) return drafters(penholder);
    std::set<PartyCode> then = procedure.entitled;
    for (const auto& [code, record] : state.coalition.parties)
        if (record.is_member(procedure.opened_at)) then.insert(code);
    const Cut cut = cut_of(procedure.drafted.label(), procedure.drafted.audience());
    Visibility visibility = readers_of(state, cut, then, among);
    if (among == Among::all) add_person(visibility, penholder);
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

Visibility of_alert(
    const State& state,
    const std::string& id,
    const v1::AlertContent* message = nullptr,
    Among among = Among::all
) {
    const Alert* alert = find_alert(state, id);
    return alert ? readers_of(state, *alert, message, among) : auditors_only();
}

// A draft stays with those who drafted, also once it is issued; but RED is for the named alone.
Visibility of_draft(const State& state, const v1::AlertDrafted& event) {
    const Alert* alert = find_alert(state, event.alert_id());
    if (!alert) return auditors_only();
    const bool red = alert->issued_index != 0 &&
                     std::max(event.content().label(), alert->content.label()) == v1::RED;
    return red ? readers_of(state, *alert, &event.content(), Among::all) : drafters(alert->raiser);
}

Visibility of_procedure(const State& state, const std::string& id) {
    const Procedure* procedure = find_procedure(state, id);
    return procedure ? readers_of(state, *procedure, Among::all) : auditors_only();
}

// What was written while it was a draft stays with those who drafted: a reader who follows live and
// one who reads it all again later are told the same.
Visibility of_procedure_draft(const State& state, const std::string& id) {
    const Procedure* procedure = find_procedure(state, id);
    if (!procedure) return auditors_only();
    const bool red = procedure->drafted.label() == v1::RED && procedure->opened_at != Instant{};
    if (red) return readers_of(state, *procedure, Among::all);
    return drafters(PersonId::from(procedure->drafted.penholder()).value_or(PersonId{}));
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
    visibility.required = cls::approver | house;
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
        is_hidden(*procedure) ? auditors_only() : readers_of(state, *procedure, Among::governments);
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
    if (!red) visibility.classes |= cls::secretariat;
    if (!red) visibility.parties.push_back(PartyCode{event.party()});
    if (const auto person = PersonId::from(event.person())) add_person(visibility, *person);
    if (const auto penholder = PersonId::from(procedure->drafted.penholder()))
        add_person(visibility, *penholder);
    return visibility;
}

// Keys are public among the members, and a party always sees its own.
Visibility of_key(const State& state, std::string_view raw) {
    Visibility visibility{house | cls::government, {}, {}, false, cls::everybody};
    const PersonRecord* person = state.coalition.person(PersonId::from(raw).value_or(PersonId{}));
    if (person) visibility.parties.push_back(person->party);
    return visibility;
}

Visibility of_own(std::string_view raw) {
    Visibility visibility{house, {}, {}, false, cls::everybody};
    if (const auto person = PersonId::from(raw)) add_person(visibility, *person);
    return visibility;
}

// Shown to all members while founding: one person alone invites (security.md, the first two).
Visibility of_invitation(const v1::PersonInvited& event) {
    Visibility visibility = of_own(event.person());
    if (event.founding()) visibility.classes |= cls::government;
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
    case v1::Event::kPolicySet: return {cls::everybody, {}, {}, false, cls::everybody};
    case v1::Event::kPersonInvited: return of_invitation(event.person_invited());
    case v1::Event::kKeyEnrolled: return of_key(state, event.key_enrolled().person());
    case v1::Event::kKeyAdded: return of_key(state, event.key_added().person());
    case v1::Event::kKeyRevoked: return of_key(state, event.key_revoked().person());
    case v1::Event::kTokenMinted: return of_own(event.token_minted().person());
    case v1::Event::kTokenRevoked: return of_token(state, event.token_revoked());
    case v1::Event::kSignalReceived: return of_signal(event.signal_received());
    case v1::Event::kAlertDrafted: return of_draft(state, event.alert_drafted());
    case v1::Event::kAlertIssued:
        return of_alert(state, event.alert_issued().alert_id(), &event.alert_issued().content());
    case v1::Event::kAlertUpdated:
        return of_alert(state, event.alert_updated().alert_id(), &event.alert_updated().content());
    case v1::Event::kAlertCancelled: return of_alert(state, event.alert_cancelled().alert_id());
    case v1::Event::kAlertClosed: return of_alert(state, event.alert_closed().alert_id());
    case v1::Event::kNoteAdded: return of_subject(state, event.note_added().subject());
    case v1::Event::kDeliveryRecorded: return of_delivery(state, event.delivery_recorded());
    case v1::Event::kAlertAcknowledged:
        return of_alert(state, event.alert_acknowledged().alert_id(), nullptr, Among::governments);
    case v1::Event::kAcknowledgementRetracted:
        return of_alert(
            state, event.acknowledgement_retracted().alert_id(), nullptr, Among::governments
        );
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

bool may_see(const Visibility& visibility, const Reader& reader) {
    if ((reader.classes & cls::auditor) != 0) return true;
    if (contains(visibility.persons, reader.person) &&
        (visibility.required == cls::everybody || (reader.classes & visibility.required) != 0))
        return true;
    if ((reader.classes & visibility.required) == 0)
        return false; // A source machine ends here too.
    if (contains(visibility.parties, reader.party)) return true;
    return !visibility.only_named && (reader.classes & visibility.classes) != 0;
}

bool may_read(const State& state, const Alert& alert, const Reader& reader) {
    return may_see(readers_of(state, alert, nullptr, Among::all), reader);
}

bool may_read(const State& state, const Procedure& procedure, const Reader& reader) {
    return may_see(readers_of(state, procedure, Among::all), reader);
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
