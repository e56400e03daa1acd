// How a person comes in: invited by one of the secretariat, enrolled with a key, approved by
// another (security.md 5.6). The first two are the exception, and only they.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_parts.hpp"
#include "server/domain/refusal.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

constexpr std::string_view secretariat_code = "support-unit";
constexpr std::string_view secretariat_name = "Support Unit";

// One wording, whatever the reason: a stranger learns nothing by trying.
v1::Refusal refuse_invitation() {
    return refuse(
        v1::Refusal::INVITATION_INVALID,
        "This invitation cannot be used.",
        "An invitation is good once and for a limited time.",
        "Ask the secretariat for a new one."
    );
}

v1::Refusal refuse_alone() {
    v1::Refusal refusal = refuse(
        v1::Refusal::APPROVAL_REQUIRED,
        "A second person must do this.",
        "Who invited a person does not confirm that person's key.",
        "Ask another person of the secretariat."
    );
    refusal.set_who_may("a person of the secretariat other than the one who invited");
    return refusal;
}

v1::Refusal refuse_known_key() {
    return refuse_state("KNOWN", "a key belongs to one person, once", "Make a new key.");
}

bool role_fits(v1::Role role, v1::Party::Kind kind) {
    switch (role) {
    case v1::FOCAL_POINT:
    case v1::CHAIR: return kind == v1::Party::GOVERNMENT;
    case v1::LEAD: return kind == v1::Party::GOVERNMENT || kind == v1::Party::ADVISER;
    case v1::PENHOLDER: return kind != v1::Party::OBSERVER;
    case v1::SUPPORT: return kind == v1::Party::SECRETARIAT;
    case v1::ADVISER_ROLE: return kind == v1::Party::ADVISER;
    case v1::OBSERVER_ROLE: return kind == v1::Party::OBSERVER;
    case v1::AUDITOR:
    case v1::SOURCE: return true;
    default: return false;
    }
}

std::optional<v1::Refusal> bad_roles(const v1::InvitePerson& command, v1::Party::Kind kind) {
    for (const int raw : command.roles()) {
        const auto role = static_cast<v1::Role>(raw);
        if (!role_fits(role, kind))
            return refuse_field("roles", "roles of this kind of party", v1::Role_Name(role));
        if ((role == v1::AUDITOR || role == v1::SOURCE) && command.roles_size() > 1)
            return refuse_field("roles", v1::Role_Name(role) + " and no other", "several");
    }
    return std::nullopt;
}

void add_key(
    Decision& decision,
    const PersonId& person,
    const v1::Key& key,
    const std::vector<PersonId>& approvals
) {
    v1::KeyAdded& added = *decision.events.emplace_back().mutable_key_added();
    added.set_person(person.str());
    added.set_fingerprint(key.fingerprint());
    for (const PersonId& approval : approvals)
        added.add_approvals(approval.str());
    *added.mutable_key() = key;
}

// The founder invited at an earlier start whose link nobody used, to be invited again.
PersonId founder(const State& state, const Asking& asking) {
    for (const auto& [code, invitation] : state.coalition.invitations)
        if (invitation.founding && invitation.inviter.is_zero()) return invitation.person;
    return new_person_id(state, asking.command_id);
}

const PartyRecord* secretariat(const Coalition& coalition) {
    for (const auto& [code, record] : coalition.parties)
        if (record.facts.kind() == v1::Party::SECRETARIAT && !record.member_until) return &record;
    return nullptr;
}

v1::PartyAdmitted admit_secretariat(Instant from) {
    v1::PartyAdmitted admitted;
    admitted.mutable_party()->set_code(std::string(secretariat_code));
    admitted.mutable_party()->set_kind(v1::Party::SECRETARIAT);
    admitted.mutable_party()->set_name(std::string(secretariat_name));
    admitted.set_member_from(to_ms(from));
    return admitted;
}

} // namespace

