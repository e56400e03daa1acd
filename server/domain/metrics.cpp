// SPDX-License-Identifier: Apache-2.0
#include "server/domain/metrics.hpp"

#include "server/domain/metrics_parts.hpp"
#include "server/domain/words.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

// What an event is about; of deliveries and merged alerts several cases.
std::set<std::string> cases_of(const v1::Event& event) {
    std::set<std::string> cases;
    if (event.has_delivery_recorded())
        for (const v1::Delivery& delivery : event.delivery_recorded().deliveries())
            cases.insert(delivery.alert_id());
    else if (event.has_alerts_merged())
        cases.insert(event.alerts_merged().duplicate());
    else
        cases.insert(subject_of(event));
    cases.erase("");
    return cases;
}

void take_reviews(const EventReading& reading, Figures& figures) {
    std::map<std::string, std::size_t> places;
    for (const ReadEntry& entry : reading.entries) {
        if (!entry.event || !entry.event->has_review_written()) continue;
        const v1::ReviewWritten& review = entry.event->review_written();
        const auto [place, is_new] = places.emplace(review.subject(), figures.reviews.size());
        if (is_new) figures.reviews.emplace_back();
        figures.reviews[place->second] = {
            entry.realm == v1::EXERCISE, from_ms(entry.event->received_at()), review};
    }
}

// Onset and end of the crisis are the alert's to tell.
void link(const std::vector<AlertFigures>& alerts, ProcedureFigures& procedure) {
    for (const AlertFigures& alert : alerts) {
        if (alert.id != procedure.alert_id) continue;
        procedure.has_alert = true;
        procedure.onset = alert.onset;
        procedure.crisis_end = alert.crisis_end;
    }
}

} // namespace

Instant EventReading::as_of() const {
    Instant latest{};
    for (const ReadEntry& entry : entries)
        latest = std::max(latest, entry.recorded_at);
    return latest;
}

std::size_t EventReading::withheld() const {
    return static_cast<std::size_t>(std::count_if(
        entries.begin(), entries.end(), [](const ReadEntry& entry) { return !entry.event; }
    ));
}

std::optional<std::int64_t> percentile(std::vector<std::int64_t> values, int p) {
    if (values.empty()) return std::nullopt;
    std::sort(values.begin(), values.end());
    const std::size_t rank = (static_cast<std::size_t>(p) * values.size() + 99) / 100;
    return values[std::max<std::size_t>(rank, 1) - 1];
}

Roster::Roster(const EventReading& reading) {
    for (const ReadEntry& entry : reading.entries) {
        if (!entry.event) continue;
        const v1::Event& event = *entry.event;
        if (event.has_party_admitted()) {
            const v1::PartyAdmitted& admitted = event.party_admitted();
            memberships_[PartyCode{admitted.party().code()}].push_back(
                {admitted.member_from(), std::nullopt}
            );
        } else if (event.has_party_withdrew()) {
            auto& memberships = memberships_[PartyCode{event.party_withdrew().code()}];
            if (!memberships.empty())
                memberships.back().until = event.party_withdrew().effective_at();
        } else if (event.has_person_invited() && !event.person_invited().recovery()) {
            const v1::PersonInvited& invited = event.person_invited();
            parties_[invited.person()][entry.index] = PartyCode{invited.party()};
        }
    }
}

bool Roster::is_member(const PartyCode& party, Instant at) const {
    const auto found = memberships_.find(party);
    if (found == memberships_.end() || found->second.empty()) return true;
    const std::int64_t ms = to_ms(at);
    return std::any_of(found->second.begin(), found->second.end(), [ms](const Membership& one) {
        return one.from <= ms && (!one.until || ms < *one.until);
    });
}

std::optional<PartyCode> Roster::party_of(const std::string& person, Index before) const {
    const auto found = parties_.find(person);
    if (found == parties_.end()) return std::nullopt;
    const auto after = found->second.lower_bound(before);
    if (after == found->second.begin()) return std::nullopt;
    return std::prev(after)->second;
}

Cases::Cases(const EventReading& reading) : roster(reading), as_of(reading.as_of()) {
    for (const ReadEntry& entry : reading.entries) {
        if (!entry.event)
            withheld.emplace_back(entry.index, entry.kind);
        else
            for (const std::string& id : cases_of(*entry.event))
                events[id].push_back(&entry);
    }
}

bool Cases::lacks(std::initializer_list<int> kinds, Index after, Index before) const {
    return std::any_of(withheld.begin(), withheld.end(), [&](const auto& entry) {
        return entry.first > after && entry.first < before &&
               std::find(kinds.begin(), kinds.end(), entry.second) != kinds.end();
    });
}

Figures figures_of(const EventReading& reading) {
    const Cases cases(reading);
    Figures figures;
    std::set<std::string> known;
    for (const ReadEntry& entry : reading.entries) {
        if (!entry.event) continue;
        const std::string id = subject_of(*entry.event);
        const bool issues = entry.event->has_alert_issued();
        const bool opens =
            entry.event->has_procedure_opened() || entry.event->has_procedure_issued();
        if ((!issues && !opens) || !known.insert(id).second) continue;
        if (issues) figures.alerts.push_back(alert_figures(cases, id, entry));
        if (opens) figures.procedures.push_back(procedure_figures(cases, id));
    }
    for (ProcedureFigures& procedure : figures.procedures)
        link(figures.alerts, procedure);
    take_reviews(reading, figures);
    return figures;
}

} // namespace tocsin::domain
