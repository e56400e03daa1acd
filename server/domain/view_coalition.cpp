// The roster as its reader may see it. Names of people are not here: the directory adds them.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/views.hpp"

namespace tocsin::domain {

namespace {

bool is_guest(const Reader& reader) {
    constexpr auto inside =
        reader_class::government | reader_class::secretariat | reader_class::auditor;
    return (reader.classes & inside) == 0;
}

v1::PartyLine line_of(
    const Coalition& coalition,
    const PartyCode& code,
    const PartyRecord& record,
    const Reader& reader,
    Instant at
) {
    v1::PartyLine line;
    *line.mutable_party() = record.facts;
    line.set_member_from(to_ms(record.member_from));
    if (record.member_until) line.set_member_until(to_ms(*record.member_until));
    const auto members = coalition.members_of.find(code);
    const bool counts = !is_guest(reader) || code == reader.party;
    if (!counts || members == coalition.members_of.end()) return line;
    line.set_persons(static_cast<std::uint32_t>(members->second.size()));
    std::uint32_t with_key = 0;
    for (const PersonId& id : members->second)
        if (coalition.has_active_key(*coalition.person(id), at)) ++with_key;
    line.set_persons_with_key(with_key);
    return line;
}

// Told as the entry is: to its own party and the house (visibility_of).
void put_proposal(const Coalition& coalition, const PersonId& person, v1::PersonLine& line) {
    const auto found = coalition.proposed_roles.find(person);
    if (found == coalition.proposed_roles.end()) return;
    v1::RolesProposed& proposed = *line.mutable_proposed();
    proposed.set_person(person.str());
    for (const v1::Role role : found->second.roles)
        proposed.add_roles(role);
    proposed.set_deputy(found->second.deputy);
    proposed.set_post(found->second.post);
    proposed.set_by(found->second.by.str());
}

v1::PersonLine line_of(const Coalition& coalition, const PersonRecord& person) {
    v1::PersonLine line;
    line.set_person(person.id.str());
    line.set_party(person.party.text);
    for (const v1::Role role : person.roles)
        line.add_roles(role);
    line.set_deputy(person.deputy);
    line.set_post(person.post);
    put_proposal(coalition, person.id, line);
    for (const Digest& fingerprint : person.keys)
        line.add_fingerprints(fingerprint.str());
    for (const Digest& fingerprint : person.waiting)
        line.add_waiting(fingerprint.str());
    return line;
}

bool is_listed(const PersonRecord& person, const Reader& reader, const std::string& party) {
    const bool sees_all =
        (reader.classes & (reader_class::secretariat | reader_class::auditor)) != 0;
    const bool sees_own = reader.classes != 0 && person.party == reader.party;
    return (sees_all || sees_own) && (party.empty() || person.party.text == party);
}

} // namespace

v1::PartyList list_parties(const State& state, const Reader& reader, Instant as_of) {
    v1::PartyList list;
    for (const auto& [code, record] : state.coalition.parties)
        if (record.is_member(as_of))
            *list.add_parties() = line_of(state.coalition, code, record, reader, as_of);
    list.set_governments(static_cast<std::uint32_t>(state.coalition.governments(as_of).size()));
    return list;
}

v1::PersonList list_persons(
    const State& state, const Reader& reader, const v1::ListPersons& query, std::string& next_page
) {
    v1::PersonList list;
    next_page.clear();
    // By person id, which says nothing; the page before ended at this one.
    const auto after = PersonId::from(query.page());
    const auto& persons = state.coalition.persons;
    for (auto at = after ? persons.upper_bound(*after) : persons.begin(); at != persons.end();
         ++at) {
        if (!is_listed(at->second, reader, query.party())) continue;
        if (list.persons_size() == static_cast<int>(view_lines_max)) {
            next_page = list.persons(list.persons_size() - 1).person();
            break;
        }
        *list.add_persons() = line_of(state.coalition, at->second);
    }
    return list;
}

v1::WhoAmIView who_am_i(const State& state, const Reader& reader, const Digest& key) {
    v1::WhoAmIView view;
    view.set_person(reader.person.str());
    view.set_party(reader.party.text);
    if (const PartyRecord* party = state.coalition.party(reader.party))
        view.set_party_name(party->facts.name());
    if (const PersonRecord* person = state.coalition.person(reader.person))
        for (const v1::Role role : person->roles)
            view.add_roles(role);
    if (!key.is_zero()) view.set_key_fingerprint(key.str());
    view.set_exercise_only(state.coalition.founded.exercise_only());
    return view;
}

} // namespace tocsin::domain
