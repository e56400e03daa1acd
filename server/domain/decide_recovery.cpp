// When keys are lost: a person enrols new ones, which cool before they act; a party's printed code
// spares the cooling; and the secretariat's stands in for its second person (docs/IDENTITY.md).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_person.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

v1::Refusal refuse_printed_code() {
    return refuse(
        v1::Refusal::INVITATION_INVALID,
        "This code cannot be used.",
        "It is not the last code that the secretariat printed, or it was used already.",
        "Look for the last sheet. Two persons of the secretariat need none."
    );
}

} // namespace

Decision decide(const State& state, const v1::RecoverPerson& command, const Asking& asking) {
    const Coalition& coalition = state.coalition;
    if (!asking.has(v1::SUPPORT))
        return refusing(
            refuse_forbidden("only the secretariat opens a recovery", "a person of the secretariat")
        );
    const auto id = PersonId::from(command.person());
    const PersonRecord* person = id ? coalition.person(*id) : nullptr;
    const PartyRecord* party = person ? coalition.party(person->party) : nullptr;
    if (!party || !party->is_member(asking.at)) return refusing(refuse_not_found());
    if (person->id == asking.person->id)
        return refusing(refuse_forbidden(
            "who has a key adds another with it, or asks a colleague",
            "another person of the secretariat"
        ));
    if (person->roles.empty())
        return refusing(refuse_state(
            "LEFT", "who left has no keys to recover", "Give the person a role again first."
        ));
    if (auto refusal = bad_code(coalition, command.code_sha256())) return refusing(*refusal);

    Decision decision;
    v1::PersonInvited& invited = *decision.events.emplace_back().mutable_person_invited();
    invited.set_person(command.person());
    invited.set_party(person->party.text);
    for (const v1::Role role : person->roles)
        invited.add_roles(role);
    invited.set_deputy(person->deputy);
    invited.set_post(person->post);
    invited.set_code_sha256(command.code_sha256());
    invited.set_expires_at(to_ms(asking.received) + coalition.policy.invitation_ms());
    invited.set_recovery(true);
    invited.set_vouched(command.vouched());
    return decision;
}

Decision decide(const State& state, const v1::SetRecoveryCode& command, const Asking& asking) {
    const Coalition& coalition = state.coalition;
    const bool is_support = asking.has(v1::SUPPORT);
    const bool is_governments = asking.reader.kind == v1::Party::GOVERNMENT &&
                                coalition.is_primary(*asking.person, asking.at);
    if (!is_support && !is_governments)
        return refusing(refuse_forbidden(
            "a recovery code is printed for a government or the secretariat",
            "a primary focal point of the government, or a person of the secretariat"
        ));
    // It stands in for a second person: one alone cannot make itself a second.
    if (is_support && coalition.support(asking.at).size() < 2)
        return refusing(refuse_state(
            "ONE PERSON",
            "the secretariat prints its code while at least two of its persons have a key",
            "Print it once a second person is in."
        ));
    const PartyCode& party = asking.person->party;
    const auto known = coalition.recovery_codes.find(party);
    if (known != coalition.recovery_codes.end() &&
        known->second.sha256 == digest_in(command.code_sha256()))
        return refusing(refuse_state("SET", "a code is printed once", "Make a new code."));

    Decision decision;
    v1::RecoveryCodeSet& set = *decision.events.emplace_back().mutable_recovery_code_set();
    set.set_party(party.text);
    set.set_code_sha256(command.code_sha256());
    return decision;
}

Decision decide(const State& state, const v1::BreakGlass& command, const Asking& asking) {
    const Coalition& coalition = state.coalition;
    const KeyRecord* key = coalition.key(digest_in(command.fingerprint()));
    const PersonRecord* owner = key ? coalition.person(key->person) : nullptr;
    if (!owner || !owner->roles.contains(v1::SUPPORT)) return refusing(refuse_not_found());
    if (key->added || key->revoked)
        return refusing(refuse_state(
            key->revoked ? "REVOKED" : "IN",
            "only a key that waits is let in",
            key->revoked ? "Enrol a new key." : "Nothing is left to do."
        ));
    std::set<PersonId> others = coalition.support(asking.at);
    others.erase(owner->id);
    if (others.size() >= 2)
        return refusing(refuse_state(
            "TWO PERSONS",
            "the secretariat has two persons who can let it in",
            "Ask them: the code stays good."
        ));
    const PersonId* first = standing_confirmation(coalition, *key, asking.at);
    if (!first)
        return refusing(refuse_state(
            "NOT CONFIRMED",
            "the code stands in for the second person, not for the first",
            "Have the remaining person of the secretariat confirm the key first."
        ));
    const auto code = coalition.recovery_codes.find(owner->party);
    const bool is_good = code != coalition.recovery_codes.end() && !code->second.used &&
                         code->second.sha256 == digest_in(command.code_sha256());
    if (!is_good) return refusing(refuse_printed_code());

    Decision decision;
    v1::KeyAdded& added = let_in(decision, key->person, key->key, {*first});
    cool(added, coalition, *key, asking.received); // One sheet spares one thing.
    added.set_break_glass(true);
    return decision;
}

} // namespace tocsin::domain
