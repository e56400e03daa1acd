// How a person comes in: invited by one of the secretariat, enrolled with its keys
// (docs/IDENTITY.md). Who lets them in is decide_key.cpp. SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_person.hpp"
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

// All that an enrolment brings.
std::vector<v1::Key> keys_of(const v1::EnrolKey& command) {
    std::vector<v1::Key> keys{command.key()};
    keys.insert(keys.end(), command.more().begin(), command.more().end());
    return keys;
}

std::optional<v1::Refusal> bad_keys(const Coalition& coalition, const std::vector<v1::Key>& keys) {
    std::set<std::string> fingerprints;
    std::set<std::string> credentials;
    for (const v1::Key& key : keys) {
        if (auto refusal = bad_key(coalition, key)) return refusal;
        const bool is_new =
            fingerprints.insert(key.fingerprint()).second &&
            (key.credential_id().empty() || credentials.insert(key.credential_id()).second);
        if (!is_new) return refuse_known_key();
    }
    return std::nullopt;
}

// Good once, and too dear to be used up for nothing.
std::optional<v1::Refusal> bad_printed_code(
    const Coalition& coalition,
    const InvitationRecord& invitation,
    const PartyCode& party,
    const v1::EnrolKey& command
) {
    if (command.recovery_sha256().empty()) return std::nullopt;
    if (!invitation.recovery)
        return refuse_field(
            "recovery_code", "left out: only keys that replace lost ones cool", "a code"
        );
    const auto code = coalition.recovery_codes.find(party);
    const bool is_good = code != coalition.recovery_codes.end() && !code->second.used &&
                         code->second.sha256 == digest_in(command.recovery_sha256());
    if (is_good) return std::nullopt;
    return refuse_field(
        "recovery_code",
        "the last code that your party printed, not used yet; or left out, and the keys cool",
        "another code"
    );
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
    if (auto refusal = bad_key(coalition, command.key())) return refusing(*refusal);

    Decision decision;
    if (!known) {
        v1::PersonInvited& invited = *decision.events.emplace_back().mutable_person_invited();
        invited = command.person();
        invited.clear_code_sha256(); // Its key is here: no code may bring another.
    }
    let_in(decision, *id, command.key(), {});
    return decision;
}

Decision decide(const State& state, const v1::InviteFounder& command, const Asking& asking) {
    if (!state.coalition.ever_support.empty())
        return refusing(refuse_state(
            "FOUNDED",
            "the claim link is for the first person of the secretariat",
            "Ask the secretariat."
        ));
    if (auto refusal = bad_code(state.coalition, command.code_sha256())) return refusing(*refusal);

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
    if (!party || !party->is_member(asking.at))
        return refusing(refuse_field("party", "a party of the Coalition", command.party()));
    if (auto refusal = bad_roles(command.roles(), party->facts.kind())) return refusing(*refusal);
    if (auto refusal = bad_code(state.coalition, command.code_sha256())) return refusing(*refusal);

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
    const auto found = coalition.invitations.find(digest_in(command.code_sha256()));
    if (found == coalition.invitations.end()) return refusing(refuse_invitation());
    const InvitationRecord& invitation = found->second;
    const PersonRecord* person = coalition.person(invitation.person);
    const PartyRecord* party = person ? coalition.party(person->party) : nullptr;
    const bool is_founder = invitation.founding && invitation.inviter.is_zero();
    const bool is_good = !invitation.used && asking.received < invitation.expires_at && party &&
                         party->is_member(asking.at) &&
                         !(is_founder && !coalition.ever_support.empty());
    if (!is_good) return refusing(refuse_invitation());
    const std::vector<v1::Key> keys = keys_of(command);
    if (auto refusal = bad_keys(coalition, keys)) return refusing(*refusal);
    if (auto refusal = bad_printed_code(coalition, invitation, person->party, command))
        return refusing(*refusal);

    Decision decision;
    for (const v1::Key& key : keys) {
        v1::KeyEnrolled& enrolled = *decision.events.emplace_back().mutable_key_enrolled();
        enrolled.set_person(person->id.str());
        *enrolled.mutable_key() = key;
        enrolled.set_code_sha256(command.code_sha256());
        enrolled.set_recovery_sha256(command.recovery_sha256());
    }
    // The very first: there is nobody yet who could approve.
    if (is_founder)
        for (const v1::Key& key : keys)
            let_in(decision, person->id, key, {});
    return decision;
}

} // namespace tocsin::domain
