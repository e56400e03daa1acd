// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/peer.hpp"

#include "server/base/check.hpp"
#include "server/base/clock.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace tocsin::net::test {

Peer::Peer(unsigned short port, Unconnected)
    : port_(port), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    std::signal(SIGPIPE, SIG_IGN);
    TOCSIN_CHECK(socket_ >= 0);
}

Peer::Peer(unsigned short port, Tls tls, int receive_buffer_bytes) : Peer(port, Unconnected()) {
    if (receive_buffer_bytes > 0) {
        ::setsockopt(
            socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes
        );
    }
    connect();
    if (tls != Tls::none) start_tls(tls);
}

Peer::Peer(unsigned short port, From from, Tls tls) : Peer(port, Unconnected()) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    TOCSIN_CHECK(::inet_pton(AF_INET, from.address, &address.sin_addr) == 1);
    TOCSIN_CHECK(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    connect();
    if (tls != Tls::none) start_tls(tls);
}

void Peer::connect() {
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    timeval patience{2, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    TOCSIN_CHECK(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
}

Peer::Peer(Peer&& other) noexcept
    : port_(other.port_),
      socket_(std::exchange(other.socket_, -1)),
      context_(std::exchange(other.context_, nullptr)),
      tls_(std::exchange(other.tls_, nullptr)),
      tls_works_(other.tls_works_),
      tls_failure_(std::move(other.tls_failure_)),
      ended_(other.ended_),
      reset_(other.reset_),
      heard_(std::move(other.heard_)) {}

Peer::~Peer() {
    vanish();
    SSL_free(tls_);
    SSL_CTX_free(context_);
}

void Peer::start_tls(Tls tls) {
    context_ = SSL_CTX_new(TLS_client_method());
    if (tls == Tls::only_1_2) SSL_CTX_set_max_proto_version(context_, TLS1_2_VERSION);
    tls_ = SSL_new(context_);
    SSL_set_fd(tls_, socket_);
    ERR_clear_error();
    tls_works_ = SSL_connect(tls_) == 1;
    const char* reason = tls_works_ ? nullptr : ERR_reason_error_string(ERR_peek_last_error());
    if (reason != nullptr) tls_failure_ = reason;
}

long Peer::certificate_serial() const {
    if (tls_ == nullptr) return 0;
    X509* shown = SSL_get1_peer_certificate(tls_);
    const long serial = shown == nullptr ? 0 : ASN1_INTEGER_get(X509_get0_serialNumber(shown));
    X509_free(shown);
    return serial;
}

std::string Peer::exporter() const {
    std::string exporter(32, '\0');
    constexpr std::string_view label = "EXPORTER-Channel-Binding";
    auto* place = reinterpret_cast<unsigned char*>(exporter.data());
    const bool made = tls_ != nullptr &&
                      SSL_export_keying_material(
                          tls_, place, exporter.size(), label.data(), label.size(), nullptr, 0, 0
                      ) == 1;
    return made ? exporter : std::string();
}

bool Peer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = tls_ != nullptr
                              ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                              : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Peer::read_more(Patience patience) {
    if (ended_) return false;
    const bool buffered = tls_ != nullptr && SSL_pending(tls_) > 0;
    pollfd waiting{socket_, POLLIN, 0};
    if (!buffered && ::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
    std::array<char, 65536> bytes;
    const auto got = tls_ != nullptr ? SSL_read(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                     : ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got > 0) {
        heard_.append(bytes.data(), static_cast<std::size_t>(got));
        return true;
    }
    if (tls_ != nullptr && SSL_get_error(tls_, static_cast<int>(got)) == SSL_ERROR_WANT_READ)
        return true;
    ended_ = true;
    reset_ = got < 0 && errno == ECONNRESET;
    return false;
}

bool Peer::await(std::size_t bytes, Patience patience) {
    const RealClock clock;
    const auto until = clock.mono() + patience;
    while (heard_.size() < bytes) {
        const auto left = std::chrono::duration_cast<Patience>(until - clock.mono());
        if (left.count() < 0 || !read_more(left)) return false;
    }
    return true;
}

std::string Peer::take(std::size_t bytes) {
    TOCSIN_CHECK(heard_.size() >= bytes);
    std::string taken = heard_.substr(0, bytes);
    heard_.erase(0, bytes);
    return taken;
}

bool Peer::ends(Patience patience) {
    await(static_cast<std::size_t>(-1), patience);
    return ended_;
}

void Peer::vanish() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void Peer::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    vanish();
}

void Peer::end_sending() {
    ::shutdown(socket_, SHUT_WR);
}

} // namespace tocsin::net::test
