// SPDX-License-Identifier: Apache-2.0
#include "server/identity/proof_text.hpp"

#include "server/base/limits.hpp"
#include "server/domain/refusal.hpp"
#include "server/identity/refusals.hpp"

namespace tocsin::identity {

std::string proof_text(
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

std::optional<v1::Refusal> refuse_terms(const v1::Authenticate& proof, Instant now) {
    if (proof.protocol() != protocol) return refuse_protocol(proof.protocol());
    // A passkey knows no clock: its challenge is young enough, or not ours.
    const bool is_passkey =
        proof.form() == v1::SignedText::PASSKEY || proof.form() == v1::SignedText::PASSKEY_CREATED;
    if (is_passkey) return std::nullopt;
    if (proof.client_nonce().empty())
        return domain::refuse_field("client_nonce", "required of a device key", "nothing");
    const auto skew_max = std::chrono::seconds(limits::clock_skew_max).count();
    const std::int64_t server_time =
        std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (proof.time_seconds() < server_time - skew_max ||
        proof.time_seconds() > server_time + skew_max)
        return refuse_skew(now);
    return std::nullopt;
}

} // namespace tocsin::identity
