// What is under the lane: a TCP socket, with or without TLS. Never blocks, never waits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/asio.hpp"
#include "server/net/tls.hpp"
#include "server/wire/auth_text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>

namespace tocsin::net {

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

class Transport {
public:
    // `tls` may be null. The socket is made non-blocking.
    Transport(Socket socket, TlsConnection tls);

    // As much as the kernel takes now, at least a byte; else would_block or what is wrong. After
    // would_block the same bytes MUST be offered first: TLS has a record of them ready.
    std::size_t write(asio::const_buffer bytes, error_code& ec);
    // Under TLS only; plain bytes are read by the socket itself.
    std::size_t read(asio::mutable_buffer bytes, error_code& ec);
    // TLS: one step of the handshake; would_block: wait as wait_for() says and come again.
    void accept(error_code& ec);

    // For what the last would_block waits.
    asio::socket_base::wait_type wait_for() const { return wait_for_; }

    // Says goodbye in TLS, if it can be said now.
    void end_tls();
    // Abruptly: the peer sees a reset, nothing more is sent.
    void close(bool abruptly);

    // RFC 9266; nothing without TLS.
    std::optional<wire::Exporter> exporter() const;

    bool is_tls() const { return tls_ != nullptr; }

    Socket& socket() { return socket_; }

private:
    error_code tls_error(int result);

    Socket socket_;
    TlsConnection tls_;
    asio::socket_base::wait_type wait_for_ = asio::socket_base::wait_read;
};

} // namespace tocsin::net
