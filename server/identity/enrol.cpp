// A stranger with a code brings one to four keys, and each must prove itself. Whether the code is
// good is the domain's to say, in one wording.
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/refusal.hpp"
#include "server/identity/identity.hpp"
#include "server/identity/proof_text.hpp"
#include "server/identity/refusals.hpp"
#include "server/identity/signed_form.hpp"
#include "storage/sha256.hpp"
#include "storage/webauthn.hpp"

#include <set>

namespace tocsin::identity {

namespace {

// What is no code at all becomes the hash of none: `decide` alone says INVITATION_INVALID, in one
// wording, whatever is wrong with the code.
Digest hash_or_none(const std::string& code) {
    return code_hash(code).value_or(storage::sha256({"not a code\n", code}));
}

bool is_passkey(const v1::Authenticate& proof) {
    return proof.form() == v1::SignedText::PASSKEY_CREATED;
}

// What a key says of itself, before any proof is looked at.
std::optional<v1::Refusal>
refuse_key(const v1::Key& key, const v1::Authenticate& proof, const Site& site) {
    if (proof.form() == v1::SignedText::PASSKEY)
        return refuse_enrolled_key(
            "enrol.proof.form", "RAW or OPENSSH, or PASSKEY_CREATED of a passkey"
        );
    const bool has_algorithm = key.algorithm() == v1::Key::ED25519 ||
                               (key.algorithm() == v1::Key::ES256 && is_passkey(proof));
    if (!has_algorithm) return refuse_algorithm();
    const auto fingerprint = fingerprint_of(key);
    if (!fingerprint)
        return refuse_enrolled_key(
            "enrol.key.public_key",
            key.algorithm() == v1::Key::ES256 ? "exactly 91 bytes" : "exactly 32 bytes"
        );
    if (fingerprint->view() != key.fingerprint())
        return refuse_enrolled_key("enrol.key.fingerprint", "the fingerprint of the key");
    if (is_passkey(proof) ? key.rp_id() != site.rp_id || key.rp_id().empty()
                          : !key.rp_id().empty() || !key.credential_id().empty())
        return refuse_enrolled_key(
            "enrol.key.rp_id", is_passkey(proof) ? site.rp_id : "nothing, of a device key"
        );
    if (!is_passkey(proof) && proof.key_fingerprint() != key.fingerprint())
        return refuse_enrolled_key(
            "enrol.proof.key_fingerprint", "the fingerprint of the key that is enrolled"
        );
    return std::nullopt;
}

} // namespace

std::variant<v1::Command, v1::Refusal> Identity::enrol(
    const v1::Enrol& enrol,
    const std::optional<wire::ServerNonce>& nonce,
    const std::optional<wire::Exporter>& exporter
) {
    std::vector<std::pair<const v1::Key*, const v1::Authenticate*>> brought{
        {&enrol.key(), &enrol.proof()}};
    for (const auto& more : enrol.more())
        brought.emplace_back(&more.key(), &more.proof());

    v1::Command command;
    v1::EnrolKey& enrolling = *command.mutable_enrol_key();
    std::set<std::string> fingerprints;
    for (const auto& [key, proof] : brought) {
        const auto about = nonce ? nonce : wire::ServerNonce::from(proof->nonce());
        if (!about) return refuse_enrolled_key("enrol.proof.nonce", "that of a challenge");
        auto outcome = enrolled(*key, *proof, *about, exporter);
        if (auto* refusal = std::get_if<v1::Refusal>(&outcome)) return std::move(*refusal);
        if (!fingerprints.insert(key->fingerprint()).second)
            return refuse_enrolled_key("enrol.more.key", "another key than the ones before");
        auto& place = fingerprints.size() == 1 ? *enrolling.mutable_key() : *enrolling.add_more();
        place = std::move(std::get<v1::Key>(outcome));
    }
    enrolling.set_code_sha256(hash_or_none(enrol.code()).str());
    if (!enrol.recovery_code().empty())
        enrolling.set_recovery_sha256(hash_or_none(enrol.recovery_code()).str());
    command.set_command_id(rng_.command_id(clock_.wall()).str());
    return command;
}

std::variant<v1::Key, v1::Refusal> Identity::enrolled(
    const v1::Key& key,
    const v1::Authenticate& proof,
    const wire::ServerNonce& nonce,
    const std::optional<wire::Exporter>& exporter
) const {
    if (auto refusal = refuse_terms(proof, clock_.wall())) return *std::move(refusal);
    if (auto refusal = refuse_key(key, proof, site_)) return *std::move(refusal);
    if (is_passkey(proof)) {
        auto made = registered(key, proof, nonce);
        if (!made) return refuse_login();
        return *std::move(made);
    }
    const auto fingerprint = *Digest::from(key.fingerprint());
    const std::string text =
        proof_text(shown_.coalition.founded.origin(), proof, fingerprint, nonce, exporter);
    const auto outcome =
        storage::verify_signed(signer_of(key), text, bytes_of(proof), auth_namespace, {});
    if (std::holds_alternative<storage::WrongSignature>(outcome)) return refuse_login();
    return key;
}

std::optional<v1::Key> Identity::registered(
    const v1::Key& key, const v1::Authenticate& proof, const wire::ServerNonce& nonce
) const {
    if (site_.origins.empty()) return std::nullopt;
    const storage::Ceremony ceremony{nonce.str(), site_.rp_id, site_.origins};
    const auto outcome = storage::check_registration(ceremony, bytes_of(proof));
    const auto* made = std::get_if<storage::Registration>(&outcome);
    const storage::Signer said = signer_of(key);
    if (made == nullptr || made->key.algorithm != said.algorithm ||
        made->key.public_key != said.public_key || made->credential_id != key.credential_id())
        return std::nullopt;
    v1::Key proven = key;
    proven.set_synced(made->said.synced);
    return proven;
}

} // namespace tocsin::identity
