// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure.hpp"

namespace tocsin::domain {

namespace {

// What is promised for later is none until the capital confirms it.
bool is_provisional(v1::Position::Stance stance) {
    return stance == v1::Position::AWAITING_INSTRUCTIONS ||
           stance == v1::Position::SIGN_AD_REFERENDUM;
}

bool pledged(const Procedure& procedure, const PartyCode& party) {
    for (auto at = procedure.pledges.lower_bound({party, ""});
         at != procedure.pledges.end() && at->first.first == party;
         ++at)
        if (!at->second.taken_back) return true;
    return false;
}

v1::Tally donors(const Procedure& procedure) {
    std::set<PartyCode> parties;
    for (const auto& [key, pledge] : procedure.pledges)
        if (!pledge.taken_back) parties.insert(key.first);
    v1::Tally tally;
    tally.set_signed_(static_cast<std::uint32_t>(parties.size()));
    return tally;
}

v1::Tally answers(const Procedure& procedure) {
    v1::Tally tally;
    for (const auto& [party, standing] : procedure.positions) {
        if (!is_current(procedure, standing)) continue;
        if (standing.stance == v1::Position::ASSOCIATE)
            tally.set_associated(tally.associated() + 1);
        if (!procedure.entitled.contains(party)) continue;
        if (is_signature(standing.stance)) tally.set_signed_(tally.signed_() + 1);
        switch (standing.stance) {
        case v1::Position::NOT_JOINING: tally.set_not_joining(tally.not_joining() + 1); break;
        case v1::Position::ABSTAIN: tally.set_abstained(tally.abstained() + 1); break;
        case v1::Position::AWAITING_INSTRUCTIONS: tally.set_awaiting(tally.awaiting() + 1); break;
        default: break;
        }
    }
    return tally;
}

} // namespace

bool is_signature(v1::Position::Stance stance) {
    return stance == v1::Position::SIGN || stance == v1::Position::SIGN_WITH_EXPLANATION;
}

bool is_current(const Procedure& procedure, const StandingPosition& standing) {
    return standing.version >= procedure.counts_from;
}

bool has_signed(const Procedure& procedure, const PartyCode& party) {
    const auto found = procedure.positions.find(party);
    return found != procedure.positions.end() && is_signature(found->second.stance) &&
           is_current(procedure, found->second);
}

v1::Tally count(const Procedure& procedure) {
    const bool pledges = procedure.is(v1::ProcedureDrafted::PLEDGE_CALL);
    v1::Tally tally = pledges ? donors(procedure) : answers(procedure);
    const auto entitled = static_cast<std::uint32_t>(procedure.entitled.size());
    tally.set_entitled(entitled);
    tally.set_silent(
        entitled - tally.signed_() - tally.not_joining() - tally.abstained() - tally.awaiting()
    );
    tally.set_recused(static_cast<std::uint32_t>(procedure.recused.size()));
    return tally;
}

std::vector<PartyCode> owing(const Procedure& procedure) {
    std::vector<PartyCode> parties;
    for (const PartyCode& party : procedure.entitled) {
        const auto found = procedure.positions.find(party);
        const bool has_answered = found != procedure.positions.end() &&
                                  is_current(procedure, found->second) &&
                                  !is_provisional(found->second.stance);
        const bool has_pledged = pledged(procedure, party);
        if (!has_answered && !has_pledged) parties.push_back(party);
    }
    return parties;
}

bool has_closed(const Procedure& procedure) {
    switch (procedure.state) {
    case Procedure::State::draft:
    case Procedure::State::consultation:
    case Procedure::State::open:
    case Procedure::State::broken:
    case Procedure::State::withdrawn: return false;
    // It may have been put away from any end: with a closing entry or without.
    case Procedure::State::archived:
        return procedure.closed.outcome() != v1::ProcedureClosed::OUTCOME_UNSPECIFIED;
    default: return true;
    }
}

} // namespace tocsin::domain
