// SPDX-License-Identifier: Apache-2.0
#include "server/identity/identity.hpp"

#include "server/domain/audience.hpp"
#include "server/identity/proof_text.hpp"
#include "storage/sha256.hpp"

#include <algorithm>

namespace tocsin::identity {

namespace {

// SPKI of a point of P-256 whose secret was never kept.
constexpr const char* nobodys_point =
    "3059301306072a8648ce3d020106082a8648ce3d0301070342000476b75fd8cc9c4c353fbcea9468a0a265"
    "97671f7ca895bf2104ee6d06d26a5824969be612b576621a903054a25e71d0a78da2b51231f08cf080f4ba"
    "b1cb449e42";

storage::Signer nobodys_device(Rng& rng) {
    storage::Signer signer;
    signer.public_key = storage::SigningKey::generate(rng).public_key().str();
    return signer;
}

storage::Signer nobodys_passkey() {
    storage::Signer signer;
    signer.algorithm = storage::KeyAlgorithm::es256;
    signer.public_key = from_hex(nobodys_point).value_or("");
    return signer;
}

} // namespace

Identity::Identity(const domain::State& shown, const Clock& clock, Rng& rng, Outside outside)
    : shown_(shown),
      clock_(clock),
      rng_(rng),
      sessions_(clock, rng, std::move(outside.restored.sessions), outside.keep),
      uses_(clock, std::move(outside.restored.uses), outside.keep),
      note_(std::move(outside.note)),
      nobodys_device_(nobodys_device(rng)),
      nobodys_passkey_(nobodys_passkey()) {}

void Identity::set_site(Site site) {
    site_ = std::move(site);
    nobodys_passkey_.rp_id = site_.rp_id;
}

v1::Challenge Identity::challenge(const wire::ServerNonce& nonce, const std::string& server) const {
    v1::Challenge challenge;
    challenge.set_nonce(nonce.str());
    challenge.set_origin(shown_.coalition.founded.origin());
    challenge.set_server_time(to_ms(clock_.wall()));
    challenge.set_protocol_min(protocol);
    challenge.set_protocol_max(protocol);
    challenge.set_server(server);
    challenge.set_rp_id(site_.rp_id);
    return challenge;
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

std::optional<Caller> Identity::session(std::string_view cookie) const {
    const auto token = sessions_.find(cookie);
    const auto* row = token ? sessions_.standing(*token) : nullptr;
    if (row == nullptr) return std::nullopt;
    Caller caller;
    caller.person = row->person;
    caller.key = row->key;
    caller.token = *token;
    if (!still_valid(caller)) return std::nullopt;
    return caller;
}

std::string Identity::begin_session(Caller& caller, std::string_view agent) {
    auto begun = sessions_.begin(caller.person, caller.key, agent);
    caller.token = begun.token;
    return std::move(begun.cookie);
}

bool Identity::still_valid(const Caller& caller) const {
    if (!acts_for_a_party(caller.person)) return false;
    if (caller.read_only) {
        const auto token = shown_.coalition.tokens.find(caller.token);
        return token != shown_.coalition.tokens.end() && !token->second.revoked &&
               token->second.person == caller.person && clock_.wall() < token->second.expires_at;
    }
    if (caller.has_session() && sessions_.standing(caller.token) == nullptr) return false;
    const auto* key = active(caller.key);
    return key != nullptr && key->person == caller.person;
}

Instant Identity::verified(const Caller& caller) const {
    return caller.has_session() ? sessions_.verified(caller.token) : caller.verified;
}

void Identity::verify(Caller& caller, Instant at) {
    caller.verified = at;
    if (caller.has_session()) sessions_.verify(caller.token, at);
}

void Identity::sweep() {
    sessions_.end_if([this](const storage::SessionRow& row) {
        const auto* key = active(row.key);
        return sessions_.standing(row.token) == nullptr || key == nullptr ||
               key->person != row.person || !acts_for_a_party(row.person);
    });
}

void Identity::counted_back(const Digest& key) const {
    if (const auto* record = shown_.coalition.key(key))
        note(v1::SecurityNoted::SIGN_COUNT_REGRESSED, *record);
}

bool Identity::acts_for_a_party(const PersonId& person) const {
    return domain::reader_of(shown_, person, shown_.as_of(clock_.wall())).has_value();
}

} // namespace tocsin::identity
