// The certificate and the rules of TLS (security.md 5.3): 1.3 only, no tickets, no early data. A
// new pair replaces the old one for new connections; a broken one does not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "server/base/utc.hpp"

#include <memory>
#include <string>

struct ssl_st;
struct ssl_ctx_st;

namespace tocsin::net {

struct FreeTls {
    void operator()(ssl_st* tls) const;
    void operator()(ssl_ctx_st* context) const;
};

using TlsConnection = std::unique_ptr<ssl_st, FreeTls>;

class Tls {
public:
    // PEM files: the chain, our certificate first, and its key. Trouble: exit 78.
    static Result<std::unique_ptr<Tls>> load(std::string cert_file, std::string key_file);

    // The files again. On Trouble the pair in use stays.
    Result<void> reload();

    // When the certificate in use ends.
    Instant expires_at() const;

    // For one accepted socket; null: no memory.
    TlsConnection accept_on(int descriptor) const;

private:
    using Context = std::unique_ptr<ssl_ctx_st, FreeTls>;
    static Result<Context> context_of(const std::string& cert_file, const std::string& key_file);
    Tls(std::string cert_file, std::string key_file, Context context);

    std::string cert_file_;
    std::string key_file_;
    Context context_;
};

} // namespace tocsin::net
