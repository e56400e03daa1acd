// SPDX-License-Identifier: Apache-2.0
#include "server/identity/identity.hpp"

#include "server/base/limits.hpp"
#include "server/domain/audience.hpp"
#include "server/identity/refusals.hpp"
#include "storage/sha256.hpp"

#include <cstdlib>

namespace tocsin::identity {

namespace {

constexpr std::uint32_t protocol = 1;

// What the device signed, as this server saw it: its own nonce, its own end of the TLS connection.
std::string signed_text(
    const std::string& origin,
    const v1::Authenticate& proof,
    const Digest& key,
    const wire::ServerNonce& nonce,
    const std::optional<wire::Exporter>& exporter
) {
    wire::AuthText text;
    text.origin = origin;
    text.server_nonce = nonce;
    // wire checked the length; anything else is 16 zeros, which nobody signed.
    text.client_nonce = wire::ClientNonce::from(proof.client_nonce()).value_or(wire::ClientNonce{});
    text.exporter = exporter;
    text.key = key;
    text.time_seconds = proof.time_seconds();
    return wire::render(text);
}

// The two that may be told to a stranger: they say nothing about any key.
std::optional<v1::Refusal> refuse_terms(const v1::Authenticate& proof, Instant now) {
    if (proof.protocol() != protocol) return refuse_protocol(proof.protocol());
    const auto skew_max = std::chrono::seconds(limits::clock_skew_max);
    const std::int64_t server_time =
        std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (proof.time_seconds() < server_time - skew_max.count() ||
        proof.time_seconds() > server_time + skew_max.count()) {
        return refuse_skew(now);
    }
    return std::nullopt;
}

std::optional<v1::Refusal> refuse_key(const v1::Key& key) {
    if (key.algorithm() != v1::Key::ED25519) return refuse_algorithm();
    if (key.public_key().size() != storage::PublicKey::size) {
        return refuse_enrolled_key("enrol.key.public_key", "exactly 32 bytes");
    }
    if (storage::fingerprint("ed25519", key.public_key()).view() != key.fingerprint()) {
        return refuse_enrolled_key("enrol.key.fingerprint", "the fingerprint of the key");
    }
    return std::nullopt;
}

} // namespace

Identity::Identity(const domain::State& shown, const Clock& clock, Rng& rng)
    : shown_(shown),
      clock_(clock),
      rng_(rng),
      nobody_(storage::SigningKey::generate(rng).public_key()) {}

v1::Challenge Identity::challenge(const wire::ServerNonce& nonce, const std::string& server) const {
    v1::Challenge challenge;
    challenge.set_nonce(nonce.str());
    challenge.set_origin(shown_.coalition.founded.origin());
    challenge.set_server_time(to_ms(clock_.wall()));
    challenge.set_protocol_min(protocol);
    challenge.set_protocol_max(protocol);
    challenge.set_server(server);
    return challenge;
}

std::variant<Caller, v1::Refusal> Identity::authenticate(
    const v1::Authenticate& proof,
    const wire::ServerNonce& nonce,
    const std::optional<wire::Exporter>& exporter
) const {
    if (auto refusal = refuse_terms(proof, clock_.wall())) return *std::move(refusal);

    // Whoever asks, one signature is verified: the time taken must not tell which keys are known.
    const auto named = Digest::from(proof.key_fingerprint()).value_or(Digest{});
    const auto found = shown_.coalition.keys.find(named);
    const bool known = found != shown_.coalition.keys.end() && found->second.is_active() &&
                       found->second.key.algorithm() == v1::Key::ED25519;
    const auto key =
        known ? storage::PublicKey::from(found->second.key.public_key()) : std::nullopt;
    const std::string text =
        signed_text(shown_.coalition.founded.origin(), proof, named, nonce, exporter);
    const bool signed_by = storage::verify(key.value_or(nobody_), text, proof.signature());

    if (!key || !signed_by || !acts_for_a_party(found->second.person)) return refuse_login();
    Caller caller;
    caller.person = found->second.person;
    caller.key = named;
    return caller;
}

std::variant<v1::Command, v1::Refusal> Identity::enrol(
    const v1::Enrol& enrol,
    const wire::ServerNonce& nonce,
    const std::optional<wire::Exporter>& exporter
) {
    if (auto refusal = refuse_terms(enrol.proof(), clock_.wall())) return *std::move(refusal);
    if (auto refusal = refuse_key(enrol.key())) return *std::move(refusal);
    if (enrol.proof().key_fingerprint() != enrol.key().fingerprint()) {
        return refuse_enrolled_key(
            "enrol.proof.key_fingerprint", "the fingerprint of the key that is enrolled"
        );
    }

    const auto key = storage::PublicKey::from(enrol.key().public_key());
    const auto fingerprint = Digest::from(enrol.key().fingerprint());
    const std::string text = signed_text(
        shown_.coalition.founded.origin(), enrol.proof(), *fingerprint, nonce, exporter
    );
    if (!storage::verify(*key, text, enrol.proof().signature())) return refuse_login();

    // What is no code at all becomes the hash of no invitation: `decide` alone says
    // INVITATION_INVALID, in one wording, whatever is wrong with the code.
    const auto code =
        code_hash(enrol.code()).value_or(storage::sha256({"not a code\n", enrol.code()}));
    v1::Command command;
    command.set_command_id(rng_.command_id(clock_.wall()).str());
    command.mutable_enrol_key()->set_code_sha256(code.str());
    *command.mutable_enrol_key()->mutable_key() = enrol.key();
    return command;
}

std::optional<Caller> Identity::token(std::string_view authorization) const {
    constexpr std::string_view scheme = "Bearer ";
    if (!authorization.starts_with(scheme)) return std::nullopt;
    const std::string_view secret = authorization.substr(scheme.size());
    Caller caller;
    caller.token = storage::sha256({secret});
    caller.read_only = true;
    const auto found = shown_.coalition.tokens.find(caller.token);
    if (found == shown_.coalition.tokens.end()) return std::nullopt;
    caller.person = found->second.person;
    if (!still_valid(caller)) return std::nullopt;
    return caller;
}

bool Identity::still_valid(const Caller& caller) const {
    if (!acts_for_a_party(caller.person)) return false;
    if (caller.read_only) {
        const auto token = shown_.coalition.tokens.find(caller.token);
        return token != shown_.coalition.tokens.end() && !token->second.revoked &&
               token->second.person == caller.person && clock_.wall() < token->second.expires_at;
    }
    const auto key = shown_.coalition.keys.find(caller.key);
    return key != shown_.coalition.keys.end() && key->second.is_active() &&
           key->second.person == caller.person;
}

bool Identity::acts_for_a_party(const PersonId& person) const {
    return domain::reader_of(shown_, person, clock_.wall()).has_value();
}

} // namespace tocsin::identity