Decision decide(const State& state, const v1::SeedPerson& command, const Asking&) {
    const Coalition& coalition = state.coalition;
    if (!coalition.founded.exercise_only())
        return refusing(refuse_forbidden(
            "persons are seeded in logs founded for exercises", "nobody: invite the person instead"
        ));
    const PartyCode party{command.person().party()};
    const auto id = PersonId::from(command.person().person());
    if (!coalition.party(party))
        return refusing(refuse_field("person.party", "a party", party.text));
    if (!id || id->is_zero())
        return refusing(refuse_field("person.person", "16 bytes, not zero", ""));
    const PersonRecord* known = coalition.person(*id);
    if (known && known->party != party)
        return refusing(
            refuse_field("person.party", "the party it acts for, " + known->party.text, party.text)
        );
    const auto fingerprint = Digest::from(command.key().fingerprint());
    if (!fingerprint) return refusing(refuse_field("key.fingerprint", "32 bytes", ""));
    if (coalition.keys.contains(*fingerprint)) return refusing(refuse_known_key());

    Decision decision;
    if (!known) {
        v1::PersonInvited& invited = *decision.events.emplace_back().mutable_person_invited();
        invited = command.person();
        invited.clear_code_sha256(); // Its key is here: no code may bring another.
    }
    add_key(decision, *id, command.key(), {});
    return decision;
}

Decision decide(const State& state, const v1::InviteFounder& command, const Asking& asking) {
    if (!state.coalition.ever_support().empty())
        return refusing(refuse_state(
            "FOUNDED",
            "the claim link is for the first person of the secretariat",
            "Ask the secretariat."
        ));
    if (state.coalition.invitations.contains(Digest::from(command.code_sha256()).value_or(Digest{})
        ))
        return refusing(
            refuse_state("INVITED", "a code is used for one invitation", "Make a new code.")
        );

    Decision decision;
    const PartyRecord* party = secretariat(state.coalition);
    if (!party)
        *decision.events.emplace_back().mutable_party_admitted() =
            admit_secretariat(asking.received);
    v1::PersonInvited& invited = *decision.events.emplace_back().mutable_person_invited();
    invited.set_person(founder(state, asking).str());
    invited.set_party(party ? party->facts.code() : std::string(secretariat_code));
    invited.add_roles(v1::SUPPORT);
    invited.set_code_sha256(command.code_sha256());
    invited.set_expires_at(command.expires_at());
    invited.set_founding(true);
    return decision;
}

Decision decide(const State& state, const v1::InvitePerson& command, const Asking& asking) {
    if (!asking.has(v1::SUPPORT))
        return refusing(
            refuse_forbidden("only the secretariat invites", "a person of the secretariat")
        );
    const PartyRecord* party = state.coalition.party(PartyCode{command.party()});
    if (!party || !party->is_member(asking.received))
        return refusing(refuse_field("party", "a party of the Coalition", command.party()));
    if (auto refusal = bad_roles(command, party->facts.kind())) return refusing(*refusal);
    if (state.coalition.invitations.contains(Digest::from(command.code_sha256()).value_or(Digest{})
        ))
        return refusing(
            refuse_state("INVITED", "a code is used for one invitation", "Make a new code.")
        );

    const auto& roles = command.roles();
    const bool is_support = std::find(roles.begin(), roles.end(), v1::SUPPORT) != roles.end();
    Decision decision;
    v1::PersonInvited& invited = *decision.events.emplace_back().mutable_person_invited();
    invited.set_person(new_person_id(state, asking.command_id).str());
    invited.set_party(command.party());
    *invited.mutable_roles() = roles;
    invited.set_deputy(command.deputy());
    invited.set_post(command.post());
    invited.set_code_sha256(command.code_sha256());
    invited.set_expires_at(to_ms(asking.received) + state.coalition.policy.invitation_ms());
    invited.set_founding(is_support && state.coalition.founds_alone(asking.person->id));
    return decision;
}

