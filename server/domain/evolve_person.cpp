// What happens to persons and their keys: how they come in, change and leave.
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

// Null: nobody.
PersonRecord* find_person(Coalition& coalition, std::string_view raw) {
    const auto found = coalition.persons.find(person_id(raw));
    return found == coalition.persons.end() ? nullptr : &found->second;
}

std::set<v1::Role> set_of(const google::protobuf::RepeatedField<int>& roles) {
    std::set<v1::Role> set;
    for (const int role : roles)
        set.insert(static_cast<v1::Role>(role));
    return set;
}

// A new code for the same person puts the unused one out of force (the claim link of each start).
void void_invitations(Coalition& coalition, const PersonId& person) {
    for (auto& [code, invitation] : coalition.invitations)
        if (invitation.person == person) invitation.used = true;
}

// Whoever moves to another party, or leaves, takes nobody's roles there and leaves none behind.
void end_delegations(Coalition& coalition, const PersonId& person) {
    std::erase_if(coalition.delegations, [&](const auto& pair) {
        return pair.second.from == person || pair.second.to == person;
    });
}

// For ever: also when its role or its keys are gone, nobody founds alone again.
void remember_support(Coalition& coalition, const PersonRecord& person) {
    if (person.roles.contains(v1::SUPPORT) && !person.keys.empty())
        coalition.ever_support.insert(person.id);
}

void use_up_code(Coalition& coalition, const PartyCode& party) {
    const auto code = coalition.recovery_codes.find(party);
    if (code != coalition.recovery_codes.end()) code->second.used = true;
}

// The record of a key that somebody brought; known already when it was enrolled before.
KeyRecord& brought(Coalition& coalition, const Digest& fingerprint, const Fact& fact) {
    const auto [found, is_new] = coalition.keys.try_emplace(fingerprint);
    if (is_new) {
        found->second.first = fact.entry.index;
        found->second.enrolled_at = fact.received;
    }
    return found->second;
}

void keep(Coalition& coalition, KeyRecord& record, const v1::Key& key, const Digest& fingerprint) {
    record.key = key;
    if (!key.credential_id().empty()) coalition.credentials[key.credential_id()] = fingerprint;
}

} // namespace

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
    record.roles = set_of(event.roles());
    coalition.members_of[record.party].insert(id);
    remember_support(coalition, record);
    if (moves) renew_readerships(state);

    const Digest code = digest(event.code_sha256());
    if (!code.is_zero()) {
        void_invitations(coalition, id);
        InvitationRecord& invitation = coalition.invitations[code];
        invitation = {};
        invitation.person = id;
        invitation.inviter = fact.entry.actor;
        invitation.invited_at = fact.received;
        invitation.expires_at = from_ms(event.expires_at());
        invitation.founding = event.founding();
        invitation.recovery = event.recovery();
        if (event.recovery())
            invitation.cooling = std::chrono::milliseconds(coalition.policy.recovery_cooling_ms());
    }
    changed(state, fact);
}

void evolve(State& state, const v1::KeyEnrolled& event, const Fact& fact) {
    Coalition& coalition = state.coalition;
    PersonRecord* person = find_person(coalition, event.person());
    if (!person) return;
    const Digest fingerprint = digest(event.key().fingerprint());
    KeyRecord& record = brought(coalition, fingerprint, fact);
    keep(coalition, record, event.key(), fingerprint);
    record.person = person->id;
    record.invitation = digest(event.code_sha256());
    record.broke_glass = !event.recovery_sha256().empty();
    if (record.broke_glass) use_up_code(coalition, person->party);
    person->waiting.insert(fingerprint);
    const auto invitation = coalition.invitations.find(record.invitation);
    if (invitation != coalition.invitations.end()) invitation->second.used = true;
    changed(state, fact);
}

