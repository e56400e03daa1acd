// An OpenSSH key of one's own. Its secret never enters this process: `ssh-keygen -Y sign` is run
// for each signature, and what it wrote is checked here before it is used (docs/PROTOCOL.md 2.2).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"
#include "storage/signature.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::client {

class SshKey {
public:
    // `file`: a private key with its FILE.pub beside it; or FILE.pub, of a key that an agent holds.
    static Result<SshKey> load(const std::filesystem::path& file);

    const storage::PublicKey& public_key() const { return public_key_; }

    const std::filesystem::path& file() const { return file_; }

    // The armoured signature of exactly these bytes; `name_space` as "auth@tocsin.example".
    Result<std::string> sign(std::string_view text, const std::string& name_space) const;

private:
    std::filesystem::path file_;
    storage::PublicKey public_key_;
    bool is_touched_ = false; // a security key: somebody has to be there
};

// Of one line "ssh-ed25519 AAAA… comment"; `is_touched` is set for a security key's. Nothing: it is
// another kind of key.
std::optional<storage::PublicKey> parse_ssh_public_key(std::string_view line, bool& is_touched);

} // namespace tocsin::client
