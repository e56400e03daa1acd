// The words a configuration value is written in, read: durations "45s", sizes "2MiB", host:port,
// and how far two names are apart, for "did you mean".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::app {

// "500ms", "45s", "2m", "12h", "1d": one number and one unit.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
// "0", "512B", "64KiB", "2MiB", "1GiB": powers of two only.
std::optional<std::uint64_t> parse_size(std::string_view text);
std::optional<std::uint64_t> parse_number(std::string_view text);

struct HostPort {
    std::string host; // without brackets
    unsigned short port = 0;
    bool is_loopback() const;
};

// "127.0.0.1:8080", "[::1]:8443", "localhost:0".
std::optional<HostPort> parse_host_port(std::string_view text);

// An address with an optional prefix length: "127.0.0.1/32", "::1/128", "10.0.0.7".
bool is_network(std::string_view text);

// The name nearest to `given` (Levenshtein, at most a third of its letters wrong); or nothing.
std::optional<std::string> nearest(std::string_view given, const std::vector<std::string>& names);

} // namespace tocsin::app
