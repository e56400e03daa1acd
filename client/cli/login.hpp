// Whom to speak to and as whom: from the options, the environment, the demo that runs here, or the
// last `tocsin login`, in this order. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/cli/context.hpp"
#include "client/core/own_key.hpp"
#include "storage/checkpoint.hpp"
#include "storage/signature.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tocsin::cli {

struct Login {
    std::string url; // ws:// or wss://
    std::optional<storage::SigningKey> key;
    std::optional<client::SshKey> ssh_key; // instead
    std::string token;
    std::filesystem::path state_dir;
    std::optional<storage::VerifierKey> log_key; // told by the demo; else the state folder's

    // None of a token. Refers to this log-in.
    client::OwnKey own_key() const;
};

// The last login, in login.json of the state folder.
struct StoredLogin {
    std::string server;
    std::string key;
    std::string ssh_key;
    std::string token_file;
};

Result<StoredLogin> stored_login();
Result<void> store_login(const StoredLogin& login);
Result<void> forget_login();
std::filesystem::path default_key_file(const std::filesystem::path& state_home);
// --key, or the default.
Result<std::string> key_file_of(const Context& context);

Result<Login> find_login(Context& context);
// The same without a key or token: for doctor and enrol.
Result<std::string> find_server(Context& context);

// The demo's folder and its persons; refused unless it is ours alone.
struct DemoPlace {
    std::string url;
    std::filesystem::path folder;
    std::string log_key;
};

Result<DemoPlace> find_demo();

} // namespace tocsin::cli
