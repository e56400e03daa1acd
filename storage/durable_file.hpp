// Small files that must be whole or not there: keys, released checkpoints. Plain system calls, so
// that every failure keeps its errno and every sync is seen.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::storage {

// Closes on leaving; movable only.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}

    Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }

    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }

    ~Descriptor();

    int fd() const { return fd_; }

    bool open() const { return fd_ >= 0; }

    // The descriptor is gone either way; false when the system lost something while closing.
    bool close();

private:
    int fd_;
};

// "cannot <act> <path>: <strerror(error)>", with the exit code sysexits has for it.
Trouble file_trouble(std::string_view act, const std::filesystem::path& path, int error);

// Nothing when the file is not there. At most `bytes_max` are read; more is Trouble.
Result<std::optional<std::string>>
read_file(const std::filesystem::path& path, std::size_t bytes_max);

// Creates it 0600 with this content, synced, together with its name in the directory; Trouble when
// there is one already.
Result<void> create_file(const std::filesystem::path& path, std::string_view content);

// tmp → fsync → rename → fsync of the directory: after a power cut there is the old or the new.
Result<void> replace_file(const std::filesystem::path& path, std::string_view content);

Result<void> sync_file(const std::filesystem::path& path);
Result<void> sync_directory(const std::filesystem::path& directory);

// Whether it is ours and nobody else's: a regular file or a directory, owned by the running user,
// no permission for group and others. 77 with the reason and the remedy otherwise.
Result<void> check_private(const std::filesystem::path& path);

} // namespace tocsin::storage
