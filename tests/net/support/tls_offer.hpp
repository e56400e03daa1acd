// One handshake with what a client offers, and what came of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tocsin::net::test {

struct TlsOffer {
    bool works = false;
    std::string cipher;
    std::string group;
    int tickets = 0; // session tickets that came, an answer to a request after
};

TlsOffer tls_offer(unsigned short port, const char* ciphersuites, const char* groups);

} // namespace tocsin::net::test
