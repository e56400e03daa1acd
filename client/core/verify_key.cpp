// How each key came in: by two of the secretariat who acted then, by a key of the same person, or
// by one of the exceptions that docs/IDENTITY.md names. Signatures are verified once more.
// SPDX-License-Identifier: Apache-2.0
#include "client/core/verify_state.hpp"
#include "server/base/limits.hpp"
#include "server/domain/key_text.hpp"
#include "server/wire/signed_text.hpp"
#include "storage/webauthn.hpp"

namespace tocsin::client {
namespace {

PersonId person_in(std::string_view raw) {
    return PersonId::from(raw).value_or(PersonId{});
}

Digest digest_in(std::string_view raw) {
    return Digest::from(raw).value_or(Digest{});
}

// The line that differs between the signed text and what the entry says beside it; empty: none.
std::string
differing_line(const domain::KeyText& text, const v1::KeyAdded& added, const std::string& origin) {
    if (text.origin != origin) return "log";
    if (text.person.view() != added.person()) return "person";
    if (text.new_key.view() != added.fingerprint()) return "new-key";
    if (text.key.view() != added.cosigned_by()) return "key";
    return {};
}

std::string why_wrong(const std::variant<storage::Assertion, storage::WrongSignature>& outcome) {
    const auto* trouble = std::get_if<storage::WrongSignature>(&outcome);
    return trouble ? trouble->why : std::string();
}

// Why this key did not sign for the new one, be it the new one itself; empty: it did.
std::string wrong_signature(const v1::SignedText& text, const v1::Key& key) {
    const auto signer = wire::signer_of(key);
    const auto bytes = wire::signature_of(text);
    if (!signer || !bytes || text.algorithm() != key.algorithm())
        return "its algorithm or form is not one of that key";
    return why_wrong(storage::verify_signed(*signer, text.text(), *bytes, "key", {}));
}

// Invited by the claim link: nobody was there yet who could approve.
bool is_first_person(const domain::Coalition& coalition, const domain::InvitationRecord* invited) {
    if (!invited || !invited->founding || !invited->inviter.is_zero()) return false;
    return coalition.ever_support.empty() || coalition.founds_alone(invited->person);
}

} // namespace

void Verifier::State::check_invited(const Reading& reading) {
    const auto& invited = reading.event.person_invited();
    const auto* before = domain.coalition.person(person_in(invited.person()));
    if (before && !before->party.empty() && before->party.text != invited.party())
        wrong(reading.index, "it invites a person of " + before->party.text + " for another party");
}

void Verifier::State::check_enrolled(const Reading& reading) {
    const auto& enrolled = reading.event.key_enrolled();
    const auto& coalition = domain.coalition;
    const auto signer = wire::signer_of(enrolled.key());
    if (!signer || wire::fingerprint_of(*signer).view() != enrolled.key().fingerprint())
        wrong(reading.index, "the key is not the one that its fingerprint names");
    const auto is_others = [&](const domain::KeyRecord* held) {
        return held && held->person.view() != enrolled.person();
    };
    if (is_others(coalition.key(digest_in(enrolled.key().fingerprint()))) ||
        is_others(coalition.key_of_credential(enrolled.key().credential_id())))
        wrong(reading.index, "this key was another person's before: a key is taken once");
    const auto* person = coalition.person(person_in(enrolled.person()));
    if (enrolled.recovery_sha256().empty() || !person) return;
    const auto code = coalition.recovery_codes.find(person->party);
    const bool is_known = code != coalition.recovery_codes.end();
    if (is_known && code->second.sha256.view() != enrolled.recovery_sha256())
        wrong(reading.index, "the printed code is not the one of its party");
    if (is_known && code->second.used) wrong(reading.index, "the printed code was used before");
    if (!is_known && can_decide()) wrong(reading.index, "its party had printed no code");
}

// The time for which a recovered key cools is made shorter by two of the secretariat, or before
// there is any (LOG_FORMAT.md 8).
void Verifier::State::check_policy(const Reading& reading) {
    if (!can_decide()) return;
    const auto& set = reading.event.policy_set();
    const auto& coalition = domain.coalition;
    if (set.policy().recovery_cooling_ms() >= coalition.policy.recovery_cooling_ms()) return;
    const bool by_server = reading.header.actor.is_zero();
    if (by_server && coalition.ever_support.empty()) return;
    const auto at = domain.as_of(reading.received);
    const auto& proposal = coalition.shorter_cooling;
    const std::chrono::milliseconds asked(set.policy().recovery_cooling_ms());
    const bool by_two =
        set.approvals_size() == 2 && proposal && proposal->cooling == asked &&
        proposal->by.view() == set.approvals(0) &&
        reading.header.actor.view() == set.approvals(1) && set.approvals(0) != set.approvals(1) &&
        coalition.is_support(proposal->by, at) && coalition.is_support(reading.header.actor, at);
    if (!by_two) wrong(reading.index, "one alone shortened how long recovered keys cool");
}

void Verifier::State::check_key(const Reading& reading) {
    const auto& added = reading.event.key_added();
    const auto signer = wire::signer_of(added.key());
    if (!signer || wire::fingerprint_of(*signer).view() != added.fingerprint())
        return wrong(reading.index, "the key is not the one that its fingerprint names");
    if (!added.cosigned_by().empty()) return check_rotation(reading);
    if (!can_decide()) return;
    const auto& coalition = domain.coalition;
    const auto* enrolled = coalition.key(digest_in(added.fingerprint()));
    const auto* same = coalition.key_of_credential(added.key().credential_id());
    if (enrolled &&
        (enrolled->added || enrolled->revoked || enrolled->person.view() != added.person()))
        wrong(reading.index, "this key was somebody's before: a key is taken once");
    if (same && same != enrolled)
        wrong(reading.index, "this passkey came before with another key: it is taken once");
    check_approvals(reading, enrolled);
}

void Verifier::State::check_rotation(const Reading& reading) {
    const auto& added = reading.event.key_added();
    const auto* old = domain.coalition.key(digest_in(added.cosigned_by()));
    if (!old) {
        if (can_decide()) wrong(reading.index, "it is signed for with a key that nobody had");
        return;
    }
    if (!old->is_active(domain.as_of(reading.received)))
        wrong(reading.index, "the key that signed for it was not in force at this index");
    if (old->person.view() != added.person() || reading.header.actor.view() != added.person())
        wrong(reading.index, "it was not its own person who added this key");
    if (can_decide() && domain.coalition.key(digest_in(added.fingerprint())))
        wrong(reading.index, "this key was somebody's before: a key is taken once");
    const auto text = domain::parse_key_text(added.cosignature().text());
    if (!text || added.possession().text() != added.cosignature().text())
        return wrong(reading.index, "the signed text is not the 7 lines of a new key");
    const std::string line = differing_line(*text, added, report.origin);
    if (!line.empty())
        wrong(reading.index, "the line " + line + " of the signed text differs from the entry");
    const auto skew = std::chrono::seconds(limits::clock_skew_max);
    if (from_ms(text->time_seconds * 1000) > reading.received + skew)
        wrong(reading.index, "it was signed later than the server says it received it");
    std::string why = wrong_signature(added.cosignature(), old->key);
    if (!why.empty()) wrong(reading.index, "the old key did not sign for this key: " + why);
    why = wrong_signature(added.possession(), added.key());
    if (!why.empty()) wrong(reading.index, "nobody proved to have this key: " + why);
}

// `enrolled`: as it was enrolled; null: it was not.
void Verifier::State::check_approvals(const Reading& reading, const domain::KeyRecord* enrolled) {
    const auto& added = reading.event.key_added();
    const auto& coalition = domain.coalition;
    const PersonId owner = person_in(added.person());
    const bool by_server = reading.header.actor.is_zero();
    if (coalition.founded.exercise_only() && by_server && !enrolled && added.approvals().empty())
        return; // Seeded.
    if (!enrolled) return wrong(reading.index, "this key was let in and never enrolled");
    const auto found = coalition.invitations.find(enrolled->invitation);
    const auto* invited = found == coalition.invitations.end() ? nullptr : &found->second;
    if (added.approvals().empty()) {
        if (!by_server || !is_first_person(coalition, invited))
            wrong(reading.index, "nobody of the secretariat let this key in");
        return;
    }
    for (const auto& raw : added.approvals())
        if (raw == added.person() ||
            !coalition.is_support(person_in(raw), domain.as_of(reading.received)))
            return wrong(
                reading.index, "who approved it was the owner, or did not act for the secretariat"
            );
    check_cooling(reading, *enrolled, invited);
    const PersonId first = person_in(added.approvals(0));
    const bool confirmed = enrolled->confirmed_by == first;
    if (added.approvals_size() == 2) {
        const bool distinct = added.approvals(0) != added.approvals(1);
        const bool by_second = reading.header.actor.view() == added.approvals(1);
        if (!distinct || !confirmed || !by_second)
            wrong(reading.index, "one person alone let this key in");
        return;
    }
    const bool founding = invited && invited->founding && invited->inviter == first &&
                          coalition.founds_alone(first) && reading.header.actor == first;
    if (founding && !added.break_glass()) return;
    const auto* person = coalition.person(owner);
    const auto code =
        person ? coalition.recovery_codes.find(person->party) : coalition.recovery_codes.end();
    auto others = coalition.support(domain.as_of(reading.received));
    others.erase(owner);
    const bool broken = added.break_glass() && by_server && confirmed && person &&
                        person->roles.contains(v1::SUPPORT) && others.size() < 2 &&
                        code != coalition.recovery_codes.end() && !code->second.used;
    if (!broken) wrong(reading.index, "one person alone let this key in");
}

// A key that replaces lost ones acts after its cooling time, unless the printed code came with it.
void Verifier::State::check_cooling(
    const Reading& reading,
    const domain::KeyRecord& enrolled,
    const domain::InvitationRecord* invited
) {
    const bool cools = invited && invited->recovery && !enrolled.broke_glass;
    const bool at_once = !cools || invited->cooling.count() == 0;
    const Instant expected = at_once ? Instant{} : reading.received + invited->cooling;
    if (from_ms(reading.event.key_added().effective_at()) != expected)
        wrong(reading.index, "it acts from another instant than its cooling time gives");
}

} // namespace tocsin::client
