// SPDX-License-Identifier: Apache-2.0
#include "server/app/private_file.hpp"

#include "server/app/exit_code.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::app {

namespace {

Trouble failed(const std::filesystem::path& file, const char* verb, int error) {
    const int exit = error == EACCES || error == EPERM ? exit_code::permission : exit_code::disk;
    return {
        Trouble::Fate::failed,
        error == ENOENT ? exit_code::input_missing : exit,
        std::string("cannot ") + verb + " " + file.string(),
        std::strerror(error),
        "check the path and its owner"};
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

Result<void> write_private(const std::filesystem::path& file, std::string_view content) {
    const auto fresh = file.string() + ".new";
    const int descriptor =
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return failed(file, "write", errno);
    // A file left by somebody else's hand may be wider than what we would have made.
    const bool narrow = ::fchmod(descriptor, 0600) == 0;
    const bool written = narrow && write_all(descriptor, content);
    const int error = errno;
    ::close(descriptor);
    if (!written) return failed(file, "write", error);
    if (::rename(fresh.c_str(), file.c_str()) != 0) return failed(file, "write", errno);
    return {};
}

Result<std::string> read_small(const std::filesystem::path& file, std::size_t bytes_max) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return failed(file, "read", errno == 0 ? EIO : errno);
    std::string content{std::istreambuf_iterator<char>(stream), {}};
    if (content.size() > bytes_max) return failed(file, "read", EFBIG);
    return content;
}

} // namespace tocsin::app
