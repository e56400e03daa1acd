// A signing key on disk: one line of 64 hex digits, for its owner's eyes only.
// SPDX-License-Identifier: Apache-2.0
#include "server/base/check.hpp"
#include "storage/durable_file.hpp"
#include "storage/signature.hpp"

#include <sodium.h>

namespace tocsin::storage {

namespace {

constexpr int no_permission = 77; // EX_NOPERM
constexpr std::size_t seed_digits = 64;

Trouble unusable(const std::filesystem::path& file, std::string why) {
    return Trouble{
        .exit_code = no_permission,
        .what = "cannot use the key file " + file.string(),
        .why = std::move(why),
        .next = "restore it from its backup; a new key cannot go on with an old log"};
}

void wipe(std::string& secret) {
    sodium_memzero(secret.data(), secret.size());
}

} // namespace

Result<SigningKey> SigningKey::load(const std::filesystem::path& file) {
    if (auto fit = check_private(file); !fit) return fit.error();
    auto text = read_file(file, seed_digits + 1);
    if (!text) return unusable(file, text.error().why);
    if (!*text) return unusable(file, "there is no such file");
    std::string_view digits = **text;
    if (digits.empty()) return unusable(file, "it is empty");
    if (digits.ends_with('\n')) digits.remove_suffix(1);
    auto bytes = from_hex(digits);
    wipe(**text);
    if (!bytes) return unusable(file, "it is not one line of 64 hex digits");
    auto seed = Seed::from(*bytes);
    wipe(*bytes);
    if (!seed) return unusable(file, "it is not one line of 64 hex digits");
    SigningKey key = from_seed(*seed);
    sodium_memzero(seed->octets.data(), seed->octets.size());
    return key;
}

Result<void> SigningKey::save(const std::filesystem::path& file) const {
    TOCSIN_CHECK(secret_ != nullptr);
    // libsodium keeps the seed as the first half of the secret key.
    std::string line = to_hex({static_cast<const char*>(secret_), Seed::size});
    line += '\n';
    auto created = create_file(file, line);
    wipe(line);
    return created;
}

} // namespace tocsin::storage
