// SPDX-License-Identifier: Apache-2.0
#include "server/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <csignal>
#include <ctime>
#include <utility>

namespace tocsin::net {

namespace {

constexpr int exit_configuration = 78;
constexpr const char* ciphersuites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

// The one place where OpenSSL's errors become ours.
Trouble trouble(const std::string& what, const std::string& next) {
    std::string why = "unknown error";
    if (const unsigned long code = ERR_get_error(); code != 0) {
        const char* reason = ERR_reason_error_string(code);
        why = reason != nullptr ? reason : "error " + std::to_string(code);
    }
    ERR_clear_error();
    return {Trouble::Fate::failed, exit_configuration, what, why, next};
}

bool set_rules(SSL_CTX* context) {
    SSL_CTX_set_options(
        context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION
    );
    SSL_CTX_set_mode(
        context,
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
            SSL_MODE_RELEASE_BUFFERS
    );
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_security_level(context, 2);
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_ciphersuites(context, ciphersuites) == 1 &&
           SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1 &&
           SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_max_early_data(context, 0) == 1;
}

} // namespace

void FreeTls::operator()(ssl_st* tls) const {
    SSL_free(tls);
}

void FreeTls::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}

Result<Tls::Context> Tls::context_of(const std::string& cert_file, const std::string& key_file) {
    ERR_clear_error();
    Context context(SSL_CTX_new(TLS_server_method()));
    if (!context || !set_rules(context.get()))
        return trouble("TLS cannot be set up", "check the version of OpenSSL: 3.0 is needed");
    if (SSL_CTX_use_certificate_chain_file(context.get(), cert_file.c_str()) != 1)
        return trouble(
            "cannot use the certificate " + cert_file, "give a PEM file this user may read"
        );
    if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1)
        return trouble(
            "cannot use the key " + key_file, "give the PEM file of the certificate's key"
        );
    if (SSL_CTX_check_private_key(context.get()) != 1)
        return trouble(
            "the key " + key_file + " is not that of " + cert_file, "give both of one pair"
        );
    return context;
}

Result<std::unique_ptr<Tls>> Tls::load(std::string cert_file, std::string key_file) {
    // OpenSSL writes to the descriptor itself, without MSG_NOSIGNAL: a peer that has gone is an
    // error of that connection and no signal to all of us.
    std::signal(SIGPIPE, SIG_IGN);

    auto context = context_of(cert_file, key_file);
    if (!context) return context.error();
    return std::unique_ptr<Tls>(
        new Tls(std::move(cert_file), std::move(key_file), std::move(*context))
    );
}

Tls::Tls(std::string cert_file, std::string key_file, Context context)
    : cert_file_(std::move(cert_file)),
      key_file_(std::move(key_file)),
      context_(std::move(context)) {}

Result<void> Tls::reload() {
    auto context = context_of(cert_file_, key_file_);
    if (!context) return context.error();
    context_ = std::move(*context); // Connections hold the old one as long as they need it.
    return {};
}

Instant Tls::expires_at() const {
    std::tm end{};
    const X509* certificate = SSL_CTX_get0_certificate(context_.get());
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return {};
    return from_ms(static_cast<std::int64_t>(::timegm(&end)) * 1000);
}

TlsConnection Tls::accept_on(int descriptor) const {
    TlsConnection connection(SSL_new(context_.get()));
    if (!connection || SSL_set_fd(connection.get(), descriptor) != 1) return nullptr;
    SSL_set_accept_state(connection.get());
    return connection;
}

} // namespace tocsin::net