Decision decide(const State& state, const v1::EnrolKey& command, const Asking& asking) {
    const Coalition& coalition = state.coalition;
    const auto found =
        coalition.invitations.find(Digest::from(command.code_sha256()).value_or(Digest{}));
    if (found == coalition.invitations.end()) return refusing(refuse_invitation());
    const InvitationRecord& invitation = found->second;
    const PersonRecord* person = coalition.person(invitation.person);
    const PartyRecord* party = person ? coalition.party(person->party) : nullptr;
    const bool is_founder = invitation.founding && invitation.inviter.is_zero();
    const bool is_good = !invitation.used && asking.received < invitation.expires_at && party &&
                         party->is_member(asking.received) &&
                         !(is_founder && !coalition.ever_support().empty());
    if (!is_good) return refusing(refuse_invitation());
    if (coalition.keys.contains(Digest::from(command.key().fingerprint()).value_or(Digest{})))
        return refusing(refuse_known_key());

    Decision decision;
    v1::KeyEnrolled& enrolled = *decision.events.emplace_back().mutable_key_enrolled();
    enrolled.set_person(person->id.str());
    *enrolled.mutable_key() = command.key();
    enrolled.set_code_sha256(command.code_sha256());
    // The very first: there is nobody yet who could approve.
    if (is_founder) add_key(decision, person->id, command.key(), {});
    return decision;
}

Decision decide(const State& state, const v1::ApproveKey& command, const Asking& asking) {
    const Coalition& coalition = state.coalition;
    if (!asking.has(v1::SUPPORT))
        return refusing(
            refuse_forbidden("only the secretariat confirms keys", "a person of the secretariat")
        );
    const auto key = coalition.keys.find(Digest::from(command.fingerprint()).value_or(Digest{}));
    if (key == coalition.keys.end() || key->second.person.view() != command.person())
        return refusing(refuse_not_found());
    if (key->second.revoked)
        return refusing(refuse_state("REVOKED", "a revoked key stays revoked", "Enrol a new key."));
    if (key->second.added)
        return refusing(refuse_state("ACTIVE", "a key is confirmed once", "Nothing is left to do.")
        );

    const auto invitation = coalition.invitations.find(key->second.invitation);
    if (invitation == coalition.invitations.end()) return refusing(refuse_not_found());
    const PersonId& inviter = invitation->second.inviter;
    const PersonId& approver = asking.person->id;
    const bool alone = approver == inviter || approver == key->second.person;
    const bool may_alone =
        approver == inviter && invitation->second.founding && coalition.founds_alone(approver);
    if (alone && !may_alone) return refusing(refuse_alone());

    Decision decision;
    std::vector<PersonId> approvals{inviter};
    if (!alone) approvals.push_back(approver);
    add_key(decision, key->second.person, key->second.key, approvals);
    return decision;
}

Decision decide(const State& state, const v1::RevokeKey& command, const Asking& asking) {
    const auto key =
        state.coalition.keys.find(Digest::from(command.fingerprint()).value_or(Digest{}));
    if (key == state.coalition.keys.end()) return refusing(refuse_not_found());
    const PersonRecord* owner = state.coalition.person(key->second.person);
    const bool is_own_party = owner && owner->party == asking.person->party;
    if (!is_own_party && !asking.has(v1::SUPPORT))
        return refusing(refuse_forbidden(
            "a key is revoked by its own party or the secretariat",
            "a person of that party, or of the secretariat"
        ));
    if (key->second.revoked)
        return refusing(refuse_state("REVOKED", "a key is revoked once", "Nothing is left to do."));

    Decision decision;
    v1::KeyRevoked& revoked = *decision.events.emplace_back().mutable_key_revoked();
    revoked.set_person(key->second.person.str());
    revoked.set_fingerprint(command.fingerprint());
    revoked.set_reason(command.reason());
    return decision;
}

} // namespace tocsin::domain
