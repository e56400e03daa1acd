// SPDX-License-Identifier: Apache-2.0
#include "tests/net/support/certificate.hpp"

#include "server/base/check.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>

namespace tocsin::net::test {

namespace {

template <class Write>
void write_pem(const std::filesystem::path& path, Write write) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    TOCSIN_CHECK(file != nullptr);
    TOCSIN_CHECK(write(file) == 1);
    std::fclose(file);
}

} // namespace

void make_certificate(
    const std::filesystem::path& folder, long serial, std::chrono::seconds validity
) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    TOCSIN_CHECK(key != nullptr && certificate != nullptr);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), validity.count());
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    const auto* host = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    TOCSIN_CHECK(X509_sign(certificate, key, EVP_sha256()) > 0);
    write_pem(folder / "cert.pem", [&](std::FILE* file) {
        return PEM_write_X509(file, certificate);
    });
    write_pem(folder / "key.pem", [&](std::FILE* file) {
        return PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    X509_free(certificate);
    EVP_PKEY_free(key);
}

} // namespace tocsin::net::test
