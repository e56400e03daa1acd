// How keys come to act and cease to: two of the secretariat let one in, a person's own key brings
// another, and whoever must may revoke one (docs/IDENTITY.md). Signatures were verified before.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/decide_person.hpp"
#include "server/domain/key_text.hpp"
#include "server/domain/refusal.hpp"

namespace tocsin::domain {

namespace {

using Refused = std::optional<v1::Refusal>;

// While there is one person of the secretariat ever, it lets in whom it invited as the next.
bool may_found(const Coalition& coalition, const KeyRecord& key, const PersonId& approver) {
    const auto found = coalition.invitations.find(key.invitation);
    return found != coalition.invitations.end() && found->second.founding &&
           found->second.inviter == approver && coalition.founds_alone(approver);
}

Refused not_waiting(const KeyRecord& key) {
    if (key.revoked)
        return refuse_state("REVOKED", "a revoked key stays revoked", "Enrol a new key.");
    if (key.added) return refuse_state("IN", "a key is let in once", "Nothing is left to do.");
    return std::nullopt;
}

// The rotation under way, taken apart.
struct Rotation {
    const State& state;
    const v1::AddOwnKey& command;
    const Asking& asking;
    KeyText text;
};

v1::Refusal refuse_line(std::string line, std::string ours, std::string theirs) {
    v1::Refusal refusal = refuse(
        v1::Refusal::TEXT_MISMATCH,
        "The line '" + line + "' of the signed text differs.",
        "It must say: " + ours + ".",
        "Make the text anew and have both keys sign it."
    );
    refusal.set_field(std::move(line));
    refusal.set_limit(std::move(ours));
    refusal.set_given(std::move(theirs));
    return refusal;
}

Refused wrong_lines(const Rotation& rotation) {
    const KeyText& text = rotation.text;
    const std::string& origin = rotation.state.coalition.founded.origin();
    if (text.origin != origin) return refuse_line("log", origin, text.origin);
    const PersonId& person = rotation.asking.person->id;
    if (text.person != person) return refuse_line("person", person.hex(), text.person.hex());
    const Digest added = digest_in(rotation.command.key().fingerprint());
    if (text.new_key != added) return refuse_line("new-key", added.hex(), text.new_key.hex());
    const KeyRecord* old = rotation.state.coalition.key(text.key);
    if (old && old->person == person && old->is_active(rotation.asking.at)) return std::nullopt;
    // One wording for a key of nobody and a key of somebody else: it tells nothing about either.
    return refuse_line(
        "key", "a key of yours that is in force: not revoked, and not cooling", text.key.hex()
    );
}

bool is_passkey(const v1::Key& key) {
    return !key.credential_id().empty();
}

// That it was signed in the way its key signs.
Refused wrong_form(const char* field, const v1::SignedText& signature, const v1::Key& key) {
    if (signature.algorithm() != key.algorithm())
        return refuse_field(
            std::string(field) + ".algorithm",
            "the algorithm of the key, " + v1::Key::Algorithm_Name(key.algorithm()),
            v1::Key::Algorithm_Name(signature.algorithm())
        );
    using Form = v1::SignedText;
    const bool as_device = signature.form() == Form::RAW || signature.form() == Form::OPENSSH;
    if (is_passkey(key) ? signature.form() == Form::PASSKEY : as_device) return std::nullopt;
    const char* forms =
        is_passkey(key) ? "PASSKEY, as passkeys sign" : "RAW or OPENSSH, as device keys sign";
    return refuse_field(
        std::string(field) + ".form", forms, v1::SignedText::Form_Name(signature.form())
    );
}

Refused wrong_signatures(const Rotation& rotation) {
    const v1::AddOwnKey& command = rotation.command;
    if (command.possession().text() != command.cosignature().text())
        return refuse_field(
            "possession.text", "the text of the cosignature, byte for byte", "another text"
        );
    const KeyRecord& old = *rotation.state.coalition.key(rotation.text.key);
    if (auto refusal = wrong_form("cosignature", command.cosignature(), old.key)) return refusal;
    return wrong_form("possession", command.possession(), command.key());
}

Refused too_many_keys(const PersonRecord& person) {
    if (person.keys.size() < keys_per_person_max) return std::nullopt;
    return refuse_state(
        "FULL",
        "a person holds at most " + std::to_string(keys_per_person_max) + " keys",
        "Revoke one that you no longer use."
    );
}

} // namespace

Decision decide(const State& state, const v1::ApproveKey& command, const Asking& asking) {
    const Coalition& coalition = state.coalition;
    if (!asking.has(v1::SUPPORT))
        return refusing(
            refuse_forbidden("only the secretariat confirms keys", "a person of the secretariat")
        );
    const KeyRecord* key = coalition.key(digest_in(command.fingerprint()));
    if (!key || key->person.view() != command.person()) return refusing(refuse_not_found());
    if (auto refusal = not_waiting(*key)) return refusing(*refusal);
    const PersonId& approver = asking.person->id;
    if (approver == key->person)
        return refusing(refuse_alone(
            "nobody confirms a key of its own",
            "Ask two other persons of the secretariat.",
            "two persons of the secretariat other than the owner"
        ));

    Decision decision;
    if (may_found(coalition, *key, approver)) {
        let_in(decision, key->person, key->key, {approver});
        return decision;
    }
    const PersonId* first = standing_confirmation(coalition, *key, asking.at);
    if (first && *first == approver)
        return refusing(refuse_alone(
            "you confirmed this key already; one person alone lets nobody in",
            "Ask a colleague of the secretariat to hear the fingerprint and confirm it too.",
            "a person of the secretariat other than you and the owner"
        ));
    if (first) {
        cool(
            let_in(decision, key->person, key->key, {*first, approver}),
            coalition,
            *key,
            asking.received
        );
        return decision;
    }
    v1::KeyConfirmed& confirmed = *decision.events.emplace_back().mutable_key_confirmed();
    confirmed.set_person(command.person());
    confirmed.set_fingerprint(command.fingerprint());
    confirmed.set_by(approver.str());
    return decision;
}

Decision decide(const State& state, const v1::RevokeKey& command, const Asking& asking) {
    const KeyRecord* key = state.coalition.key(digest_in(command.fingerprint()));
    if (!key) return refusing(refuse_not_found());
    const PersonRecord* owner = state.coalition.person(key->person);
    const bool is_own_party = owner && owner->party == asking.person->party;
    if (!is_own_party && !asking.has(v1::SUPPORT))
        return refusing(refuse_forbidden(
            "a key is revoked by its own party or the secretariat",
            "a person of that party, or of the secretariat"
        ));
    if (key->revoked)
        return refusing(refuse_state("REVOKED", "a key is revoked once", "Nothing is left to do."));

    Decision decision;
    revoke(decision, key->person, digest_in(command.fingerprint()), command.reason());
    // One that was never let in minted none.
    if (key->added) end_tokens(decision, state.coalition, key->person, asking.received);
    return decision;
}

Decision decide(const State& state, const v1::AddOwnKey& command, const Asking& asking) {
    const auto text = parse_key_text(command.cosignature().text());
    if (!text)
        return refusing(refuse(
            v1::Refusal::MALFORMED,
            "The signed text cannot be read.",
            "It is not the seven lines of a new key, byte for byte.",
            "Make the text anew and have both keys sign it."
        ));
    const Rotation rotation{state, command, asking, *text};
    if (auto refusal = bad_key(state.coalition, command.key())) return refusing(*refusal);
    if (auto refusal = wrong_lines(rotation)) return refusing(*refusal);
    if (auto refusal = wrong_signatures(rotation)) return refusing(*refusal);
    if (auto refusal = too_many_keys(*asking.person)) return refusing(*refusal);

    Decision decision;
    v1::KeyAdded& added = let_in(decision, asking.person->id, command.key(), {});
    added.set_cosigned_by(text->key.str());
    *added.mutable_cosignature() = command.cosignature();
    *added.mutable_possession() = command.possession();
    return decision;
}

Decision decide(const State& state, const v1::ReportMisuse& command, const Asking& asking) {
    const Digest fingerprint = digest_in(command.fingerprint());
    const KeyRecord* key = state.coalition.key(fingerprint);
    if (!key || key->person != asking.person->id) return refusing(refuse_not_found());
    if (key->revoked)
        return refusing(refuse_state(
            "REVOKED", "it does nothing any more", "Tell the secretariat what you saw."
        ));

    Decision decision;
    revoke(decision, key->person, fingerprint, "its owner reported that somebody else used it");
    v1::MisuseReported& reported = *decision.events.emplace_back().mutable_misuse_reported();
    reported.set_person(key->person.str());
    reported.set_fingerprint(command.fingerprint());
    reported.set_words(command.words());
    end_tokens(decision, state.coalition, key->person, asking.received);
    return decision;
}

} // namespace tocsin::domain
