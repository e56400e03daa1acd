// SPDX-License-Identifier: Apache-2.0
#include "client/core/files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::client {
namespace {

namespace fs = std::filesystem;

// Closes on the way out; close errors of a synced descriptor say nothing new.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    int number() const { return number_; }

    bool open() const { return number_ >= 0; }

private:
    int number_;
};

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool sync_folder(const fs::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return descriptor.open() && ::fsync(descriptor.number()) == 0;
}

fs::path folder_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

Result<void> replace(const fs::path& file, std::string_view content, bool durable) {
    const fs::path next = file.string() + ".tmp";
    const std::string what = "cannot write " + file.string();
    {
        const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
        const Descriptor descriptor(::open(next.c_str(), flags, 0600));
        if (!descriptor.open()) return file_trouble(what, errno);
        if (!write_all(descriptor.number(), content)) return file_trouble(what, errno);
        if (durable && ::fsync(descriptor.number()) != 0) return file_trouble(what, errno);
    }
    if (::rename(next.c_str(), file.c_str()) != 0) return file_trouble(what, errno);
    if (durable && !sync_folder(folder_of(file))) return file_trouble(what, errno);
    return {};
}

} // namespace

Trouble file_trouble(std::string what, int error_number, std::string next) {
    Trouble trouble;
    const bool denied = error_number == EACCES || error_number == EPERM;
    trouble.exit_code = denied ? 77 : 74;
    trouble.what = std::move(what);
    trouble.why = std::strerror(error_number);
    trouble.next = std::move(next);
    return trouble;
}

Result<void> make_private_folder(const fs::path& folder) {
    std::error_code ec;
    const fs::path above = folder.parent_path();
    if (!above.empty() && !fs::exists(above, ec)) {
        const auto made = make_private_folder(above);
        if (!made) return made.error();
    }
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return file_trouble("cannot make the folder " + folder.string(), errno);

    struct stat facts {};

    if (::stat(folder.c_str(), &facts) != 0)
        return file_trouble("cannot look at " + folder.string(), errno);
    if (!S_ISDIR(facts.st_mode)) return file_trouble("cannot use " + folder.string(), ENOTDIR);
    return require_private(folder);
}

Result<void> write_private(const fs::path& file, std::string_view content) {
    return replace(file, content, true);
}

Result<void> write_lightly(const fs::path& file, std::string_view content) {
    return replace(file, content, false);
}

Result<std::optional<std::string>> read_small(const fs::path& file, std::size_t bytes_max) {
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.open() && errno == ENOENT) return std::optional<std::string>();
    if (!descriptor.open()) return file_trouble("cannot read " + file.string(), errno);
    std::string content;
    char buffer[16384];
    for (;;) {
        const auto got = ::read(descriptor.number(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return file_trouble("cannot read " + file.string(), errno);
        if (got == 0) break;
        content.append(buffer, static_cast<std::size_t>(got));
        if (content.size() > bytes_max) return file_trouble("cannot read " + file.string(), EFBIG);
    }
    return std::optional<std::string>(std::move(content));
}

Result<void> remove_durably(const fs::path& file) {
    if (::unlink(file.c_str()) != 0) {
        if (errno == ENOENT) return {};
        return file_trouble("cannot remove " + file.string(), errno);
    }
    if (!sync_folder(folder_of(file))) return file_trouble("cannot remove " + file.string(), errno);
    return {};
}

Result<void> require_private(const fs::path& file) {
    struct stat facts {};

    if (::stat(file.c_str(), &facts) != 0)
        return file_trouble("cannot look at " + file.string(), errno);
    Trouble trouble;
    trouble.exit_code = 77;
    trouble.what = "will not use " + file.string();
    if (facts.st_uid != ::geteuid()) {
        trouble.why = "it belongs to another user";
        trouble.next = "use a file or folder of your own";
        return trouble;
    }
    if ((facts.st_mode & 077) != 0) {
        trouble.why = "others than you may read or change it";
        trouble.next = "chmod go-rwx " + file.string();
        return trouble;
    }
    return {};
}

} // namespace tocsin::client
