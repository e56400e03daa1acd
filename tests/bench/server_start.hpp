// How long the parts of a start take, and how long nothing but reading and hashing the same bytes
// does.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <string>

namespace tocsin::bench {

// Each returns one line of JSON with seconds.
Result<std::string> time_start(const std::filesystem::path& directory);
Result<std::string> time_reading(const std::filesystem::path& directory);
std::string time_verifying();

} // namespace tocsin::bench
