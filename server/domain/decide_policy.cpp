// Policy: every period and threshold, set by the secretariat. What could never work, such as a rung
// of the ladder with nobody on it, is refused when it is set and not when it is needed.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_person.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Rung = v1::Policy::Rung;

bool is_at_mission(const PersonRecord& person) {
    return !person.post.empty() && person.post != "capital";
}

bool stands_on(const PersonRecord& person, v1::Party::Kind kind, v1::Policy::Whom whom) {
    const auto has = [&](v1::Role role) { return person.roles.contains(role); };
    if (has(v1::AUDITOR) || has(v1::SOURCE)) return false;
    const bool governs = kind == v1::Party::GOVERNMENT;
    switch (whom) {
    case v1::Policy::FOCAL_POINTS: return governs && has(v1::FOCAL_POINT);
    case v1::Policy::DEPUTIES_AND_MISSIONS:
        return governs && (person.deputy || is_at_mission(person));
    case v1::Policy::CALL_LIST: return has(v1::SUPPORT);
    default: return false;
    }
}

bool has_somebody(const Coalition& coalition, v1::Policy::Whom whom, Instant at) {
    const auto stands = [&](const auto& pair) {
        const PersonRecord& person = pair.second;
        const PartyRecord* party = coalition.party(person.party);
        return party && party->is_member(at) && coalition.has_active_key(person, at) &&
               stands_on(person, party->facts.kind(), whom);
    };
    return std::any_of(coalition.persons.begin(), coalition.persons.end(), stands);
}

std::string minutes_of(const Rung& rung) {
    return std::to_string(rung.after_ms() / 60'000) + " min";
}

// Before there is anybody at all, the first policy cannot yet be asked who stands on its rungs.
std::optional<v1::Refusal>
bad_ladder(const Coalition& coalition, const v1::Policy& policy, Instant at) {
    std::int64_t before = 0;
    for (const Rung& rung : policy.ladder()) {
        if (rung.after_ms() <= before)
            return refuse_field(
                "policy.ladder.after_ms",
                "later than the rung before, " + std::to_string(before) + " ms",
                std::to_string(rung.after_ms())
            );
        before = rung.after_ms();
        if (!coalition.persons.empty() && !has_somebody(coalition, rung.whom(), at))
            return refuse_field(
                "policy.ladder.whom",
                "somebody with an active key on each rung; nobody is on the one at " +
                    minutes_of(rung),
                v1::Policy::Whom_Name(rung.whom())
            );
    }
    if (policy.last_rung_repeats_max() == 0 || policy.last_rung_repeat_ms() > 0)
        return std::nullopt;
    return refuse_field("policy.last_rung_repeat_ms", "more than 0, as the rung repeats", "0");
}

std::optional<v1::Refusal> bad_reminders(const v1::Policy& policy) {
    std::uint32_t before = 0;
    for (const std::uint32_t percent : policy.remind_at_percent()) {
        if (percent <= before || percent > 99)
            return refuse_field(
                "policy.remind_at_percent", "1 to 99, ascending", std::to_string(percent)
            );
        before = percent;
    }
    return std::nullopt;
}

// For how long a government may object to a key that is said to replace a lost one: nobody makes it
// shorter alone, and a client that does not know of it leaves it. Before there is a secretariat to
// ask, whoever runs the server sets it as all the rest.
std::optional<v1::Refusal>
settle_cooling(const Coalition& coalition, const Asking& asking, v1::PolicySet& set) {
    const std::int64_t standing = coalition.policy.recovery_cooling_ms();
    const std::int64_t asked = set.policy().recovery_cooling_ms();
    if (asked >= standing || (asking.is_server() && asked > 0 && coalition.ever_support.empty()))
        return std::nullopt;
    set.mutable_policy()->set_recovery_cooling_ms(standing);
    if (asked <= 0) return std::nullopt; // Not said.
    const std::string who_may = "two persons of the secretariat";
    if (asking.is_server())
        return refuse_alone(
            "whoever runs the server does not shorten how long recovered keys cool",
            "Have two persons of the secretariat set it.",
            who_may
        );
    const auto& proposal = coalition.shorter_cooling;
    const bool is_same = proposal && proposal->cooling == std::chrono::milliseconds(asked) &&
                         coalition.is_support(proposal->by, asking.at);
    if (is_same && proposal->by == asking.person->id)
        return refuse_alone(
            "you proposed this already; one person alone shortens no cooling time",
            "Ask a colleague of the secretariat to set the same.",
            "a person of the secretariat other than you"
        );
    if (!is_same) {
        set.set_shorter_cooling_ms(asked);
        return std::nullopt;
    }
    set.mutable_policy()->set_recovery_cooling_ms(asked);
    set.add_approvals(proposal->by.str());
    set.add_approvals(asking.person->id.str());
    return std::nullopt;
}

} // namespace

Decision decide(const State& state, const v1::SetPolicy& command, const Asking& asking) {
    if (!asking.is_server() && !asking.has(v1::SUPPORT))
        return refusing(
            refuse_forbidden("policy is set by the secretariat", "a person of the secretariat")
        );
    const v1::Policy& policy = command.policy();
    if (auto refusal = bad_ladder(state.coalition, policy, asking.at)) return refusing(*refusal);
    if (auto refusal = bad_reminders(policy)) return refusing(*refusal);

    Decision decision;
    v1::PolicySet& set = *decision.events.emplace_back().mutable_policy_set();
    *set.mutable_policy() = policy;
    if (auto refusal = settle_cooling(state.coalition, asking, set)) return refusing(*refusal);
    return decision;
}

} // namespace tocsin::domain
