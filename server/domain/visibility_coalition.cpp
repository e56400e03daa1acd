// Who may see what happens to the Coalition itself: its roster, its persons and their keys.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/visibility_parts.hpp"

namespace tocsin::domain {

namespace {

namespace cls = reader_class;

// Keys are public among the members, and a party always sees its own.
Visibility of_key(const State& state, std::string_view raw) {
    Visibility visibility = visible_to(cls::house | cls::government);
    const PersonRecord* person = state.coalition.person(PersonId::from(raw).value_or(PersonId{}));
    if (person) visibility.parties.push_back(person->party);
    return visibility;
}

Visibility of_own(std::string_view raw) {
    Visibility visibility = visible_to(cls::house);
    visibility.add(PersonId::from(raw).value_or(PersonId{}));
    return visibility;
}

Visibility of_own_party(const std::string& code) {
    Visibility visibility = visible_to(cls::house);
    visibility.parties.push_back(PartyCode{code});
    return visibility;
}

Visibility of_colleagues(const State& state, std::string_view raw) {
    const PersonRecord* person = state.coalition.person(PersonId::from(raw).value_or(PersonId{}));
    return person ? of_own_party(person->party.text) : visible_to(cls::house);
}

// Shown to all members while founding, when one person alone invites (security.md, the first two),
// and as a key event when somebody lost its keys: there is a day to object.
Visibility of_invitation(const State& state, const v1::PersonInvited& event) {
    if (event.recovery()) return of_key(state, event.person());
    Visibility visibility = of_own(event.person());
    if (event.founding()) visibility.readers.classes |= cls::government;
    return visibility;
}

Visibility of_token(const State& state, const v1::TokenRevoked& event) {
    const auto found =
        state.coalition.tokens.find(Digest::from(event.token_sha256()).value_or(Digest{}));
    return of_own(
        found == state.coalition.tokens.end() ? std::string_view() : found->second.person.view()
    );
}

// The house audits and operates; but what an auditor read of what is RED tells that it is there.
Visibility of_readings(const State& state, const v1::ReadingRecorded& event) {
    for (const v1::Reading& reading : event.readings())
        if (!is_open_to_secretariat(state, reading.subject())) return auditors_only();
    return visible_to(cls::house);
}

std::optional<Visibility> of_identity_event(const State& state, const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kPersonInvited: return of_invitation(state, event.person_invited());
    case v1::Event::kKeyEnrolled: return of_key(state, event.key_enrolled().person());
    case v1::Event::kKeyConfirmed: return of_key(state, event.key_confirmed().person());
    case v1::Event::kKeyAdded: return of_key(state, event.key_added().person());
    case v1::Event::kKeyRevoked: return of_key(state, event.key_revoked().person());
    case v1::Event::kTokenMinted: return of_own(event.token_minted().person());
    case v1::Event::kTokenRevoked: return of_token(state, event.token_revoked());
    case v1::Event::kRolesProposed: return of_colleagues(state, event.roles_proposed().person());
    case v1::Event::kRolesChanged: return of_colleagues(state, event.roles_changed().person());
    case v1::Event::kRecoveryCodeSet: return of_own_party(event.recovery_code_set().party());
    case v1::Event::kMisuseReported: return of_colleagues(state, event.misuse_reported().person());
    case v1::Event::kSecurityNoted: return of_colleagues(state, event.security_noted().person());
    case v1::Event::kReadingRecorded: return of_readings(state, event.reading_recorded());
    default: return std::nullopt;
    }
}

} // namespace

bool is_open_to_secretariat(const State& state, const std::string& subject) {
    if (subject.empty()) return true;
    Reader secretariat;
    secretariat.kind = v1::Party::SECRETARIAT;
    secretariat.classes = cls::secretariat | cls::approver;
    return may_see(of_subject(state, subject), secretariat);
}

std::optional<Visibility> of_coalition_event(const State& state, const v1::Event& event) {
    switch (event.event_case()) {
    case v1::Event::kLogFounded:
    case v1::Event::kLogKeyChanged:
    case v1::Event::kPartyAdmitted:
    case v1::Event::kPartyWithdrew:
    case v1::Event::kPolicySet:
    case v1::Event::kChairHandedOver:
    case v1::Event::kGroupSet:
    case v1::Event::kCalendarSet: return visible_to(cls::everybody);
    case v1::Event::kPlaybookSet: return visible_to(cls::house | cls::government | cls::approver);
    case v1::Event::kEarlierItemsOpened: return of_own_party(event.earlier_items_opened().party());
    case v1::Event::kTwoPersonRuleSet: return of_own_party(event.two_person_rule_set().party());
    case v1::Event::kDelegationGiven: return of_colleagues(state, event.delegation_given().from());
    case v1::Event::kDelegationEnded: return of_colleagues(state, event.delegation_ended().from());
    case v1::Event::kSubscriptionSet: return of_own(event.subscription_set().person());
    default: return of_identity_event(state, event);
    }
}

} // namespace tocsin::domain
