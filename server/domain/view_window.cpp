// A deadline in every capital, before it is chosen: who has least working time stands first.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/procedure_rules.hpp"
#include "server/domain/views.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

v1::CapitalWindow window_of(
    const Coalition& coalition,
    const PartyCode& code,
    Instant now,
    Instant deadline,
    const OffsetOf& offset_of
) {
    v1::CapitalWindow window;
    window.set_party(code.text);
    const PartyRecord* party = coalition.party(code);
    if (!party) return window;
    window.set_name(party->facts.name());
    window.set_zone(party->facts.zone());
    const auto calendar = coalition.calendars.find(code);
    const v1::Calendar usual;
    const WorkingTime time = working_time(
        calendar == coalition.calendars.end() ? usual : calendar->second,
        party->facts.zone(),
        now,
        deadline,
        offset_of
    );
    window.set_local(time.local);
    window.set_working_minutes(static_cast<std::uint32_t>(time.working.count()));
    window.set_at_work(time.at_work);
    window.set_why_not(time.why_not);
    return window;
}

} // namespace

std::optional<v1::WindowView> show_window(
    const State& state,
    const Reader& reader,
    const v1::ShowWindow& query,
    Instant now,
    const OffsetOf& offset_of
) {
    std::vector<PartyCode> asked = state.coalition.governments(now);
    if (!query.procedure_id().empty()) {
        const Procedure* procedure = readable_procedure(state, query.procedure_id(), reader);
        if (!procedure) return std::nullopt;
        const auto entitled = procedure->entitled.empty()
                                  ? entitlement(state, procedure->drafted, now).entitled
                                  : procedure->entitled;
        asked.assign(entitled.begin(), entitled.end());
    }
    v1::WindowView view;
    view.set_now(to_ms(now));
    view.set_deadline(query.deadline());
    const Instant deadline = from_ms(query.deadline());
    for (const PartyCode& code : in_registered_order(state.coalition, std::move(asked)))
        *view.add_capitals() = window_of(state.coalition, code, now, deadline, offset_of);
    auto& capitals = *view.mutable_capitals();
    std::stable_sort(capitals.begin(), capitals.end(), [](const auto& left, const auto& right) {
        return left.working_minutes() < right.working_minutes();
    });
    return view;
}

} // namespace tocsin::domain
