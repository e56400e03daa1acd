// SPDX-License-Identifier: Apache-2.0
#include "server/domain/pledge.hpp"

namespace tocsin::domain {

std::vector<Coverage> coverage(const Procedure& procedure) {
    std::vector<Coverage> covered;
    for (const v1::Need& need : procedure.needs) {
        Coverage& line = covered.emplace_back();
        line.need_id = need.need_id();
        line.asked = need.amount();
        for (const auto& [key, standing] : procedure.pledges) {
            if (key.second != need.need_id() || standing.taken_back) continue;
            line.pledged += standing.pledge.amount();
            if (!standing.fulfilled.empty()) line.fulfilled += standing.fulfilled.back().amount;
            ++line.donors;
        }
    }
    return covered;
}

const v1::Need* find_need(const Procedure& procedure, const std::string& need_id) {
    for (const v1::Need& need : procedure.needs)
        if (need.need_id() == need_id) return &need;
    return nullptr;
}

const StandingPledge*
find_pledge(const Procedure& procedure, const PartyCode& party, const std::string& need_id) {
    const auto found = procedure.pledges.find({party, need_id});
    if (found == procedure.pledges.end() || found->second.taken_back) return nullptr;
    return &found->second;
}

Visibility readers_of(const State& state, const Procedure& procedure, const Donation& donation) {
    const bool red = procedure.drafted.label() == v1::RED;
    if (hides_positions(procedure)) {
        Visibility visibility = visible_to(reader_class::auditor);
        red ? visibility.add(donation.person) : visibility.parties.push_back(donation.party);
        return visibility;
    }
    if (red || donation.shown == v1::Pledge::MEMBERS) {
        Visibility visibility;
        visibility.readers = procedure.readership.governments;
        return visibility;
    }
    Visibility visibility = visible_to(reader_class::house);
    visibility.add(penholder_of(procedure));
    // Its own act stays known to a government; what others did with it is for whom the call is for.
    const PersonRecord* actor = state.coalition.person(donation.person);
    if (actor && actor->party == donation.party)
        visibility.parties.push_back(donation.party);
    else
        visibility.add(state, donation.party, procedure.readership.governments);
    for (const auto& [key, pledge] : procedure.pledges)
        if (!pledge.taken_back) visibility.add(state, key.first, procedure.readership.governments);
    return visibility;
}

} // namespace tocsin::domain
