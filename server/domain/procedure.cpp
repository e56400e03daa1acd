// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure.hpp"

namespace tocsin::domain {

bool is_signature(v1::Position::Stance stance) {
    return stance == v1::Position::SIGN || stance == v1::Position::SIGN_WITH_EXPLANATION;
}

v1::Tally count(const Procedure& procedure) {
    v1::Tally tally;
    std::uint32_t answered = 0;
    for (const auto& [party, standing] : procedure.positions) {
        if (standing.stance == v1::Position::ASSOCIATE)
            tally.set_associated(tally.associated() + 1);
        if (!procedure.entitled.contains(party)) continue;
        ++answered;
        if (is_signature(standing.stance)) {
            tally.set_signed_(tally.signed_() + 1);
            continue;
        }
        switch (standing.stance) {
        case v1::Position::NOT_JOINING: tally.set_not_joining(tally.not_joining() + 1); break;
        case v1::Position::ABSTAIN: tally.set_abstained(tally.abstained() + 1); break;
        case v1::Position::AWAITING_INSTRUCTIONS: tally.set_awaiting(tally.awaiting() + 1); break;
        // Ad referendum is none until its capital confirms it.
        default: --answered; break;
        }
    }
    const auto entitled = static_cast<std::uint32_t>(procedure.entitled.size());
    tally.set_entitled(entitled);
    tally.set_silent(entitled - answered);
    tally.set_recused(static_cast<std::uint32_t>(procedure.recused.size()));
    return tally;
}

} // namespace tocsin::domain
