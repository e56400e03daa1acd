// SPDX-License-Identifier: Apache-2.0
#include "server/domain/view_instrument.hpp"

#include "server/domain/pledge.hpp"

namespace tocsin::domain {

namespace {

bool is_among_members(const Reader& reader) {
    return (reader.classes & (reader_class::government | reader_class::house)) != 0;
}

bool may_see_pledge(
    const State& state,
    const Procedure& procedure,
    const PartyCode& party,
    const StandingPledge& pledge,
    const Reader& reader
) {
    const Donation donation{party, pledge.person, pledge.pledge.visibility()};
    return may_see(readers_of(state, procedure, donation), reader);
}

v1::PledgeLine line_of(const State& state, const PartyCode& party, const StandingPledge& pledge) {
    v1::PledgeLine line;
    line.set_party(party.text);
    const PartyRecord* record = state.coalition.party(party);
    line.set_name(record ? record->facts.name() : party.text);
    *line.mutable_pledge() = pledge.pledge;
    line.set_at(to_ms(pledge.at));
    if (!pledge.fulfilled.empty()) line.set_fulfilled(pledge.fulfilled.back().amount);
    return line;
}

// The sums are for who may see all that they are made of (pledge.hpp).
void put_pledges(
    const State& state, const Procedure& procedure, const Reader& reader, v1::ProcedureView& view
) {
    bool sees_all = true;
    for (const auto& [key, pledge] : procedure.pledges) {
        if (pledge.taken_back) continue;
        const bool seen = may_see_pledge(state, procedure, key.first, pledge, reader);
        sees_all = sees_all && seen;
        if (seen) *view.add_pledges() = line_of(state, key.first, pledge);
    }
    for (const Coverage& covered : coverage(procedure)) {
        v1::NeedLine& line = *view.add_needs();
        if (const v1::Need* need = find_need(procedure, covered.need_id))
            *line.mutable_need() = *need;
        if (!sees_all) continue;
        line.set_pledged(covered.pledged);
        line.set_fulfilled(covered.fulfilled);
        line.set_donors(covered.donors);
    }
}

} // namespace

void put_instrument(
    const State& state, const Procedure& procedure, const Reader& reader, v1::ProcedureView& view
) {
    if (procedure.is(v1::ProcedureDrafted::DEMARCHE)) {
        *view.mutable_demarche() = procedure.demarche;
        *view.mutable_concluded() = procedure.concluded;
        if (is_among_members(reader))
            for (const auto& [party, status] : procedure.instructions) {
                v1::InstructionLine& line = *view.add_instructions();
                line.set_party(party.text);
                line.set_status(status);
            }
    }
    if (procedure.is(v1::ProcedureDrafted::PLEDGE_CALL))
        put_pledges(state, procedure, reader, view);
}

} // namespace tocsin::domain
