// SPDX-License-Identifier: Apache-2.0
#include "client/core/keys.hpp"

#include "client/core/files.hpp"

namespace tocsin::client {

Result<storage::SigningKey> make_key(const std::filesystem::path& file, Rng& rng) {
    if (file.has_parent_path()) {
        std::error_code ec;
        if (!std::filesystem::exists(file.parent_path(), ec)) {
            const auto made = make_private_folder(file.parent_path());
            if (!made) return made.error();
        }
    }
    auto key = storage::SigningKey::generate(rng);
    const auto saved = key.save(file);
    if (!saved) return saved.error();
    return key;
}

Result<storage::SigningKey> load_key(const std::filesystem::path& file) {
    return storage::SigningKey::load(file);
}

Digest fingerprint_of(const storage::PublicKey& key) {
    return storage::fingerprint("ed25519", key.view());
}

Digest fingerprint_of(const storage::SigningKey& key) {
    return fingerprint_of(key.public_key());
}

v1::Key as_message(const storage::SigningKey& key) {
    return as_message(key.public_key());
}

v1::Key as_message(const storage::PublicKey& key) {
    v1::Key message;
    message.set_algorithm(v1::Key::ED25519);
    message.set_public_key(key.str());
    message.set_fingerprint(fingerprint_of(key).str());
    return message;
}

std::string in_groups(const Digest& fingerprint) {
    constexpr std::size_t groups = 8, digits = 8;
    const std::string hex = fingerprint.hex();
    std::string text;
    for (std::size_t group = 0; group < groups; ++group) {
        if (group > 0) text += ' ';
        text += hex.substr(group * digits, digits);
    }
    return text;
}

} // namespace tocsin::client