void evolve(State& state, const v1::KeyConfirmed& event, const Fact& fact) {
    const auto record = state.coalition.keys.find(digest(event.fingerprint()));
    if (record == state.coalition.keys.end()) return;
    record->second.confirmed_by = person_id(event.by());
    record->second.confirmed = fact.entry.index;
}

void evolve(State& state, const v1::KeyAdded& event, const Fact& fact) {
    Coalition& coalition = state.coalition;
    PersonRecord* person = find_person(coalition, event.person());
    if (!person) return;
    const Digest fingerprint = digest(event.fingerprint());
    KeyRecord& record = brought(coalition, fingerprint, fact);
    if (event.has_key()) keep(coalition, record, event.key(), fingerprint);
    record.person = person->id;
    record.added = fact.entry.index;
    record.effective_at = from_ms(event.effective_at());
    if (event.effective_at() != 0) coalition.cooling.emplace(record.effective_at, fingerprint);
    record.cosigned_by = digest(event.cosigned_by());
    // Not brought at the enrolment: it stood in for the second person.
    if (event.break_glass() && !record.broke_glass) use_up_code(coalition, person->party);
    person->waiting.erase(fingerprint);
    person->keys.insert(fingerprint);
    remember_support(coalition, *person);
    queue_newcomer(state, person->id, fact.entry.recorded_at);
    changed(state, fact);
}

void evolve(State& state, const v1::KeyRevoked& event, const Fact& fact) {
    Coalition& coalition = state.coalition;
    const auto record = coalition.keys.find(digest(event.fingerprint()));
    if (record == coalition.keys.end()) return;
    record->second.revoked = fact.entry.index;
    record->second.revoked_because = event.reason();
    coalition.cooling.erase({record->second.effective_at, record->first});
    const auto person = coalition.persons.find(record->second.person);
    if (person != coalition.persons.end()) {
        person->second.keys.erase(record->first);
        person->second.waiting.erase(record->first);
    }
    changed(state, fact);
}

void evolve(State& state, const v1::SecurityNoted& event, const Fact& fact) {
    const auto record = state.coalition.keys.find(digest(event.fingerprint()));
    const bool counted_back = event.kind() == v1::SecurityNoted::SIGN_COUNT_REGRESSED;
    if (counted_back && record != state.coalition.keys.end())
        record->second.counted_back = fact.received;
}

void cool_down(Coalition& coalition, const EntryFacts& entry) {
    auto& cooling = coalition.cooling;
    while (!cooling.empty() && cooling.begin()->first <= entry.recorded_at) {
        const auto record = coalition.keys.find(cooling.begin()->second);
        if (record != coalition.keys.end()) record->second.cooled = entry.index;
        cooling.erase(cooling.begin());
    }
}

void evolve(State& state, const v1::RolesProposed& event, const Fact&) {
    const PersonRecord* person = find_person(state.coalition, event.person());
    if (!person) return;
    RolesProposal& proposal = state.coalition.proposed_roles[person->id];
    proposal = {set_of(event.roles()), event.deputy(), event.post(), person_id(event.by())};
}

void evolve(State& state, const v1::RolesChanged& event, const Fact& fact) {
    Coalition& coalition = state.coalition;
    PersonRecord* person = find_person(coalition, event.person());
    if (!person) return;
    person->roles = set_of(event.roles());
    person->deputy = event.deputy();
    person->post = event.post();
    coalition.proposed_roles.erase(person->id);
    if (person->roles.empty()) {
        coalition.members_of[person->party].erase(person->id);
        void_invitations(coalition, person->id);
        end_delegations(coalition, person->id);
    } else {
        coalition.members_of[person->party].insert(person->id);
        remember_support(coalition, *person);
        if (!person->keys.empty()) queue_newcomer(state, person->id, fact.entry.recorded_at);
    }
    changed(state, fact);
}

void evolve(State& state, const v1::RecoveryCodeSet& event, const Fact&) {
    state.coalition.recovery_codes[PartyCode{event.party()}] = {digest(event.code_sha256()), false};
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
