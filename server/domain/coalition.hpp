// Parties, persons, keys and policy: who there is, as a fold of the log. Membership, entitlement
// and denominators are always asked as of an instant (domain.md 1). No names of people: the
// directory has them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/entry.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::domain {

struct PartyRecord {
    v1::Party facts;
    Instant member_from{};
    std::optional<Instant> member_until;
    std::vector<std::pair<Instant, Instant>> earlier; // memberships before this one

    bool is_member(Instant at) const;
};

struct PersonRecord {
    PersonId id;
    PartyCode party;
    std::set<v1::Role> roles;
    bool deputy = false;
    std::string post;
    std::set<Digest> keys;    // fingerprints that were let in; of a recovery they may still cool
    std::set<Digest> waiting; // enrolled, not yet let in
};

struct KeyRecord {
    v1::Key key;
    PersonId person;
    Index first = 0;              // the entry that brought it
    std::optional<Index> added;   // from this index on it logs in and signs
    std::optional<Index> revoked; // from this index on it does not
    Instant enrolled_at{};
    Digest invitation;                    // SHA-256 of the code it came with; zero: none
    Instant effective_at{};               // of a recovery: it cools until then; zero: at once
    std::optional<PersonId> confirmed_by; // the first of the two who let it in
    std::optional<Index> confirmed;       // index
    Digest cosigned_by;                   // rotation: the key of the same person that signed for it
    std::string revoked_because;
    bool broke_glass = false; // it came with its party's printed code
    // The first entry that was recorded when it had cooled: in the tree of that size, and of every
    // larger one, it is active.
    std::optional<Index> cooled;
    std::optional<Instant> counted_back; // a passkey: it may have been copied

    bool is_active(Instant at) const { return added && !revoked && at >= effective_at; }
};

struct InvitationRecord {
    PersonId person;
    PersonId inviter;
    Instant invited_at{};
    Instant expires_at{};
    bool used = false;
    bool founding = false;
    bool recovery = false;               // of a person who lost its keys
    std::chrono::milliseconds cooling{}; // of the keys it brings, by the policy of its day
};

// Printed by a party, good once; a new one replaces it.
struct RecoveryCode {
    Digest sha256;
    bool used = false;
};

// What one person of the secretariat proposed; a second who says the same does it.
struct RolesProposal {
    std::set<v1::Role> roles;
    bool deputy = false;
    std::string post;
    PersonId by;
};

// What one person of the secretariat proposed that recovered keys cool; see RolesProposal.
struct ShorterCooling {
    std::chrono::milliseconds cooling{};
    PersonId by;
};

struct TokenRecord {
    PersonId person;
    Instant expires_at{};
    bool revoked = false;
};

// One government chairs at a time; with the one before and the one after it is the troika.
struct Chair {
    PartyCode chair;
    PartyCode past;
    PartyCode next;
    Instant from{};
};

struct Delegation {
    PersonId from;
    PersonId to;
    Instant starts{};
    Instant ends{};

    bool in_force(Instant at) const { return at >= starts && at < ends; }
};

struct Coalition {
    v1::LogFounded founded;
    std::vector<v1::LogKeyChanged> log_key_changes; // from the founding key to the one in force
    v1::Policy policy;
    std::map<PartyCode, PartyRecord> parties;
    std::map<PersonId, PersonRecord> persons;
    std::map<Digest, KeyRecord> keys;               // by fingerprint, revoked ones too
    std::map<std::string, Digest> credentials;      // of passkeys: WebAuthn's id to fingerprint
    std::map<Digest, InvitationRecord> invitations; // by SHA-256 of the code
    std::map<PartyCode, RecoveryCode> recovery_codes;
    std::map<PersonId, RolesProposal> proposed_roles; // by whose roles they are
    std::optional<ShorterCooling> shorter_cooling;    // until the policy is set again
    std::set<std::pair<Instant, Digest>> cooling;     // keys that were let in, by when they act
    std::set<PersonId> ever_support;                  // who of the secretariat ever had a key
    std::map<Digest, TokenRecord> tokens;             // by SHA-256 of the token
    std::map<PartyCode, std::set<PersonId>> members_of;
    std::vector<Chair> chairs; // in order of `from`
    std::map<std::string, v1::Group> groups;
    std::map<PartyCode, v1::Calendar> calendars;
    std::map<std::string, v1::Playbook> playbooks;
    std::map<PersonId, Delegation> delegations; // by who gave it; the latest of each
    std::map<PersonId, v1::Subscription> subscriptions;
    // Governments that want two persons for a position; who asked to end that, or zero.
    std::map<PartyCode, PersonId> two_persons;
    // Entries that say who is of it and whose keys these are: an export of a case brings them
    // along.
    std::vector<Index> trail;
    Index changed_at = 0; // behind the last change here: sessions look again when it moves

    // The public keys that signed checkpoints, the one in force last.
    std::vector<std::string> log_keys() const;
    const PartyRecord* party(const PartyCode& code) const;
    const PersonRecord* person(const PersonId& id) const;
    // Member governments at that instant, in order of code.
    std::vector<PartyCode> governments(Instant at) const;

    // Null: nobody's.
    const KeyRecord* key(const Digest& fingerprint) const;
    const KeyRecord* key_of_credential(std::string_view id) const;
    // A key that logs in and signs at that instant.
    bool has_active_key(const PersonRecord& person, Instant at) const;
    // A person of the secretariat who acts at that instant; and all of them.
    bool is_support(const PersonId& person, Instant at) const;
    std::set<PersonId> support(Instant at) const;

    // Null: no hand-over is recorded up to then.
    const Chair* chair_at(Instant at) const;
    // The person whose roles this one acts with besides its own; and whether it is barred itself.
    const Delegation* received_by(const PersonId& person, Instant at) const;
    const Delegation* given_by(const PersonId& person, Instant at) const;
    // A focal point who is no deputy, or stands in for one.
    bool is_primary(const PersonRecord& person, Instant at) const;
    // The first instant after `at` at which somebody reads more, less or nothing although no entry
    // says so then: a membership, a chair, a delegation or a token begins or ends as was recorded
    // beforehand. What reader_of says at `at` holds until there. Nothing: until the next entry.
    std::optional<Instant> next_change_after(Instant at) const;
    // The one person that is the secretariat so far invites and confirms further ones alone; never
    // again after the second (security.md 5.6).
    bool founds_alone(const PersonId& person) const;
};

// Defaults until a PolicySet says otherwise; every number of domain.md that is policy.
v1::Policy default_policy();

} // namespace tocsin::domain
