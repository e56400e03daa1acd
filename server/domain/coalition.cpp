// SPDX-License-Identifier: Apache-2.0
#include "server/domain/coalition.hpp"

#include <algorithm>

namespace tocsin::domain {

bool PartyRecord::is_member(Instant at) const {
    const auto covers = [at](const std::pair<Instant, Instant>& interval) {
        return at >= interval.first && at < interval.second;
    };
    return (at >= member_from && (!member_until || at < *member_until)) ||
           std::any_of(earlier.begin(), earlier.end(), covers);
}

const PartyRecord* Coalition::party(const PartyCode& code) const {
    const auto found = parties.find(code);
    return found == parties.end() ? nullptr : &found->second;
}

const PersonRecord* Coalition::person(const PersonId& id) const {
    const auto found = persons.find(id);
    return found == persons.end() ? nullptr : &found->second;
}

std::vector<PartyCode> Coalition::governments(Instant at) const {
    std::vector<PartyCode> codes;
    for (const auto& [code, record] : parties)
        if (record.facts.kind() == v1::Party::GOVERNMENT && record.is_member(at))
            codes.push_back(code);
    return codes;
}

std::set<PersonId> Coalition::ever_support() const {
    std::set<PersonId> ever;
    for (const auto& [fingerprint, record] : keys) {
        if (!record.added) continue;
        const PersonRecord* owner = person(record.person);
        if (owner && owner->roles.contains(v1::SUPPORT)) ever.insert(owner->id);
    }
    return ever;
}

bool Coalition::founds_alone(const PersonId& person) const {
    const std::set<PersonId> ever = ever_support();
    return ever.size() == 1 && ever.contains(person);
}

v1::Policy default_policy() {
    using namespace std::chrono_literals;
    const auto ms = [](std::chrono::milliseconds period) { return period.count(); };
    v1::Policy policy;
    policy.set_extensions_max(3);
    policy.set_extension_ms_max(ms(7 * 24h));
    policy.set_window_ms_min(ms(15min));
    policy.set_closing_settle_ms(0);
    policy.set_independent_sources_min(2);
    policy.set_late_window_ms(ms(72h));
    policy.set_invitation_ms(ms(72h));
    return policy;
}

} // namespace tocsin::domain
