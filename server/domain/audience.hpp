// I8: nobody is shown, told or counted what their label and audience do not allow. Every way out
// asks here: send, replay, query, count, export. One label (TLP 2.0) and one explicit audience,
// default deny.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tocsin::domain {

// Who reads. Made anew when coalition.changed_at moves, and at coalition.next_change_after.
struct Reader {
    PersonId person;
    PartyCode party;
    v1::Party::Kind kind = v1::Party::KIND_UNSPECIFIED;
    std::uint32_t classes = 0; // bits of ReaderClass

    bool has(v1::Role role) const { return (roles >> role & 1u) != 0; }

    std::uint32_t roles = 0; // bit n: v1::Role n
};

// Nothing when the person is unknown or left, or its party is no member or guest any more at `at`.
std::optional<Reader> reader_of(const State& state, const PersonId& person, Instant at);

namespace reader_class {
constexpr std::uint32_t government = 1u << 0;
constexpr std::uint32_t observer = 1u << 1;
constexpr std::uint32_t adviser = 1u << 2;
constexpr std::uint32_t secretariat = 1u << 3;
constexpr std::uint32_t auditor = 1u << 4;
constexpr std::uint32_t approver = 1u << 5; // leads, chair, secretariat: sees drafts
constexpr std::uint32_t everybody = ~0u;
// Those who read whatever the label, where it is not RED: they operate, they audit.
constexpr std::uint32_t house = secretariat | auditor;
} // namespace reader_class

// Who may see one entry: the readers of what it is about, and who is named besides.
struct Visibility {
    Readers readers;
    std::vector<PartyCode> parties;
    std::vector<PersonId> persons;
    // Besides all that, one of these: delivery records are for those who watch the reach.
    std::uint32_t required = reader_class::everybody;

    void add(const PersonId& person); // unless it is nobody
    // Of that party whoever is one of `among`: all of it, or its persons who are named.
    void add(const State& state, const PartyCode& party, const Readers& among);

    // Whether this person is named: two of one party need not see the same.
    bool names(const PersonId& person) const;
    // Adds every person named.
    void list_persons(std::vector<PersonId>& into) const;
};

Visibility visibility_of(const State& state, const v1::Event& event);
bool may_see(const Visibility& visibility, const Reader& reader);

// Of what is about it: who drafts it while it is a draft, then its readership.
Visibility readers_of(const Alert& alert);
Visibility readers_of(const Procedure& procedure);
// Who may approve drafts, and who wrote this one.
Visibility drafters(const PersonId& author);
Visibility visible_to(std::uint32_t classes);
PersonId penholder_of(const Procedure& procedure);
// While the tally rule keeps the others' positions from those who sign.
bool hides_positions(const Procedure& procedure);

bool may_read(const Alert& alert, const Reader& reader);
bool may_read(const Procedure& procedure, const Reader& reader);
// Whether other parties' positions may be shown to this reader now (tally rule).
bool may_see_positions(const Procedure& procedure, const Reader& reader);

// Whom an alert of this content would reach at that instant; the governments among them owe.
struct Addressees {
    std::set<PartyCode> parties;
    std::set<PartyCode> owing;
};

Addressees addressees_of(const State& state, const v1::AlertContent& content, Instant at);
// The persons of these parties whom it is for, with or without a key; machines and auditors are
// nobody to be reached.
std::vector<PersonId> persons_addressed(
    const State& state, const v1::AlertContent& content, const std::set<PartyCode>& parties
);

} // namespace tocsin::domain
