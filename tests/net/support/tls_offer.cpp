// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/tls_offer.hpp"

#include "server/base/check.hpp"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin::net::test {

TlsOffer tls_offer(unsigned short port, const char* ciphersuites, const char* groups) {
    TlsOffer offer;
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{5, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    TOCSIN_CHECK(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);

    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(
        SSL_CTX_new(TLS_client_method()), SSL_CTX_free
    );
    TOCSIN_CHECK(SSL_CTX_set_ciphersuites(context.get(), ciphersuites) == 1);
    TOCSIN_CHECK(SSL_CTX_set1_groups_list(context.get(), groups) == 1);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT);
    SSL_CTX_set_app_data(context.get(), &offer);
    SSL_CTX_sess_set_new_cb(context.get(), [](SSL* tls, SSL_SESSION*) {
        ++static_cast<TlsOffer*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls)))->tickets;
        return 0;
    });
    const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context.get()), SSL_free);
    SSL_set_fd(tls.get(), socket);
    offer.works = SSL_connect(tls.get()) == 1;
    if (offer.works) {
        offer.cipher = SSL_get_cipher_name(tls.get());
        offer.group = OBJ_nid2sn(static_cast<int>(SSL_get_negotiated_group(tls.get())));
        const std::string request = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
        SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
        char answer[4096];
        TOCSIN_CHECK(SSL_read(tls.get(), answer, sizeof answer) > 0); // A ticket would have come.
    }
    ::close(socket);
    return offer;
}

} // namespace tocsin::net::test
