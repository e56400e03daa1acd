// The cut of one item: its label (TLP 2.0) and its explicit audience, which only narrows. The parts
// of I8 that audience.cpp is made of. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/state.hpp"

namespace tocsin::domain {

struct Cut {
    v1::Tlp label = v1::TLP_UNSPECIFIED;
    bool narrowed = false; // an explicit audience: only these
    std::set<PartyCode> parties;
    std::set<PersonId> persons; // RED: named persons, and nobody else

    // What the label allows a party of this kind, before any audience.
    bool allows_kind(v1::Party::Kind kind) const;
    // The whole party, every person of it.
    bool allows_party(const PartyCode& code, v1::Party::Kind kind) const;
    bool allows_person(const PersonRecord& person, v1::Party::Kind kind) const;

    bool operator==(const Cut&) const = default;
};

Cut cut_of(v1::Tlp label, const v1::Audience& audience);
Cut cut_of(const v1::AlertContent& content);
// Whom both allow: an older message of a thread is shown no wider than the thread is now.
Cut strictest(const State& state, const Cut& left, const Cut& right);

v1::Party::Kind kind_of(const State& state, const PartyCode& code);
// The whole party, or somebody of it who is named.
bool allows_somebody(const State& state, const Cut& cut, const PartyCode& party);

} // namespace tocsin::domain
