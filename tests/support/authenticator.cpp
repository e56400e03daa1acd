// SPDX-License-Identifier: Apache-2.0
#include "tests/support/authenticator.hpp"

#include "server/base/check.hpp"
#include "storage/es256.hpp"
#include "storage/sha256.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <memory>

namespace tocsin::test {

namespace {

using storage::KeyAlgorithm;
using Group = std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)>;
using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
using Point = std::unique_ptr<EC_POINT, decltype(&EC_POINT_free)>;

Number number_of(const storage::SigningKey::Seed& secret) {
    return {BN_bin2bn(secret.octets.data(), static_cast<int>(secret.size), nullptr), BN_free};
}

// 0x04 ‖ x ‖ y
std::string point_of(const storage::SigningKey::Seed& secret) {
    const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), EC_GROUP_free);
    const Point point(EC_POINT_new(group.get()), EC_POINT_free);
    const Number number = number_of(secret);
    TOCSIN_CHECK(
        EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1
    );
    std::array<unsigned char, 65> octets;
    TOCSIN_CHECK(
        EC_POINT_point2oct(
            group.get(),
            point.get(),
            POINT_CONVERSION_UNCOMPRESSED,
            octets.data(),
            octets.size(),
            nullptr
        ) == octets.size()
    );
    return {octets.begin(), octets.end()};
}

std::string sign_es256(const storage::SigningKey::Seed& secret, const std::string& message) {
    const std::string point = point_of(secret);
    const Number number = number_of(secret);
    OSSL_PARAM_BLD* const builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number.get());
    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    OSSL_PARAM* const parts = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX* const maker = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
    EVP_MD_CTX* const signer = EVP_MD_CTX_new();
    EVP_PKEY* key = nullptr;
    std::array<unsigned char, 80> signature;
    std::size_t size = signature.size();
    const bool done = EVP_PKEY_fromdata_init(maker) == 1 &&
                      EVP_PKEY_fromdata(maker, &key, EVP_PKEY_KEYPAIR, parts) == 1 &&
                      EVP_DigestSignInit(signer, nullptr, EVP_sha256(), nullptr, key) == 1 &&
                      EVP_DigestSign(
                          signer,
                          signature.data(),
                          &size,
                          reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()
                      ) == 1;
    EVP_MD_CTX_free(signer);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(maker);
    OSSL_PARAM_free(parts);
    OSSL_PARAM_BLD_free(builder);
    TOCSIN_CHECK(done);
    return {signature.begin(), signature.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::string base64url(std::string_view bytes) {
    std::string text = to_base64(bytes);
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

} // namespace

Authenticator::Authenticator(KeyAlgorithm algorithm, std::uint8_t number) : algorithm_(algorithm) {
    secret_.octets.fill(number);
    credential_id.assign(20, static_cast<char>(number));
    public_key_ = algorithm == KeyAlgorithm::ed25519
                      ? storage::SigningKey::from_seed(secret_).public_key().str()
                      : storage::es256_key(
                            std::string_view(point_of(secret_)).substr(1, 32),
                            std::string_view(point_of(secret_)).substr(33)
                        );
}

storage::Signer Authenticator::key() const {
    return {algorithm_, public_key_, rp_id};
}

Digest Authenticator::fingerprint() const {
    return storage::fingerprint(
        algorithm_ == KeyAlgorithm::ed25519 ? "ed25519" : "es256", public_key_
    );
}

storage::SignatureBytes Authenticator::create(std::string_view challenge) const {
    std::string data = authenticator_data(at);
    data.append(attested(cose_key()));
    return created(client_data("webauthn.create", challenge), std::move(data));
}

storage::SignatureBytes Authenticator::get(std::string_view challenge) const {
    return asserted(client_data("webauthn.get", challenge), authenticator_data());
}

storage::SignatureBytes Authenticator::sign(std::string_view text) const {
    return get(storage::sha256({text}).view());
}

// As browsers write it.
std::string Authenticator::client_data(std::string_view type, std::string_view challenge) const {
    std::string json = R"({"type":")";
    json.append(type).append(R"(","challenge":")").append(base64url(challenge));
    json.append(R"(","origin":")").append(origin).append(R"(","crossOrigin":false})");
    return json;
}

std::string Authenticator::authenticator_data(std::uint8_t more_flags) const {
    std::string data = storage::sha256({rp_id}).str();
    data += static_cast<char>(flags | more_flags);
    for (int shift = 24; shift >= 0; shift -= 8)
        data += static_cast<char>(counter >> shift & 0xff);
    return data;
}

std::string Authenticator::cose_key() const {
    if (algorithm_ == KeyAlgorithm::ed25519)
        return from_hex("a4010103272006215820").value().append(public_key_);
    std::string cose = from_hex("a5010203262001215820").value();
    cose.append(public_key_, 27, 32).append(from_hex("225820").value());
    return cose.append(public_key_, 59, 32);
}

std::string Authenticator::attested(std::string_view cose) const {
    std::string data(16, '\0');
    data += static_cast<char>(credential_id.size() >> 8);
    data += static_cast<char>(credential_id.size() & 0xff);
    return data.append(credential_id).append(cose);
}

storage::SignatureBytes
Authenticator::created(std::string client_data, std::string authenticator_data) const {
    storage::SignatureBytes bytes;
    bytes.form = storage::SignatureForm::passkey_created;
    bytes.authenticator_data = std::move(authenticator_data);
    bytes.client_data_json = std::move(client_data);
    return bytes;
}

storage::SignatureBytes
Authenticator::asserted(std::string client_data, std::string authenticator_data) const {
    storage::SignatureBytes bytes;
    bytes.form = storage::SignatureForm::passkey;
    bytes.signature =
        sign_bytes(std::string(authenticator_data).append(storage::sha256({client_data}).view()));
    bytes.authenticator_data = std::move(authenticator_data);
    bytes.client_data_json = std::move(client_data);
    return bytes;
}

std::string Authenticator::sign_bytes(const std::string& message) const {
    if (algorithm_ == KeyAlgorithm::es256) return sign_es256(secret_, message);
    return storage::SigningKey::from_seed(secret_).sign(message).str();
}

} // namespace tocsin::test
