// SPDX-License-Identifier: Apache-2.0
#include "tests/reach/browser.hpp"

#include "storage/es256.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace tocsin::reach::test {

namespace {

const unsigned char* octets(const std::string& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string hmac(const std::string& key, const std::string& data) {
    std::string mac(32, '\0');
    unsigned size = 0;
    HMAC(
        EVP_sha256(),
        key.data(),
        static_cast<int>(key.size()),
        octets(data),
        data.size(),
        reinterpret_cast<unsigned char*>(mac.data()),
        &size
    );
    return mac;
}

std::string derived(const std::string& secret, std::string info, std::size_t size) {
    return hmac(secret, info + '\x01').substr(0, size);
}

} // namespace

std::optional<std::string> Browser::open(const std::string& body) const {
    if (body.size() < 86 + 17) return std::nullopt;
    const std::string salt = body.substr(0, 16), sender = body.substr(21, 65);
    if (body.substr(16, 5) != std::string("\0\0\x10\0\x41", 5)) return std::nullopt;
    const auto agreed = key.agree(sender);
    if (!agreed) return std::nullopt;
    const std::string info = std::string("WebPush: info") + '\0' + key.point() + sender;
    const std::string secret = hmac(salt, derived(hmac(auth, *agreed), info, 32));
    const auto cek = derived(secret, std::string("Content-Encoding: aes128gcm") + '\0', 16);
    const auto nonce = derived(secret, std::string("Content-Encoding: nonce") + '\0', 12);

    const std::string sealed = body.substr(86, body.size() - 86 - 16);
    std::string tag = body.substr(body.size() - 16), plain(sealed.size(), '\0');
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    int size = 0, rest = 0;
    auto* into = reinterpret_cast<unsigned char*>(plain.data());
    EVP_DecryptInit_ex(context, EVP_aes_128_gcm(), nullptr, octets(cek), octets(nonce));
    EVP_DecryptUpdate(context, into, &size, octets(sealed), static_cast<int>(sealed.size()));
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, 16, tag.data());
    const bool is_whole = EVP_DecryptFinal_ex(context, into + size, &rest) == 1;
    EVP_CIPHER_CTX_free(context);
    if (!is_whole || !plain.ends_with('\x02')) return std::nullopt;
    plain.pop_back();
    return plain;
}

std::string from_base64url(std::string text) {
    for (char& letter : text)
        letter = letter == '-' ? '+' : letter == '_' ? '/' : letter;
    while (text.size() % 4 != 0)
        text += '=';
    return tocsin::from_base64(text).value_or("");
}

namespace {

// An INTEGER of DER.
std::string integer(std::string bytes) {
    while (bytes.size() > 1 && bytes.front() == '\0')
        bytes.erase(0, 1);
    if (static_cast<unsigned char>(bytes.front()) >= 0x80) bytes.insert(bytes.begin(), '\0');
    return '\x02' + std::string(1, static_cast<char>(bytes.size())) + bytes;
}

} // namespace

std::optional<std::string> verified_claims(const std::string& authorization, std::string& key) {
    const std::string scheme = "vapid t=", shown = ", k=";
    const auto at = authorization.find(shown);
    if (!authorization.starts_with(scheme) || at == std::string::npos) return std::nullopt;
    key = from_base64url(authorization.substr(at + shown.size()));
    const std::string token = authorization.substr(scheme.size(), at - scheme.size());
    const auto first = token.find('.'), last = token.rfind('.');
    const std::string raw = from_base64url(token.substr(last + 1));
    if (raw.size() != 64 || key.size() != 65) return std::nullopt;
    const std::string both = integer(raw.substr(0, 32)) + integer(raw.substr(32));
    const std::string der = '\x30' + std::string(1, static_cast<char>(both.size())) + both;
    const auto spki = storage::es256_key(key.substr(1, 32), key.substr(33, 32));
    if (!storage::verify_es256(spki, token.substr(0, last), der)) return std::nullopt;
    return from_base64url(token.substr(first + 1, last - first - 1));
}

} // namespace tocsin::reach::test
