// SPDX-License-Identifier: Apache-2.0
#include "storage/es256.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

namespace tocsin::storage {

namespace {

// SubjectPublicKeyInfo up to and with the octet that says "uncompressed" (RFC 5480).
constexpr std::string_view spki_head(
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08"
    "\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04",
    27
);
static_assert(spki_head.size() + 2 * p256_coordinate_bytes == es256_key_bytes);

const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

// What OpenSSL complains about while this stands is forgotten when it goes.
struct QuietErrors {
    QuietErrors() { ERR_set_mark(); }

    QuietErrors(const QuietErrors&) = delete;
    QuietErrors& operator=(const QuietErrors&) = delete;

    ~QuietErrors() { ERR_pop_to_mark(); }
};

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }

    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

using Key = std::unique_ptr<EVP_PKEY, Free>;

// Nothing when the point is not on the curve.
Key read_key(std::string_view spki) {
    if (spki.size() != es256_key_bytes || !spki.starts_with(spki_head)) return nullptr;
    std::string point(spki.substr(spki_head.size() - 1)); // with the octet 0x04
    std::string curve = "prime256v1";
    OSSL_PARAM parts[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
        OSSL_PARAM_construct_end(),
    };
    const std::unique_ptr<EVP_PKEY_CTX, Free> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)
    );
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parts) != 1) {
        return nullptr;
    }
    return Key(key);
}

} // namespace

std::string es256_key(std::string_view x, std::string_view y) {
    std::string spki(spki_head);
    return spki.append(x).append(y);
}

bool is_es256_key(std::string_view spki) {
    const QuietErrors quiet;
    return read_key(spki) != nullptr;
}

bool verify_es256(std::string_view spki, std::string_view message, std::string_view signature) {
    const QuietErrors quiet;
    const Key key = read_key(spki);
    if (!key) return false;
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    // OpenSSL writes the signature that it read anew and compares: nothing but DER passes.
    return context &&
           EVP_DigestVerifyInit_ex(
               context.get(), nullptr, "SHA256", nullptr, nullptr, key.get(), nullptr
           ) == 1 &&
           EVP_DigestVerify(
               context.get(), octets(signature), signature.size(), octets(message), message.size()
           ) == 1;
}

} // namespace tocsin::storage
