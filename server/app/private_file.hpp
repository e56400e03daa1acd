// A small file for its owner's eyes: 0600, whole or not at all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <string_view>

namespace tocsin::app {

// Replaces what is there. Not synced: nothing written this way is the truth of anything.
Result<void> write_private(const std::filesystem::path& file, std::string_view content);

// At most `bytes_max`; nothing larger is ever meant.
Result<std::string> read_small(const std::filesystem::path& file, std::size_t bytes_max = 1 << 20);

} // namespace tocsin::app
