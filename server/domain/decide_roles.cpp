// What a person may do changes: less by one person of the secretariat, more by two
// (docs/IDENTITY.md). SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_person.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

std::set<v1::Role> roles_of(const v1::ChangeRoles& command) {
    std::set<v1::Role> roles;
    for (const int role : command.roles())
        roles.insert(static_cast<v1::Role>(role));
    return roles;
}

struct Change {
    const PersonRecord& person;
    std::set<v1::Role> roles;
    bool deputy = false;
    std::string post;

    bool leaves() const { return roles.empty(); }

    bool changes_nothing() const {
        const bool same = roles == person.roles && deputy == person.deputy && post == person.post;
        return leaves() ? person.roles.empty() : same;
    }

    bool is_less() const;
};

// An auditor writes nothing and a machine only signals: to lose that role is to gain.
bool Change::is_less() const {
    if (leaves()) return true;
    for (const v1::Role bound : {v1::AUDITOR, v1::SOURCE})
        if (person.roles.contains(bound) && !roles.contains(bound)) return false;
    return std::includes(person.roles.begin(), person.roles.end(), roles.begin(), roles.end()) &&
           (deputy || !person.deputy) && post == person.post;
}

// Also without the role of this person somebody of the secretariat must be able to act.
bool is_last_support(const Coalition& coalition, const Change& change, Instant at) {
    if (change.roles.contains(v1::SUPPORT) || !coalition.is_support(change.person.id, at))
        return false;
    return coalition.support(at).size() == 1;
}

// Null: nobody said the same before, or nobody whose word still counts.
const RolesProposal* same_proposal(const Coalition& coalition, const Change& change, Instant at) {
    const auto found = coalition.proposed_roles.find(change.person.id);
    if (found == coalition.proposed_roles.end()) return nullptr;
    const RolesProposal& proposal = found->second;
    const bool same = proposal.roles == change.roles && proposal.deputy == change.deputy &&
                      proposal.post == change.post;
    return same && coalition.is_support(proposal.by, at) ? &proposal : nullptr;
}

template <class Event>
void tell(Event& event, const Change& change, const std::string& reason) {
    event.set_person(change.person.id.str());
    for (const v1::Role role : change.roles)
        event.add_roles(role);
    event.set_deputy(change.deputy);
    event.set_post(change.post);
    event.set_reason(reason);
}

Decision changed(
    const State& state,
    const Change& change,
    const std::string& reason,
    const std::vector<PersonId>& approvals,
    Instant received
) {
    Decision decision;
    v1::RolesChanged& event = *decision.events.emplace_back().mutable_roles_changed();
    tell(event, change, reason);
    for (const PersonId& approval : approvals)
        event.add_approvals(approval.str());
    if (!change.leaves()) return decision;
    for (const Digest& key : change.person.keys)
        revoke(decision, change.person.id, key, "its owner left");
    for (const Digest& key : change.person.waiting)
        revoke(decision, change.person.id, key, "its owner left");
    end_tokens(decision, state.coalition, change.person.id, received);
    return decision;
}

// By one of the secretariat; done when a second says the same.
Decision
raise(const State& state, const Change& change, const std::string& reason, const Asking& asking) {
    const PersonId& by = asking.person->id;
    if (by == change.person.id)
        return refusing(refuse_forbidden(
            "nobody gives itself more than it has", "two other persons of the secretariat"
        ));
    const RolesProposal* proposal = same_proposal(state.coalition, change, asking.at);
    if (proposal && proposal->by == by)
        return refusing(refuse_alone(
            "you proposed this already; one person alone gives nobody more",
            "Ask a colleague of the secretariat to say the same.",
            "a person of the secretariat other than you and the person concerned"
        ));
    if (proposal) return changed(state, change, reason, {proposal->by, by}, asking.received);
    Decision decision;
    v1::RolesProposed& proposed = *decision.events.emplace_back().mutable_roles_proposed();
    tell(proposed, change, reason);
    proposed.set_by(by.str());
    return decision;
}

} // namespace

Decision decide(const State& state, const v1::ChangeRoles& command, const Asking& asking) {
    const Coalition& coalition = state.coalition;
    if (!asking.has(v1::SUPPORT))
        return refusing(
            refuse_forbidden("roles are changed by the secretariat", "a person of the secretariat")
        );
    const auto id = PersonId::from(command.person());
    const PersonRecord* person = id ? coalition.person(*id) : nullptr;
    const PartyRecord* party = person ? coalition.party(person->party) : nullptr;
    if (!party) return refusing(refuse_not_found());
    if (auto refusal = bad_roles(command.roles(), party->facts.kind())) return refusing(*refusal);

    const bool leaves = command.roles().empty();
    const Change change{
        *person,
        roles_of(command),
        !leaves && command.deputy(),
        leaves ? std::string() : command.post()};
    if (change.changes_nothing())
        return refusing(refuse_state(
            change.leaves() ? "LEFT" : "UNCHANGED",
            "the person has exactly these roles already",
            "Nothing is left to do."
        ));
    if (is_last_support(coalition, change, asking.at))
        return refusing(refuse_state(
            "ONE PERSON",
            "the secretariat keeps at least one person who can act",
            "Let in another person of the secretariat first."
        ));
    if (change.is_less())
        return changed(state, change, command.reason(), {asking.person->id}, asking.received);
    return raise(state, change, command.reason(), asking);
}

} // namespace tocsin::domain
