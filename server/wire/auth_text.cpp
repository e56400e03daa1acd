// SPDX-License-Identifier: Apache-2.0
#include "server/wire/auth_text.hpp"

namespace tocsin::wire {

std::string render(const AuthText& text) {
    std::string lines = "tocsin.example/auth/v1\n";
    lines += "log " + text.origin + '\n';
    lines += "server-nonce " + text.server_nonce.hex() + '\n';
    lines += "client-nonce " + text.client_nonce.hex() + '\n';
    lines += "tls-exporter " + (text.exporter ? text.exporter->hex() : "-") + '\n';
    lines += "key " + text.key.hex() + '\n';
    lines += "time " + std::to_string(text.time_seconds) + '\n';
    return lines;
}

} // namespace tocsin::wire
