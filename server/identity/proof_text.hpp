// What a proof of a device key is about, and what of it a stranger may be told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/utc.hpp"
#include "server/wire/auth_text.hpp"
#include "tocsin/v1/frame.pb.h"

#include <optional>
#include <string>

namespace tocsin::identity {

constexpr std::uint32_t protocol = 1;
constexpr std::string_view auth_namespace = "auth"; // of OpenSSH, before "@tocsin.example"

// What the device signed, as this server saw it: its own nonce, its own end of the TLS connection.
std::string proof_text(
    const std::string& origin,
    const v1::Authenticate& proof,
    const Digest& key,
    const wire::ServerNonce& nonce,
    const std::optional<wire::Exporter>& exporter
);

// Protocol, clock and form: they say nothing about any key.
std::optional<v1::Refusal> refuse_terms(const v1::Authenticate& proof, Instant now);

} // namespace tocsin::identity
