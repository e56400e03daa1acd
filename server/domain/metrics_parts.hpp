// What the files of metrics share: the entries of each case, who is whose, who is a member.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/domain/metrics.hpp"

#include <initializer_list>

namespace tocsin::domain {

using Events = std::vector<const ReadEntry*>; // each with an event, in order

// Parties and persons as the reading tells of them.
class Roster {
public:
    explicit Roster(const EventReading& reading);

    bool is_member(const PartyCode& party, Instant at) const;
    // Nothing: the reading has no invitation of this person before that entry.
    std::optional<PartyCode> party_of(const std::string& person, Index before) const;

private:
    struct Membership {
        std::int64_t from = 0;
        std::optional<std::int64_t> until;
    };

    std::map<PartyCode, std::vector<Membership>> memberships_;
    std::map<std::string, std::map<Index, PartyCode>> parties_; // of a person, by its invitation
};

// The reading by cases.
struct Cases {
    explicit Cases(const EventReading& reading);

    // Whether an entry of one of these kinds between the two, both excluded, was withheld.
    bool lacks(std::initializer_list<int> kinds, Index after, Index before) const;

    Roster roster;
    Instant as_of{};
    std::map<std::string, Events> events; // by what they are about
    std::vector<std::pair<Index, int>> withheld;
};

constexpr Index no_end = UINT64_MAX;

inline Instant time_of(const ReadEntry& entry) {
    return from_ms(entry.event->received_at());
}

AlertFigures alert_figures(const Cases& cases, const std::string& id, const ReadEntry& issued);
ProcedureFigures procedure_figures(const Cases& cases, const std::string& id);

} // namespace tocsin::domain
