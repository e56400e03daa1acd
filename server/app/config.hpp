// The configuration, believed: every value read, within its bounds, and fit for the others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/layers.hpp"

#include <chrono>
#include <cstdint>

namespace tocsin::app {

enum class LogLevel { error, warn, info, debug };
enum class LogFormat { automatic, text, json, journal };

struct Config {
    std::string public_url;
    std::string organisation;

    std::string http, https, tls_cert, tls_key;
    std::string metrics;
    std::filesystem::path admin_socket;
    std::vector<std::string> trusted_proxies;

    std::filesystem::path directory; // of the data
    std::string origin;              // of the log
    std::filesystem::path checkpoint_guard;
    std::filesystem::path witness_policy;
    std::filesystem::path web_dir; // empty: the console of this program
    std::size_t ballast_bytes = 0;

    std::string rp_id;                // of passkeys; empty: the host of public_url
    std::vector<std::string> origins; // besides public_url's

    std::string push_contact; // empty: no push messages
    std::string smtp_url;     // empty: no e-mail
    std::string smtp_from, smtp_user, smtp_password;

    std::string claim_code;
    std::size_t connections = 0;
    std::size_t connections_per_person = 0;
    int messages_per_minute = 0;

    LogLevel log_level = LogLevel::info;
    LogFormat log_format = LogFormat::automatic;
    std::chrono::milliseconds grace{};
};

// Trouble (exit 78) names the setting, where it was said, and what it may be.
Result<Config> read_config(const Layers& layers);

// From nothing to a Config: finds the files, gathers, reads.
struct Asked {
    std::string file; // --config
    std::vector<std::pair<std::string, std::string>> flags;
    Environment environment;
    std::filesystem::path etc = "/etc/tocsin";
};

struct Configured {
    Layers layers;
    Config config;
    std::vector<std::filesystem::path> files;
};

Result<Configured> configure(const Asked& asked);

// Annotated TOML: each value with where it came from, secrets masked.
std::string print_config(const Layers& layers);

// What a reload changes at once, and what only a restart would: "log.level info→debug",
// "listen.https".
struct Difference {
    std::vector<std::string> applied;
    std::vector<std::string> needs_restart;
};

Difference difference(const Layers& before, const Layers& after);

const char* to_string(LogLevel level);

} // namespace tocsin::app
