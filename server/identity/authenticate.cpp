// Log-in, in every form. Whoever asks, the same work is done: the time taken must not tell which
// keys and credentials are known here (faults.md 63).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/refusal.hpp"
#include "server/identity/identity.hpp"
#include "server/identity/proof_text.hpp"
#include "server/identity/refusals.hpp"
#include "server/identity/signed_form.hpp"
#include "storage/openssh.hpp"
#include "storage/webauthn.hpp"

namespace tocsin::identity {

namespace {

bool holds(const std::variant<storage::Assertion, storage::WrongSignature>& outcome) {
    return std::holds_alternative<storage::Assertion>(outcome);
}

} // namespace

std::variant<Caller, v1::Refusal> Identity::authenticate(
    const v1::Authenticate& proof,
    const wire::ServerNonce& nonce,
    const std::optional<wire::Exporter>& exporter
) {
    if (auto refusal = refuse_terms(proof, clock_.wall())) return *std::move(refusal);
    switch (proof.form()) {
    case v1::SignedText::RAW:
    case v1::SignedText::OPENSSH: return by_device(proof, nonce, exporter);
    case v1::SignedText::PASSKEY: return by_passkey(proof, nonce);
    default:
        return domain::refuse_field(
            "form", "RAW, OPENSSH or PASSKEY", v1::SignedText::Form_Name(proof.form())
        );
    }
}

std::variant<Caller, v1::Refusal> Identity::by_device(
    const v1::Authenticate& proof,
    const wire::ServerNonce& nonce,
    const std::optional<wire::Exporter>& exporter
) {
    const auto named = Digest::from(proof.key_fingerprint()).value_or(Digest{});
    const domain::KeyRecord* key = active(named);
    if (key != nullptr && !key->key.rp_id().empty()) key = nullptr; // A passkey, used as it cannot.
    storage::Signer signer = key != nullptr ? signer_of(key->key) : nobodys_device_;
    // An OpenSSH signature brings its key: of an unknown one it is verified with that, because of
    // a known one it would be.
    if (key == nullptr && proof.form() == v1::SignedText::OPENSSH) {
        const auto brought = storage::openssh_key(proof.signature());
        if (brought && storage::fingerprint("ed25519", brought->view()) == named)
            signer.public_key = brought->str();
    }
    const auto signed_over = [&](const std::optional<wire::Exporter>& line) {
        const auto text = proof_text(shown_.coalition.founded.origin(), proof, named, nonce, line);
        return holds(storage::verify_signed(signer, text, bytes_of(proof), auth_namespace, {}));
    };
    const bool proven = signed_over(exporter);
    if (auto caller = caller_of(key, proven)) {
        uses_.used(caller->key);
        return *std::move(caller);
    }
    // Signed by the key, for a connection without TLS of ours: somebody is between. A line of yet
    // another connection cannot be told from any other bad signature.
    const bool without_tls = !proven && exporter && signed_over(std::nullopt);
    if (key != nullptr && without_tls) note(v1::SecurityNoted::EXPORTER_MISMATCH, *key);
    return refuse_login();
}

std::variant<Caller, v1::Refusal>
Identity::by_passkey(const v1::Authenticate& proof, const wire::ServerNonce& nonce) {
    if (site_.rp_id.empty() || site_.origins.empty()) return refuse_login();
    const auto* key = shown_.coalition.key_of_credential(proof.credential_id());
    if (key != nullptr && !key->is_active(shown_.as_of(clock_.wall()))) key = nullptr;
    const storage::Signer signer = key != nullptr ? signer_of(key->key) : nobodys_passkey_;
    const storage::Ceremony ceremony{nonce.str(), signer.rp_id, site_.origins};
    const auto outcome = storage::check_assertion(ceremony, signer, bytes_of(proof));
    const auto* said = std::get_if<storage::Assertion>(&outcome);
    auto caller = caller_of(key, said != nullptr);
    if (caller && uses_.counts_on(caller->key, said->sign_count)) {
        uses_.used(caller->key, said->sign_count);
        return *std::move(caller);
    }
    if (caller) {
        note(v1::SecurityNoted::SIGN_COUNT_REGRESSED, *key);
        return refuse_login();
    }
    // The other algorithm's work as well, so that nobody learns which of them was meant.
    storage::Signer other = nobodys_passkey_;
    if (signer.algorithm == storage::KeyAlgorithm::es256) {
        other = nobodys_device_;
        other.rp_id = site_.rp_id;
    }
    (void
    )storage::check_assertion({nonce.str(), other.rp_id, site_.origins}, other, bytes_of(proof));
    return refuse_login();
}

const domain::KeyRecord* Identity::active(const Digest& fingerprint) const {
    const auto* key = shown_.coalition.key(fingerprint);
    return key != nullptr && key->is_active(shown_.as_of(clock_.wall())) ? key : nullptr;
}

std::optional<Caller> Identity::caller_of(const domain::KeyRecord* key, bool proven) const {
    if (key == nullptr || !proven || !acts_for_a_party(key->person)) return std::nullopt;
    Caller caller;
    caller.person = key->person;
    caller.key = Digest::from(key->key.fingerprint()).value_or(Digest{});
    caller.verified = clock_.wall();
    return caller;
}

void Identity::note(v1::SecurityNoted::Kind kind, const domain::KeyRecord& key) const {
    if (!note_) return;
    v1::SecurityNoted noted;
    noted.set_kind(kind);
    noted.set_person(key.person.str());
    noted.set_fingerprint(key.key.fingerprint());
    note_(std::move(noted));
}

} // namespace tocsin::identity
