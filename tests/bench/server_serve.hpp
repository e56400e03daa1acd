// The real rooms in one process, with the limits on connections and rates lifted so that ten
// thousand clients may come from one address. Everything else is as served.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <cstdint>
#include <filesystem>

namespace tocsin::bench {

// Until SIGTERM or SIGINT.
Result<void> serve(const std::filesystem::path& directory, std::uint16_t port);

} // namespace tocsin::bench
