// A raw peer: blocking socket, every byte its own, a strict reader of what the server sends. With
// TLS it speaks OpenSSL itself. Nothing waits longer than the patience given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace tocsin::net::test {

using Patience = std::chrono::milliseconds;

class Peer {
public:
    enum class Tls { none, newest, only_1_2 };

    struct Unconnected {};

    // As somebody else of loopback: "127.0.0.2". It connects; `port` is the server's.
    struct From {
        const char* address;
    };

    Peer(unsigned short port, From from, Tls tls = Tls::none);

    // A socket for later; connect() MUST follow.
    Peer(unsigned short port, Unconnected);
    void connect();
    explicit Peer(unsigned short port, Tls tls = Tls::none, int receive_buffer_bytes = 0);
    ~Peer();
    Peer(Peer&& other) noexcept;

    // False: the server has gone, or takes nothing for two seconds.
    bool send(std::string_view bytes);
    // At least `bytes`, kept until taken; false: it ended or became silent first.
    bool await(std::size_t bytes, Patience patience = std::chrono::seconds(5));
    std::string take(std::size_t bytes);

    const std::string& heard() const { return heard_; }

    // Reads until the server ends the connection; false: it did not.
    bool ends(Patience patience = std::chrono::seconds(5));

    bool was_reset() const { return reset_; }

    // Without saying goodbye.
    void vanish();
    // With a reset.
    void reset();
    void end_sending();

    bool tls_works() const { return tls_works_; }

    std::string exporter() const; // empty without TLS
    // Of the certificate that the server showed; 0: none.
    long certificate_serial() const;

    // What OpenSSL says when the handshake failed.
    const std::string& tls_failure() const { return tls_failure_; }

private:
    bool read_more(Patience patience);
    void start_tls(Tls tls);

    unsigned short port_ = 0;
    int socket_ = -1;
    ssl_ctx_st* context_ = nullptr;
    ssl_st* tls_ = nullptr;
    bool tls_works_ = false;
    std::string tls_failure_;
    bool ended_ = false;
    bool reset_ = false;
    std::string heard_;
};

} // namespace tocsin::net::test
