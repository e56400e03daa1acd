// SPDX-License-Identifier: Apache-2.0
#include "server/net/invitation_view.hpp"

#include "server/identity/identity.hpp"

namespace tocsin::net {

std::optional<v1::InvitationView>
invitation_view(const domain::State& shown, const std::string& code, Instant now) {
    const auto& coalition = shown.coalition;
    const auto hash = identity::code_hash(code);
    const auto found = hash ? coalition.invitations.find(*hash) : coalition.invitations.end();
    if (found == coalition.invitations.end()) return std::nullopt;
    const domain::InvitationRecord& invitation = found->second;
    const auto* person = coalition.person(invitation.person);
    const auto* party = person != nullptr ? coalition.party(person->party) : nullptr;
    if (invitation.used || now >= invitation.expires_at || party == nullptr ||
        !party->is_member(shown.as_of(now)))
        return std::nullopt;

    v1::InvitationView view;
    view.set_person(person->id.str());
    view.set_party(person->party.text);
    view.set_party_name(party->facts.name());
    for (const v1::Role role : person->roles)
        view.add_roles(role);
    view.set_deputy(person->deputy);
    view.set_post(person->post);
    view.set_expires_at(to_ms(invitation.expires_at));
    view.set_recovery(invitation.recovery);
    view.set_exercise_only(coalition.founded.exercise_only());
    return view;
}

} // namespace tocsin::net
