// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_person.hpp"

#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

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

const InvitationRecord* invitation_of(const Coalition& coalition, const KeyRecord& key) {
    const auto found = coalition.invitations.find(key.invitation);
    return found == coalition.invitations.end() ? nullptr : &found->second;
}

} // namespace

Digest digest_in(std::string_view raw) {
    return Digest::from(raw).value_or(Digest{});
}

v1::Refusal refuse_alone(std::string why, std::string next, std::string who_may) {
    v1::Refusal refusal = refuse(
        v1::Refusal::APPROVAL_REQUIRED,
        "A second person must do this.",
        std::move(why),
        std::move(next)
    );
    refusal.set_who_may(std::move(who_may));
    return refusal;
}

v1::Refusal refuse_known_key() {
    return refuse_state("KNOWN", "a key belongs to one person, once", "Make a new key.");
}

std::optional<v1::Refusal>
bad_roles(const google::protobuf::RepeatedField<int>& roles, v1::Party::Kind kind) {
    for (const int raw : roles) {
        const auto role = static_cast<v1::Role>(raw);
        if (!role_fits(role, kind))
            return refuse_field("roles", "roles of this kind of party", v1::Role_Name(role));
        if ((role == v1::AUDITOR || role == v1::SOURCE) && roles.size() > 1)
            return refuse_field("roles", v1::Role_Name(role) + " and no other", "several");
    }
    return std::nullopt;
}

std::optional<v1::Refusal> bad_key(const Coalition& coalition, const v1::Key& key) {
    const bool is_passkey = !key.credential_id().empty();
    if (is_passkey == key.rp_id().empty())
        return refuse_field(
            "key.rp_id", "the host of a passkey, and nothing for a device key", key.rp_id()
        );
    if (!is_passkey && key.algorithm() != v1::Key::ED25519)
        return refuse_field(
            "key.algorithm", "ED25519 for a device key", v1::Key::Algorithm_Name(key.algorithm())
        );
    const Digest fingerprint = digest_in(key.fingerprint());
    if (fingerprint.is_zero()) return refuse_field("key.fingerprint", "32 bytes", "");
    if (coalition.keys.contains(fingerprint)) return refuse_known_key();
    if (is_passkey && coalition.key_of_credential(key.credential_id())) return refuse_known_key();
    return std::nullopt;
}

std::optional<v1::Refusal> bad_code(const Coalition& coalition, const std::string& code_sha256) {
    if (!coalition.invitations.contains(digest_in(code_sha256))) return std::nullopt;
    return refuse_state("INVITED", "a code is used for one invitation", "Make a new code.");
}

v1::KeyAdded& let_in(
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
    return added;
}

void revoke(
    Decision& decision, const PersonId& person, const Digest& key, const std::string& reason
) {
    v1::KeyRevoked& revoked = *decision.events.emplace_back().mutable_key_revoked();
    revoked.set_person(person.str());
    revoked.set_fingerprint(key.str());
    revoked.set_reason(reason);
}

void end_tokens(
    Decision& decision, const Coalition& coalition, const PersonId& person, Instant received
) {
    for (const auto& [sha256, token] : coalition.tokens)
        if (token.person == person && !token.revoked && received < token.expires_at)
            decision.events.emplace_back().mutable_token_revoked()->set_token_sha256(sha256.str());
}

void cool(v1::KeyAdded& added, const Coalition& coalition, const KeyRecord& key, Instant received) {
    const InvitationRecord* invitation = invitation_of(coalition, key);
    if (!invitation || !invitation->recovery) return;
    if (key.broke_glass)
        added.set_break_glass(true);
    else if (invitation->cooling.count() > 0)
        added.set_effective_at(to_ms(received + invitation->cooling));
}

const PersonId*
standing_confirmation(const Coalition& coalition, const KeyRecord& key, Instant at) {
    if (!key.confirmed_by || !coalition.is_support(*key.confirmed_by, at)) return nullptr;
    return &*key.confirmed_by;
}

} // namespace tocsin::domain
