// What a person does for itself: standing aside for a colleague for a while, how loudly alerts
// arrive; and what a government asks of its own persons.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_parts.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

struct Window {
    Instant starts{};
    Instant ends{};

    bool meets(const Delegation& other) const { return starts < other.ends && other.starts < ends; }
};

std::optional<v1::Refusal>
bad_window(const v1::Policy& policy, const Window& window, Instant received) {
    const auto longest = std::chrono::milliseconds(policy.delegation_ms_max());
    if (window.starts < received)
        return refuse_field("starts", "not before now", print_utc(window.starts));
    if (window.ends <= window.starts)
        return refuse_field(
            "ends", "after it starts, " + print_utc(window.starts), print_utc(window.ends)
        );
    if (window.ends - window.starts > longest)
        return refuse_field(
            "ends", "not after " + print_utc(window.starts + longest), print_utc(window.ends)
        );
    return std::nullopt;
}

// An unknown person and one of another party are answered alike (I8).
std::optional<v1::Refusal>
bad_colleague(const Coalition& coalition, const PersonId& to, const Asking& asking) {
    const PersonRecord* colleague = coalition.person(to);
    const bool fits =
        colleague && to != asking.person->id && colleague->party == asking.person->party &&
        !colleague->roles.contains(v1::SOURCE) && !colleague->roles.contains(v1::AUDITOR) &&
        coalition.has_active_key(*colleague, asking.at);
    if (fits) return std::nullopt;
    return refuse_field(
        "to", "a colleague of your own party with an active key, no machine, no auditor", to.hex()
    );
}

// No chains: nobody hands on what was handed to him, nobody stands in for two.
std::optional<v1::Refusal> bad_chain(
    const Coalition& coalition, const PersonId& from, const PersonId& to, const Window& window
) {
    for (const auto& [id, other] : coalition.delegations) {
        if (!window.meets(other)) continue;
        if (other.from == to)
            return refuse_state(
                "DELEGATED", "that colleague has delegated for a part of this time", "Name another."
            );
        if (other.to == to)
            return refuse_state(
                "STANDING IN",
                "that colleague stands in for another for a part of this time",
                "Name another colleague."
            );
        if (other.to == from)
            return refuse_state(
                "STANDING IN",
                "what was delegated is not delegated again",
                "Wait until " + print_utc(other.ends) + ", or have it ended."
            );
    }
    return std::nullopt;
}

// The delegation this person gave that is not over yet, planned ones included.
const Delegation* standing_delegation(const Coalition& coalition, const Asking& asking) {
    const auto found = coalition.delegations.find(asking.person->id);
    if (found == coalition.delegations.end() || found->second.ends <= asking.received)
        return nullptr;
    return &found->second;
}

bool may_sign(const PersonRecord& person) {
    const auto has = [&](v1::Role role) { return person.roles.contains(role); };
    return !has(v1::AUDITOR) &&
           (has(v1::FOCAL_POINT) || has(v1::CHAIR) || has(v1::LEAD) || has(v1::PENHOLDER));
}

// Those who could prepare or confirm a position of this government today.
std::size_t signers_of(const Coalition& coalition, const PartyCode& party, Instant at) {
    const auto members = coalition.members_of.find(party);
    if (members == coalition.members_of.end()) return 0;
    return static_cast<std::size_t>(std::count_if(
        members->second.begin(),
        members->second.end(),
        [&](const PersonId& id) {
            const PersonRecord& person = *coalition.person(id);
            return may_sign(person) && coalition.has_active_key(person, at);
        }
    ));
}

// Who asked to end the rule and still acts for this government; null: nobody.
const PersonRecord* who_asked(const Coalition& coalition, const PartyCode& party, Instant at) {
    const auto rule = coalition.two_persons.find(party);
    if (rule == coalition.two_persons.end()) return nullptr;
    const PersonRecord* person = coalition.person(rule->second);
    if (!person || person->party != party || !coalition.has_active_key(*person, at)) return nullptr;
    return person;
}

Decision setting(const Asking& asking, bool required, bool ending) {
    Decision decision;
    v1::TwoPersonRuleSet& set = *decision.events.emplace_back().mutable_two_person_rule_set();
    set.set_party(asking.reader.party.text);
    set.set_required(required);
    set.set_ending(ending);
    return decision;
}

