// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load_tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>

namespace tocsin::bench {

namespace {

SSL_CTX* context() {
    static const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> made = [] {
        std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> fresh(
            SSL_CTX_new(TLS_client_method()), SSL_CTX_free
        );
        SSL_CTX_set_mode(
            fresh.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
        );
        return fresh;
    }();
    return made.get();
}

} // namespace

void Tls::Free::operator()(ssl_st* connection) const {
    SSL_free(connection);
}

Tls::Tls(int fd) : connection_(SSL_new(context())) {
    SSL_set_fd(connection_.get(), fd);
    if (SSL_connect(connection_.get()) != 1) throw std::runtime_error("no TLS was agreed");
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

ssize_t Tls::result(int done, std::size_t bytes) {
    if (done == 1) return static_cast<ssize_t>(bytes);
    const int error = SSL_get_error(connection_.get(), done);
    ERR_clear_error();
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
    return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

ssize_t Tls::send(std::string_view bytes) {
    std::size_t sent = 0;
    const int done = SSL_write_ex(connection_.get(), bytes.data(), bytes.size(), &sent);
    return result(done, sent);
}

ssize_t Tls::receive(char* into, std::size_t size) {
    std::size_t got = 0;
    const int done = SSL_read_ex(connection_.get(), into, size, &got);
    return result(done, got);
}

} // namespace tocsin::bench
