// Small private files: read whole, replaced atomically and durably, never readable by others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::client {

// Makes the folder (and those above it) 0700; one that others may enter is refused (exit 77).
Result<void> make_private_folder(const std::filesystem::path& folder);

// tmp → fsync → rename → fsync(folder); 0600. Either the old content stands or the new, whole.
Result<void> write_private(const std::filesystem::path& file, std::string_view content);
// The same without waiting for the disk: for what may be lost at a power cut (cursors).
Result<void> write_lightly(const std::filesystem::path& file, std::string_view content);

// Nothing: not there. Trouble: cannot be read, or larger than `bytes_max`.
Result<std::optional<std::string>>
read_small(const std::filesystem::path& file, std::size_t bytes_max = 1024 * 1024);

// Gone when it returns, also after a power cut; not being there is no error.
Result<void> remove_durably(const std::filesystem::path& file);

// Trouble (exit 77) unless the file is ours and nobody else's: secrets, demo folders.
Result<void> require_private(const std::filesystem::path& file);

Trouble file_trouble(std::string what, int error_number, std::string next = {});

} // namespace tocsin::client
