// What the Coalition's events do to the state: parties, persons, keys, tokens, policy.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/evolve_parts.hpp"
#include "server/domain/reach.hpp"

namespace tocsin::domain {

namespace {

// Sessions look again at who they serve (audience.hpp, Reader).
void changed(State& state, const Fact& fact) {
    state.coalition.changed_at = fact.entry.index + 1;
}

// Zero when it is none: a zero digest names no invitation and no key.
Digest digest(std::string_view raw) {
    return Digest::from(raw).value_or(Digest{});
}

PersonId person_id(std::string_view raw) {
    return PersonId::from(raw).value_or(PersonId{});
}

// A new code for the same person puts the unused one out of force (the claim link of each start).
void void_invitations(Coalition& coalition, const PersonId& person) {
    for (auto& [code, invitation] : coalition.invitations)
        if (invitation.person == person) invitation.used = true;
}

// Whoever moves to another party takes nobody's roles there, and leaves none behind.
void end_delegations(Coalition& coalition, const PersonId& person) {
    std::erase_if(coalition.delegations, [&](const auto& pair) {
        return pair.second.from == person || pair.second.to == person;
    });
}

} // namespace

void evolve(State& state, const v1::LogFounded& event, const Fact& fact) {
    state.coalition.founded = event;
    state.coalition.policy = default_policy();
    changed(state, fact);
}

void evolve(State& state, const v1::PartyAdmitted& event, const Fact& fact) {
    const PartyCode code{event.party().code()};
    PartyRecord& record = state.coalition.parties[code];
    if (record.member_until) record.earlier.emplace_back(record.member_from, *record.member_until);
    const bool is_other = record.facts.kind() != event.party().kind();
    record.facts = event.party();
    record.member_from = from_ms(event.member_from());
    record.member_until.reset();
    if (is_other) renew_readerships(state);
    changed(state, fact);
}

void evolve(State& state, const v1::PartyWithdrew& event, const Fact& fact) {
    const auto found = state.coalition.parties.find(PartyCode{event.code()});
    if (found == state.coalition.parties.end()) return;
    found->second.member_until = from_ms(event.effective_at());
    changed(state, fact);
}

void evolve(State& state, const v1::PolicySet& event, const Fact& fact) {
    state.coalition.policy = event.policy();
    changed(state, fact);
}

void evolve(State& state, const v1::PersonInvited& event, const Fact& fact) {
    Coalition& coalition = state.coalition;
    const PersonId id = person_id(event.person());
    PersonRecord& record = coalition.persons[id];
    const PartyCode party{event.party()};
    const bool moves = !record.party.empty() && record.party != party;
    if (moves) coalition.members_of[record.party].erase(id);
    if (moves) end_delegations(coalition, id);
    record.id = id;
    record.party = party;
    record.deputy = event.deputy();
    record.post = event.post();
    record.roles.clear();
    for (const int role : event.roles())
        record.roles.insert(static_cast<v1::Role>(role));
    coalition.members_of[record.party].insert(id);
    if (moves) renew_readerships(state);

    const Digest code = digest(event.code_sha256());
    if (!code.is_zero()) {
        void_invitations(coalition, id);
        InvitationRecord& invitation = coalition.invitations[code];
        invitation = {id, fact.entry.actor, from_ms(event.expires_at()), false, event.founding()};
    }
    changed(state, fact);
}

void evolve(State& state, const v1::KeyEnrolled& event, const Fact& fact) {
    Coalition& coalition = state.coalition;
    const auto person = coalition.persons.find(person_id(event.person()));
    if (person == coalition.persons.end()) return;
    const Digest fingerprint = digest(event.key().fingerprint());
    KeyRecord& record = coalition.keys[fingerprint];
    record.key = event.key();
    record.person = person->first;
    record.enrolled_at = fact.received;
    record.invitation = digest(event.code_sha256());
    person->second.waiting.insert(fingerprint);
    const auto invitation = coalition.invitations.find(record.invitation);
    if (invitation != coalition.invitations.end()) invitation->second.used = true;
    changed(state, fact);
}

void evolve(State& state, const v1::KeyAdded& event, const Fact& fact) {
    Coalition& coalition = state.coalition;
    const auto person = coalition.persons.find(person_id(event.person()));
    if (person == coalition.persons.end()) return;
    const Digest fingerprint = digest(event.fingerprint());
    KeyRecord& record = coalition.keys[fingerprint];
    if (event.has_key()) record.key = event.key();
    record.person = person->first;
    record.added = fact.entry.index;
    if (record.enrolled_at == Instant{}) record.enrolled_at = fact.received;
    person->second.waiting.erase(fingerprint);
    person->second.keys.insert(fingerprint);
    queue_newcomer(state, person->first, fact.entry.recorded_at);
    changed(state, fact);
}

void evolve(State& state, const v1::KeyRevoked& event, const Fact& fact) {
    Coalition& coalition = state.coalition;
    const auto record = coalition.keys.find(digest(event.fingerprint()));
    if (record == coalition.keys.end()) return;
    record->second.revoked = fact.entry.index;
    const auto person = coalition.persons.find(record->second.person);
    if (person != coalition.persons.end()) {
        person->second.keys.erase(record->first);
        person->second.waiting.erase(record->first);
    }
    changed(state, fact);
}

void evolve(State& state, const v1::TokenMinted& event, const Fact& fact) {
    state.coalition.tokens[digest(event.token_sha256())] = {
        person_id(event.person()), from_ms(event.expires_at()), false};
    changed(state, fact);
}

void evolve(State& state, const v1::TokenRevoked& event, const Fact& fact) {
    const auto found = state.coalition.tokens.find(digest(event.token_sha256()));
    if (found == state.coalition.tokens.end()) return;
    found->second.revoked = true;
    changed(state, fact);
}

} // namespace tocsin::domain
