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

const Chair* Coalition::chair_at(Instant at) const {
    const Chair* now = nullptr;
    for (const Chair& chair : chairs)
        if (chair.from <= at) now = &chair;
    return now;
}

const Delegation* Coalition::given_by(const PersonId& person, Instant at) const {
    const auto found = delegations.find(person);
    return found != delegations.end() && found->second.in_force(at) ? &found->second : nullptr;
}

const Delegation* Coalition::received_by(const PersonId& person, Instant at) const {
    for (const auto& [from, delegation] : delegations)
        if (delegation.to == person && delegation.in_force(at)) return &delegation;
    return nullptr;
}

bool Coalition::is_primary(const PersonRecord& person, Instant at) const {
    const auto is_first = [](const PersonRecord& one) {
        return one.roles.contains(v1::FOCAL_POINT) && !one.deputy;
    };
    if (is_first(person)) return true;
    const Delegation* received = received_by(person.id, at);
    const PersonRecord* from = received ? this->person(received->from) : nullptr;
    return from && is_first(*from);
}

std::optional<Instant> Coalition::next_change_after(Instant at) const {
    std::optional<Instant> next;
    const auto consider = [&](Instant change) {
        if (change > at && (!next || change < *next)) next = change;
    };
    for (const auto& [code, record] : parties) {
        consider(record.member_from);
        if (record.member_until) consider(*record.member_until);
        for (const auto& [from, until] : record.earlier) {
            consider(from);
            consider(until);
        }
    }
    for (const Chair& chair : chairs)
        consider(chair.from);
    for (const auto& [from, delegation] : delegations) {
        consider(delegation.starts);
        consider(delegation.ends);
    }
    for (const auto& [digest, token] : tokens)
        if (!token.revoked) consider(token.expires_at);
    return next;
}

const KeyRecord* Coalition::key(const Digest& fingerprint) const {
    const auto found = keys.find(fingerprint);
    return found == keys.end() ? nullptr : &found->second;
}

const KeyRecord* Coalition::key_of_credential(std::string_view id) const {
    const auto found = credentials.find(std::string(id));
    return found == credentials.end() ? nullptr : key(found->second);
}

bool Coalition::has_active_key(const PersonRecord& person, Instant at) const {
    return std::any_of(person.keys.begin(), person.keys.end(), [&](const Digest& fingerprint) {
        return key(fingerprint)->is_active(at);
    });
}

bool Coalition::is_support(const PersonId& person, Instant at) const {
    const PersonRecord* record = this->person(person);
    if (!record || !record->roles.contains(v1::SUPPORT)) return false;
    const PartyRecord* party = this->party(record->party);
    return party && party->is_member(at) && has_active_key(*record, at);
}

std::set<PersonId> Coalition::support(Instant at) const {
    std::set<PersonId> acting;
    for (const PersonId& id : ever_support)
        if (is_support(id, at)) acting.insert(id);
    return acting;
}

std::vector<std::string> Coalition::log_keys() const {
    std::vector<std::string> all{founded.log_key()};
    for (const v1::LogKeyChanged& change : log_key_changes)
        all.push_back(change.new_key());
    return all;
}

bool Coalition::founds_alone(const PersonId& person) const {
    return ever_support.size() == 1 && ever_support.contains(person);
}

namespace {

using namespace std::chrono_literals;

std::int64_t ms(std::chrono::milliseconds period) {
    return period.count();
}

void add_rung(v1::Policy& policy, std::chrono::milliseconds after, v1::Policy::Whom whom) {
    v1::Policy::Rung& rung = *policy.add_ladder();
    rung.set_after_ms(ms(after));
    rung.set_whom(whom);
}

} // namespace

v1::Policy default_policy() {
    v1::Policy policy;
    policy.set_extensions_max(3);
    policy.set_extension_ms_max(ms(7 * 24h));
    policy.set_window_ms_min(ms(15min));
    policy.set_closing_settle_ms(0);
    policy.set_independent_sources_min(2);
    policy.set_late_window_ms(ms(72h));
    policy.set_invitation_ms(ms(72h));
    add_rung(policy, 15min, v1::Policy::FOCAL_POINTS);
    add_rung(policy, 45min, v1::Policy::DEPUTIES_AND_MISSIONS);
    add_rung(policy, 90min, v1::Policy::CALL_LIST);
    policy.set_last_rung_repeats_max(3);
    policy.set_last_rung_repeat_ms(ms(30min));
    policy.add_remind_at_percent(50);
    for (const auto before : {24h, 4h, 1h})
        policy.add_remind_before_ms(ms(before));
    policy.set_contest_ms(ms(2h));
    policy.set_silence_ms_min(ms(24h));
    policy.set_chair_may_proceed(true);
    policy.set_objectors_hidden(false);
    policy.set_delegation_ms_max(ms(30 * 24h));
    policy.set_recovery_cooling_ms(ms(24h));
    return policy;
}

} // namespace tocsin::domain
