// SPDX-License-Identifier: Apache-2.0
#include "server/net/transport.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <string_view>
#include <sys/socket.h>
#include <utility>

namespace tocsin::net {

namespace {

constexpr std::string_view exporter_label = "EXPORTER-Channel-Binding"; // RFC 9266

} // namespace

Transport::Transport(Socket socket, TlsConnection tls)
    : socket_(std::move(socket)), tls_(std::move(tls)) {
    error_code ignored; // A socket that has already gone says so at the first write.
    socket_.native_non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

std::size_t Transport::write(asio::const_buffer bytes, error_code& ec) {
    ec = {};
    if (bytes.size() == 0) return 0;
    if (!socket_.is_open()) {
        ec = asio::error::operation_aborted;
        return 0;
    }
    if (tls_) {
        ERR_clear_error();
        std::size_t sent = 0;
        const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent);
        if (result != 1) ec = tls_error(result);
        return result == 1 ? sent : 0;
    }
    for (;;) {
        const ssize_t sent = ::send(
            socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT
        );
        if (sent >= 0) return static_cast<std::size_t>(sent);
        if (errno == EINTR) continue;
        wait_for_ = asio::socket_base::wait_write;
        const bool full = errno == EAGAIN || errno == EWOULDBLOCK;
        if (full)
            ec = asio::error::would_block;
        else
            ec.assign(errno, boost::system::system_category());
        return 0;
    }
}

std::size_t Transport::read(asio::mutable_buffer bytes, error_code& ec) {
    ec = {};
    if (!socket_.is_open()) {
        ec = asio::error::operation_aborted;
        return 0;
    }
    ERR_clear_error();
    std::size_t got = 0;
    const int result = SSL_read_ex(tls_.get(), bytes.data(), bytes.size(), &got);
    if (result != 1) ec = tls_error(result);
    return result == 1 ? got : 0;
}

void Transport::accept(error_code& ec) {
    ec = {};
    if (!socket_.is_open()) {
        ec = asio::error::operation_aborted; // Its number may be another connection's by now.
        return;
    }
    ERR_clear_error();
    const int result = SSL_accept(tls_.get());
    if (result != 1) ec = tls_error(result);
}

error_code Transport::tls_error(int result) {
    switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
        wait_for_ = asio::socket_base::wait_read;
        return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE:
        wait_for_ = asio::socket_base::wait_write;
        return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN: return asio::error::eof;
    default: return asio::error::connection_reset; // Which alert it was helps only an attacker.
    }
}

void Transport::end_tls() {
    if (!tls_ || !socket_.is_open()) return;
    ERR_clear_error();
    SSL_shutdown(tls_.get());
    ERR_clear_error();
}

void Transport::close(bool abruptly) {
    error_code ignored;
    if (abruptly) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
}

std::optional<wire::Exporter> Transport::exporter() const {
    if (!tls_) return std::nullopt;
    wire::Exporter exporter;
    const int done = SSL_export_keying_material(
        tls_.get(),
        exporter.octets.data(),
        exporter.octets.size(),
        exporter_label.data(),
        exporter_label.size(),
        nullptr,
        0,
        1
    );
    if (done != 1) return std::nullopt;
    return exporter;
}

} // namespace tocsin::net
