// SPDX-License-Identifier: Apache-2.0
#include "server/reach/p256.hpp"

#include "server/base/check.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

namespace tocsin::reach {

namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }

    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }

    void operator()(EC_GROUP* group) const { EC_GROUP_free(group); }

    void operator()(EC_POINT* point) const { EC_POINT_free(point); }

    void operator()(BIGNUM* number) const { BN_clear_free(number); }

    void operator()(BIO* bio) const { BIO_free_all(bio); }

    void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }

    void operator()(OSSL_PARAM_BLD* build) const { OSSL_PARAM_BLD_free(build); }

    void operator()(OSSL_PARAM* parts) const { OSSL_PARAM_free(parts); }
};

template <class T>
using Owned = std::unique_ptr<T, Free>;

// OpenSSL's queue of errors is read by the TLS of the same thread: nothing is left in it.
struct QuietErrors {
    QuietErrors() { ERR_set_mark(); }

    QuietErrors(const QuietErrors&) = delete;
    QuietErrors& operator=(const QuietErrors&) = delete;

    ~QuietErrors() { ERR_pop_to_mark(); }
};

const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* octets(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

std::string point_of(const EC_GROUP* group, const BIGNUM* scalar) {
    const Owned<EC_POINT> point(EC_POINT_new(group));
    std::string bytes(P256Key::point_bytes, '\0');
    const auto form = POINT_CONVERSION_UNCOMPRESSED;
    TOCSIN_CHECK(EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, nullptr) == 1);
    const auto written =
        EC_POINT_point2oct(group, point.get(), form, octets(bytes), bytes.size(), nullptr);
    TOCSIN_CHECK(written == bytes.size());
    return bytes;
}

// Null: no such point.
EVP_PKEY* make(std::string_view point, const BIGNUM* scalar) {
    const Owned<OSSL_PARAM_BLD> build(OSSL_PARAM_BLD_new());
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(
        build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()
    );
    if (scalar) OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar);
    const Owned<OSSL_PARAM> parts(OSSL_PARAM_BLD_to_param(build.get()));
    const int selection = scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
    if (EVP_PKEY_fromdata(context.get(), &key, selection, parts.get()) != 1) return nullptr;
    return key;
}

} // namespace

P256Key::P256Key(std::shared_ptr<evp_pkey_st> key, std::string point)
    : key_(std::move(key)), point_(std::move(point)) {}

P256Key P256Key::generate(Rng& rng) {
    for (;;) {
        const auto drawn = rng.draw<Bytes<scalar_bytes, struct ScalarTag>>();
        if (auto key = from_scalar(drawn.view())) return *key;
    }
}

std::optional<P256Key> P256Key::from_scalar(std::string_view scalar) {
    if (scalar.size() != scalar_bytes) return std::nullopt;
    const QuietErrors quiet;
    const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    const Owned<BIGNUM> number(BN_bin2bn(octets(scalar), scalar_bytes, nullptr));
    const bool is_in = BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) < 0;
    if (BN_is_zero(number.get()) || !is_in) return std::nullopt;
    std::string point = point_of(group.get(), number.get());
    EVP_PKEY* key = make(point, number.get());
    TOCSIN_CHECK(key != nullptr);
    return P256Key({key, Free()}, std::move(point));
}

std::optional<P256Key> P256Key::from_pem(const std::string& text) {
    const QuietErrors quiet;
    const Owned<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    BIGNUM* scalar = nullptr;
    if (!key || EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &scalar) != 1)
        return std::nullopt;
    const Owned<BIGNUM> number(scalar);
    std::string bytes(scalar_bytes, '\0');
    if (BN_bn2binpad(number.get(), octets(bytes), scalar_bytes) < 0) return std::nullopt;
    auto found = from_scalar(bytes);
    // Of another curve with scalars as long: it would not be the key that was kept.
    if (found && EVP_PKEY_eq(found->key_.get(), key.get()) != 1) return std::nullopt;
    return found;
}

std::string P256Key::pem() const {
    const Owned<BIO> bio(BIO_new(BIO_s_mem()));
    const int written =
        PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    TOCSIN_CHECK(written == 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::optional<std::string> P256Key::agree(std::string_view point) const {
    if (point.size() != point_bytes || point.front() != '\x04') return std::nullopt;
    const QuietErrors quiet;
    const Owned<EVP_PKEY> other(make(point, nullptr));
    if (!other) return std::nullopt;
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    std::string secret(scalar_bytes, '\0');
    std::size_t size = secret.size();
    if (EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 ||
        EVP_PKEY_derive(context.get(), octets(secret), &size) != 1 || size != scalar_bytes)
        return std::nullopt;
    return secret;
}

std::string P256Key::sign(std::string_view message) const {
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::string der(80, '\0');
    std::size_t size = der.size();
    TOCSIN_CHECK(
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1
    );
    TOCSIN_CHECK(
        EVP_DigestSign(context.get(), octets(der), &size, octets(message), message.size()) == 1
    );
    const unsigned char* at = octets(std::string_view(der));
    const Owned<ECDSA_SIG> both(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    TOCSIN_CHECK(both != nullptr);
    std::string raw(2 * scalar_bytes, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), octets(raw), scalar_bytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), octets(raw) + scalar_bytes, scalar_bytes);
    return raw;
}

} // namespace tocsin::reach
