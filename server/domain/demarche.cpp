// SPDX-License-Identifier: Apache-2.0
#include "server/domain/demarche.hpp"

namespace tocsin::domain {

std::set<std::string> missions_of(const v1::DemarcheTerms& terms) {
    std::set<std::string> missions(terms.missions().begin(), terms.missions().end());
    missions.insert(terms.lead_mission());
    return missions;
}

std::set<PartyCode> names_of(const Procedure& procedure) {
    std::set<PartyCode> names;
    for (const std::string& code : procedure.closed.signatories())
        names.insert(PartyCode{code});
    for (const Amendment& amendment : procedure.amendments) {
        if (amendment.stance == v1::Position::LATE_ASSOCIATION) names.insert(amendment.party);
        if (amendment.stance == v1::Position::DISSOCIATION) names.erase(amendment.party);
    }
    return names;
}

bool may_be_associated(
    const State& state, const Procedure& procedure, const PartyCode& party, Instant at
) {
    if (names_of(procedure).contains(party)) return true;
    const PartyRecord* record = state.coalition.party(party);
    return record && record->facts.kind() == v1::Party::OBSERVER && record->is_member(at);
}

} // namespace tocsin::domain
