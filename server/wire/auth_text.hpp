// The text a device key signs to log in (docs/PROTOCOL.md, log-in; security.md 5.6), built alike
// by server and client.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tocsin::wire {

using ServerNonce = Bytes<32, struct ServerNonceTag>;
using ClientNonce = Bytes<16, struct ClientNonceTag>;
using Exporter = Bytes<32, struct ExporterTag>; // RFC 9266 tls-exporter

struct AuthText {
    std::string origin;
    ServerNonce server_nonce;
    ClientNonce client_nonce;
    std::optional<Exporter> exporter; // none without TLS of our own
    Digest key;
    std::int64_t time_seconds = 0;
};

std::string render(const AuthText& text);

} // namespace tocsin::wire
