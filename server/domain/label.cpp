// SPDX-License-Identifier: Apache-2.0
#include "server/domain/label.hpp"

#include "server/domain/audience.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

// A person named by one side is kept when both allow it: being named opens nothing to a kind of
// party that the label does not allow.
void keep_named(const State& state, const Cut& from, const Cut& other, std::set<PersonId>& kept) {
    for (const PersonId& id : from.persons) {
        const PersonRecord* person = state.coalition.person(id);
        if (!person) continue;
        const v1::Party::Kind kind = kind_of(state, person->party);
        if (from.allows_person(*person, kind) && other.allows_person(*person, kind))
            kept.insert(id);
    }
}

// Machines signal and auditors read everything: neither is somebody to be alerted.
bool is_reachable(const PersonRecord& person) {
    return !person.roles.contains(v1::SOURCE) && !person.roles.contains(v1::AUDITOR);
}

} // namespace

v1::Party::Kind kind_of(const State& state, const PartyCode& code) {
    const PartyRecord* record = state.coalition.party(code);
    return record ? record->facts.kind() : v1::Party::KIND_UNSPECIFIED;
}

bool Cut::allows_kind(v1::Party::Kind kind) const {
    switch (label) {
    case v1::CLEAR: return kind != v1::Party::KIND_UNSPECIFIED;
    case v1::GREEN:
        return kind == v1::Party::GOVERNMENT || kind == v1::Party::OBSERVER ||
               kind == v1::Party::ADVISER;
    case v1::AMBER:
    case v1::AMBER_STRICT: return kind == v1::Party::GOVERNMENT;
    default: return false; // RED allows no kind, only persons; no label allows nobody.
    }
}

bool Cut::allows_party(const PartyCode& code, v1::Party::Kind kind) const {
    return allows_kind(kind) && (!narrowed || parties.contains(code));
}

bool Cut::allows_person(const PersonRecord& person, v1::Party::Kind kind) const {
    if (label == v1::RED) return persons.contains(person.id);
    return allows_kind(kind) &&
           (!narrowed || parties.contains(person.party) || persons.contains(person.id));
}

bool allows_somebody(const State& state, const Cut& cut, const PartyCode& party) {
    const v1::Party::Kind kind = kind_of(state, party);
    if (cut.allows_party(party, kind)) return true;
    return std::any_of(cut.persons.begin(), cut.persons.end(), [&](const PersonId& id) {
        const PersonRecord* person = state.coalition.person(id);
        return person && person->party == party && cut.allows_person(*person, kind);
    });
}

Cut cut_of(v1::Tlp label, const v1::Audience& audience) {
    Cut cut;
    cut.label = label;
    cut.narrowed = label == v1::RED || audience.parties_size() > 0 || audience.persons_size() > 0;
    for (const std::string& raw : audience.persons())
        if (const auto id = PersonId::from(raw)) cut.persons.insert(*id);
    if (label == v1::RED) return cut; // A party named beside them opens nothing.
    for (const std::string& code : audience.parties())
        cut.parties.insert(PartyCode{code});
    return cut;
}

Cut cut_of(const v1::AlertContent& content) {
    return cut_of(content.label(), content.audience());
}

Cut strictest(const State& state, const Cut& left, const Cut& right) {
    if (left.label == v1::TLP_UNSPECIFIED || right.label == v1::TLP_UNSPECIFIED) return {};
    if (!left.narrowed && !right.narrowed) return left.label > right.label ? left : right;
    Cut both;
    both.label = std::max(left.label, right.label); // The enum rises with strictness.
    both.narrowed = true;
    for (const auto& [code, record] : state.coalition.parties)
        if (left.allows_party(code, record.facts.kind()) &&
            right.allows_party(code, record.facts.kind()))
            both.parties.insert(code);
    keep_named(state, left, right, both.persons);
    keep_named(state, right, left, both.persons);
    return both;
}

Addressees addressees_of(const State& state, const v1::AlertContent& content, Instant at) {
    const Cut cut = cut_of(content);
    std::set<PartyCode> named; // Parties that some person named acts for.
    for (const PersonId& id : cut.persons) {
        const PersonRecord* person = state.coalition.person(id);
        if (person && is_reachable(*person) &&
            cut.allows_person(*person, kind_of(state, person->party)))
            named.insert(person->party);
    }
    const bool asks = content.requested_answer() != v1::AlertContent::NONE_REQUESTED;

    Addressees addressees;
    for (const auto& [code, record] : state.coalition.parties) {
        const v1::Party::Kind kind = record.facts.kind();
        if (!record.is_member(at) || !(cut.allows_party(code, kind) || named.contains(code)))
            continue;
        addressees.parties.insert(code);
        if (asks && kind == v1::Party::GOVERNMENT) addressees.owing.insert(code);
    }
    return addressees;
}

std::vector<PersonId> persons_addressed(
    const State& state, const v1::AlertContent& content, const std::set<PartyCode>& parties
) {
    const Cut cut = cut_of(content);
    std::vector<PersonId> addressed;
    for (const PartyCode& code : parties) {
        const auto members = state.coalition.members_of.find(code);
        if (members == state.coalition.members_of.end()) continue;
        for (const PersonId& id : members->second) {
            const PersonRecord& person = *state.coalition.person(id);
            if (is_reachable(person) && cut.allows_person(person, kind_of(state, code)))
                addressed.push_back(id);
        }
    }
    return addressed;
}

} // namespace tocsin::domain
