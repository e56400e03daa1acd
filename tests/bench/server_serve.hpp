// The real rooms in one process, with the limits on connections and rates lifted so that ten
// thousand clients may come from one address. Everything else is as served.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace tocsin::bench {

struct Doors {
    std::uint16_t port = 0;
    std::uint16_t tls_port = 0;
    std::string tls_cert, tls_key; // PEM
    bool limited = false;          // the limits on connections stay in force
};

// Until SIGTERM or SIGINT.
Result<void> serve(const std::filesystem::path& directory, const Doors& doors);

} // namespace tocsin::bench
