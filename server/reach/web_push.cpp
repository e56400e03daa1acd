// SPDX-License-Identifier: Apache-2.0
#include "server/reach/web_push.hpp"

#include "server/base/bytes.hpp"
#include "server/base/check.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>

namespace tocsin::reach {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t salt_bytes = 16, tag_bytes = 16;
constexpr std::string_view record_size("\x00\x00\x10\x00", 4); // 4,096
constexpr auto token_life = 12h;

struct Free {
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }

    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }

    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* octets(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

// RFC 5869 with SHA-256, extract and expand.
std::string hkdf(
    const std::string& salt, const std::string& secret, const std::string& info, std::size_t bytes
) {
    const std::unique_ptr<EVP_KDF, Free> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const std::unique_ptr<EVP_KDF_CTX, Free> context(EVP_KDF_CTX_new(kdf.get()));
    std::string digest = "SHA256", salted = salt, key = secret, about = info;
    const OSSL_PARAM parts[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salted.data(), salted.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, about.data(), about.size()),
        OSSL_PARAM_construct_end()};
    std::string made(bytes, '\0');
    TOCSIN_CHECK(EVP_KDF_derive(context.get(), octets(made), made.size(), parts) == 1);
    return made;
}

std::string encrypt(const std::string& key, const std::string& nonce, const std::string& plain) {
    const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
    std::string sealed(plain.size() + tag_bytes, '\0');
    int size = 0, rest = 0;
    TOCSIN_CHECK(
        EVP_EncryptInit_ex(
            context.get(),
            EVP_aes_128_gcm(),
            nullptr,
            octets(std::string_view(key)),
            octets(std::string_view(nonce))
        ) == 1
    );
    TOCSIN_CHECK(
        EVP_EncryptUpdate(
            context.get(),
            octets(sealed),
            &size,
            octets(std::string_view(plain)),
            static_cast<int>(plain.size())
        ) == 1
    );
    TOCSIN_CHECK(EVP_EncryptFinal_ex(context.get(), octets(sealed) + size, &rest) == 1);
    TOCSIN_CHECK(
        EVP_CIPHER_CTX_ctrl(
            context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, octets(sealed) + plain.size()
        ) == 1
    );
    return sealed;
}

} // namespace

std::string to_base64url(std::string_view bytes) {
    std::string text = to_base64(bytes);
    while (text.ends_with('='))
        text.pop_back();
    for (char& letter : text)
        letter = letter == '+' ? '-' : letter == '/' ? '_' : letter;
    return text;
}

std::optional<std::string> seal(
    std::string_view payload,
    const Subscriber& subscriber,
    const P256Key& once,
    std::string_view salt
) {
    TOCSIN_CHECK(payload.size() <= push_payload_bytes_max && salt.size() == salt_bytes);
    const auto agreed = once.agree(subscriber.p256dh);
    if (!agreed) return std::nullopt;
    const std::string info = std::string("WebPush: info") + '\0' + subscriber.p256dh + once.point();
    const std::string secret = hkdf(subscriber.auth, *agreed, info, 32);
    const std::string salted(salt);
    const std::string key =
        hkdf(salted, secret, std::string("Content-Encoding: aes128gcm") + '\0', 16);
    const std::string nonce =
        hkdf(salted, secret, std::string("Content-Encoding: nonce") + '\0', 12);

    std::string body = salted + std::string(record_size);
    body += static_cast<char>(once.point().size());
    body += once.point();
    return body + encrypt(key, nonce, std::string(payload) + '\x02'); // the last record
}

std::string origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == url.npos) return {};
    return std::string(url.substr(0, url.find_first_of("/?#", scheme + 3)));
}

std::string vapid_authorization(
    const P256Key& key, std::string_view endpoint, const std::string& contact, Instant now
) {
    const auto until = std::chrono::floor<std::chrono::seconds>(now + token_life);
    const boost::json::object claims{
        {"aud", origin_of(endpoint)}, {"exp", until.time_since_epoch().count()}, {"sub", contact}};
    const std::string head = to_base64url(R"({"typ":"JWT","alg":"ES256"})");
    const std::string signed_part = head + '.' + to_base64url(boost::json::serialize(claims));
    return "vapid t=" + signed_part + '.' + to_base64url(key.sign(signed_part)) +
           ", k=" + to_base64url(key.point());
}

} // namespace tocsin::reach
