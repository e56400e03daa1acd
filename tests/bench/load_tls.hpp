// A link's bytes under TLS, for the same load over both: OpenSSL on the link's own socket, without
// waiting once the handshake is done. Nothing is verified: the certificate is one of the bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <sys/types.h>

struct ssl_ctx_st;
struct ssl_st;

namespace tocsin::bench {

class Tls {
public:
    // Shakes hands on a connected socket; waits for it. Throws when none are agreed.
    explicit Tls(int fd);

    // As send(2) and recv(2) with MSG_DONTWAIT: -1 and EAGAIN when there is nothing to be done now.
    ssize_t send(std::string_view bytes);
    ssize_t receive(char* into, std::size_t size);

private:
    struct Free {
        void operator()(ssl_st* connection) const;
    };

    ssize_t result(int done, std::size_t bytes);
    std::unique_ptr<ssl_st, Free> connection_;
};

} // namespace tocsin::bench