Decision switch_on(const State& state, const Asking& asking) {
    const PartyCode& party = asking.reader.party;
    const bool is_on = state.coalition.two_persons.contains(party);
    if (is_on && !who_asked(state.coalition, party, asking.at))
        return refusing(
            refuse_state("REQUIRED", "two persons are required already", "Nothing is left to do.")
        );
    if (!is_on && signers_of(state.coalition, party, asking.at) < 2)
        return refusing(refuse_state(
            "ONE PERSON",
            "two persons with active keys are needed, or nobody could answer any more",
            "Have a colleague invited first."
        ));
    return setting(asking, true, false);
}

Decision switch_off(const State& state, const Asking& asking) {
    const PartyCode& party = asking.reader.party;
    if (!state.coalition.two_persons.contains(party))
        return refusing(refuse_state(
            "NOT REQUIRED", "one person answers for this government", "Nothing is left to do."
        ));
    const PersonRecord* asked = who_asked(state.coalition, party, asking.at);
    if (!asked) return setting(asking, true, true);
    if (asked->id == asking.person->id) {
        v1::Refusal refusal = refuse(
            v1::Refusal::APPROVAL_REQUIRED,
            "A second person must say the same.",
            "What takes two persons is ended by two.",
            "Ask a colleague of your government, or have one invited."
        );
        refusal.set_who_may("another focal point of this government");
        return refusing(std::move(refusal));
    }
    Decision decision = setting(asking, false, false);
    decision.events.front().mutable_two_person_rule_set()->set_second(asking.person->id.str());
    return decision;
}

} // namespace

Decision decide(const State& state, const v1::Delegate& command, const Asking& asking) {
    const auto& own = asking.person->roles;
    if (own.contains(v1::SUPPORT) || own.contains(v1::AUDITOR))
        return refusing(refuse_forbidden(
            "the roles of the secretariat and of auditors are not delegated",
            "persons of governments, observers and advisers"
        ));
    if (standing_delegation(state.coalition, asking))
        return refusing(refuse_state(
            "DELEGATED", "a person has one delegation at a time", "End that one first."
        ));
    const Window window{
        command.starts() == 0 ? asking.received : from_ms(command.starts()),
        from_ms(command.ends())};
    const PersonId to = PersonId::from(command.to()).value_or(PersonId{});
    if (auto refusal = bad_colleague(state.coalition, to, asking)) return refusing(*refusal);
    if (auto refusal = bad_window(state.coalition.policy, window, asking.received))
        return refusing(*refusal);
    if (auto refusal = bad_chain(state.coalition, asking.person->id, to, window))
        return refusing(*refusal);

    Decision decision;
    v1::DelegationGiven& given = *decision.events.emplace_back().mutable_delegation_given();
    given.set_from(asking.person->id.str());
    given.set_to(to.str());
    given.set_starts(to_ms(window.starts));
    given.set_ends(to_ms(window.ends));
    return decision;
}

Decision decide(const State& state, const v1::EndDelegation&, const Asking& asking) {
    if (!standing_delegation(state.coalition, asking))
        return refusing(refuse_state(
            "NOT DELEGATED", "you have given no delegation that lasts", "Nothing is left to end."
        ));
    Decision decision;
    decision.events.emplace_back().mutable_delegation_ended()->set_from(asking.person->id.str());
    return decision;
}

Decision decide(const State&, const v1::Subscribe& command, const Asking& asking) {
    Decision decision;
    v1::SubscriptionSet& set = *decision.events.emplace_back().mutable_subscription_set();
    set.set_person(asking.person->id.str());
    *set.mutable_subscription() = command.subscription();
    return decision;
}

Decision decide(const State& state, const v1::SetTwoPersonRule& command, const Asking& asking) {
    const bool is_governments = asking.reader.kind == v1::Party::GOVERNMENT;
    const bool may_begin = is_governments && state.coalition.is_primary(*asking.person, asking.at);
    // Whoever confirms may be a deputy: many governments have one primary focal point.
    const bool confirms = is_governments && asking.has(v1::FOCAL_POINT) && !command.required() &&
                          who_asked(state.coalition, asking.reader.party, asking.at) != nullptr;
    if (!may_begin && !confirms)
        return refusing(refuse_forbidden(
            "a government says itself how many of its persons answer",
            "a primary focal point of a government"
        ));
    return command.required() ? switch_on(state, asking) : switch_off(state, asking);
}

} // namespace tocsin::domain
