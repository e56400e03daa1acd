// One listening socket: opened with words for what can go wrong, and accepted from without
// spinning when descriptors run out (faults.md 104).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "server/net/connection.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>

#include <optional>
#include <string>

namespace tocsin::net {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

// "127.0.0.1:8080", "[::]:443", "localhost:0" (both loopback families are not needed: IPv4).
Result<Acceptor> listen_on(Executor executor, const std::string& address, int send_buffer_bytes);

// A descriptor kept to be given up when there are no others: then one peer can be accepted and
// closed, instead of being left to wait for ever.
class Reserve {
public:
    Reserve();
    ~Reserve();
    Reserve(const Reserve&) = delete;
    Reserve& operator=(const Reserve&) = delete;

    // Accepts one peer of this acceptor and closes it.
    void turn_away(Acceptor& acceptor);

private:
    int descriptor_;
};

bool is_out_of_descriptors(error_code ec);

} // namespace tocsin::net
