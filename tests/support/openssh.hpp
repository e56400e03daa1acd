// What `ssh-keygen -Y sign` writes, made without it and wrong where a test wants it wrong; keys of
// both types, the security key with its touch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/sha256.hpp"
#include "storage/signature.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::test {

inline std::string ssh_number(std::uint64_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xff);
    return out;
}

inline std::string ssh_string(std::string_view bytes) {
    return ssh_number(bytes.size()).append(bytes);
}

inline std::string armoured(std::string_view bytes, std::size_t columns = 70) {
    std::string base64 = to_base64(bytes), text = "-----BEGIN SSH SIGNATURE-----\n";
    for (std::size_t at = 0; at < base64.size(); at += columns)
        text.append(base64, at, columns).append("\n");
    return text.append("-----END SSH SIGNATURE-----\n");
}

// Fields are what an honest ssh-keygen would write. `hash` sha256 is honest as well.
struct SshSignature {
    bool security_key = false;
    std::string application = "ssh:";
    std::uint8_t flags = 0x01; // touched
    std::uint32_t counter = 7;
    std::string magic = "SSHSIG";
    std::uint32_t version = 1;
    std::string name_space = "sign-on@tocsin.example";
    std::string reserved;
    std::string hash = "sha256";
    std::string inner_type = {}; // empty: the key's
    std::string after_key = {};  // bytes too many, in three places
    std::string after_signature = {};
    std::string after_all = {};

    std::string type() const { return security_key ? "sk-ssh-ed25519@openssh.com" : "ssh-ed25519"; }

    std::string key_blob(const storage::PublicKey& key) const {
        std::string blob = ssh_string(type()).append(ssh_string(key.view()));
        if (security_key) blob.append(ssh_string(application));
        return blob.append(after_key);
    }

    std::string bytes(const storage::SigningKey& key, std::string_view text) const {
        std::string blob = "SSHSIG";
        blob.append(ssh_string(name_space)).append(ssh_string(reserved)).append(ssh_string(hash));
        blob.append(ssh_string(storage::sha256({text}).view()));
        std::string said;
        if (security_key) {
            said += static_cast<char>(flags);
            said.append(ssh_number(counter));
            blob = storage::sha256({application})
                       .str()
                       .append(said)
                       .append(storage::sha256({blob}).view());
        }
        std::string inner = ssh_string(inner_type.empty() ? type() : inner_type);
        inner.append(ssh_string(key.sign(blob).view())).append(said).append(after_signature);
        std::string all = magic;
        all.append(ssh_number(version)).append(ssh_string(key_blob(key.public_key())));
        all.append(ssh_string(name_space)).append(ssh_string(reserved)).append(ssh_string(hash));
        return all.append(ssh_string(inner)).append(after_all);
    }

    std::string sign(const storage::SigningKey& key, std::string_view text) const {
        return armoured(bytes(key, text));
    }
};

} // namespace tocsin::test
