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

// Of a hand-over that is recorded: the chair is a focal point of the government that chairs.
void settle_chair(
    const Coalition& coalition, const PersonRecord& person, Reader& reader, Instant at
) {
    const Chair* now = coalition.chair_at(at);
    if (!now) return; // Until the first of them, who was invited as the chair is it.
    const std::uint32_t chair = 1u << v1::CHAIR;
    const bool leads_its_party = reader.has(v1::CHAIR) || coalition.is_primary(person, at);
    if (now->chair == reader.party && leads_its_party)
        reader.roles |= chair;
    else
        reader.roles &= ~chair;
}

std::uint32_t roles_of(const PersonRecord& person) {
    std::uint32_t roles = 0;
    for (const v1::Role role : person.roles)
        roles |= 1u << role;
    return roles;
}

// Whoever stands in for a colleague acts with that one's roles besides its own; those of the
// secretariat and of auditors are nobody's to hand on.
constexpr std::uint32_t never_delegated = 1u << v1::SUPPORT | 1u << v1::AUDITOR | 1u << v1::SOURCE;

std::uint32_t roles_of(const Coalition& coalition, const PersonRecord& person, Instant at) {
    std::uint32_t roles = roles_of(person);
    const Delegation* received = coalition.received_by(person.id, at);
    const PersonRecord* from = received ? coalition.person(received->from) : nullptr;
    return from ? roles | (roles_of(*from) & ~never_delegated) : roles;
}

} // namespace

std::optional<Reader> reader_of(const State& state, const PersonId& person, Instant at) {
    const PersonRecord* record = state.coalition.person(person);
    const PartyRecord* party = record ? state.coalition.party(record->party) : nullptr;
    if (!party || !party->is_member(at)) return std::nullopt;
    if (record->roles.empty()) return std::nullopt; // It left.

    Reader reader;
    reader.person = person;
    reader.party = record->party;
    reader.kind = party->facts.kind();
    reader.roles = roles_of(state.coalition, *record, at);
    settle_chair(state.coalition, *record, reader, at);
    if (reader.has(v1::SOURCE)) return reader; // A machine reads what names it, and nothing else.
    reader.classes = class_of(reader.kind);
    if (reader.has(v1::LEAD) || reader.has(v1::SUPPORT) || reader.has(v1::CHAIR))
        reader.classes |= cls::approver;
    if (reader.has(v1::AUDITOR)) reader.classes |= cls::auditor;
    return reader;
}

Visibility visible_to(std::uint32_t classes) {
    Visibility visibility;
    visibility.readers.classes = classes;
    return visibility;
}

Visibility drafters(const PersonId& author) {
    Visibility visibility = visible_to(cls::approver | cls::auditor);
    visibility.add(author);
    return visibility;
}

Visibility readers_of(const Alert& alert) {
    if (alert.issued_index == 0) return drafters(alert.raiser);
    Visibility visibility;
    visibility.readers = alert.readership.all;
    return visibility;
}

Visibility readers_of(const Procedure& procedure) {
    if (procedure.shown_from() == Instant{}) return drafters(penholder_of(procedure));
    Visibility visibility;
    visibility.readers = procedure.readership.all;
    return visibility;
}

PersonId penholder_of(const Procedure& procedure) {
    return PersonId::from(procedure.drafted.penholder()).value_or(PersonId{});
}

bool hides_positions(const Procedure& procedure) {
    if (procedure.tally_rule == v1::ProcedureOpened::VISIBLE) return false;
    return procedure.state == Procedure::State::open ||
           procedure.state == Procedure::State::withdrawn;
}

void Visibility::add(const PersonId& person) {
    if (!person.is_zero()) persons.push_back(person);
}

void Visibility::add(const State& state, const PartyCode& party, const Readers& among) {
    const std::uint32_t kind = class_of(kind_of(state, party));
    const bool opened = !among.only_named && (among.classes & kind) != 0;
    if (opened || (among.named && among.named->has(party))) {
        parties.push_back(party);
        return;
    }
    if (!among.named) return;
    for (const PersonId& id : among.named->persons) {
        const PersonRecord* person = state.coalition.person(id);
        if (person && person->party == party) add(id);
    }
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
    if (!hides_positions(procedure)) return true;
    if (procedure.tally_rule != v1::ProcedureOpened::HIDDEN_UNTIL_OWN) return false;
    const auto own = procedure.positions.find(reader.party);
    return own != procedure.positions.end() &&
           own->second.stance != v1::Position::AWAITING_INSTRUCTIONS;
}

} // namespace tocsin::domain
