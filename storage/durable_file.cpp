// SPDX-License-Identifier: Apache-2.0
#include "storage/durable_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tocsin::storage {

namespace {

namespace fs = std::filesystem;

constexpr int no_permission = 77; // EX_NOPERM
constexpr int io_error = 74;      // EX_IOERR

fs::path directory_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Result<void> write_new(const fs::path& path, std::string_view content) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)
    );
    if (!file.open()) return file_trouble("create", path, errno);
    if (!write_all(file.fd(), content) || ::fsync(file.fd()) != 0 || !file.close()) {
        const int error = errno;
        ::unlink(path.c_str());
        return file_trouble("write", path, error);
    }
    return {};
}

// Beside `path`, under a name that nobody reads: a crash leaves it there, or a former one did.
Result<fs::path> write_draft(const fs::path& path, std::string_view content) {
    fs::path draft = path;
    draft += ".tmp";
    ::unlink(draft.c_str());
    if (auto written = write_new(draft, content); !written) return written.error();
    return draft;
}

} // namespace

Descriptor::~Descriptor() {
    close();
}

bool Descriptor::close() {
    return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0;
}

Trouble file_trouble(std::string_view act, const fs::path& path, int error) {
    Trouble trouble;
    trouble.what = "cannot " + std::string(act) + " " + path.string();
    trouble.why = std::strerror(error);
    const bool denied = error == EACCES || error == EPERM || error == EROFS || error == ENOENT;
    trouble.exit_code = denied ? no_permission : io_error;
    if (error == ENOSPC || error == EDQUOT) trouble.fate = Trouble::Fate::read_only;
    return trouble;
}

Result<std::optional<std::string>> read_file(const fs::path& path, std::size_t bytes_max) {
    std::optional<std::string> content;
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open()) {
        if (errno == ENOENT) return content;
        return file_trouble("open", path, errno);
    }
    content.emplace();
    char bytes[4096];
    for (;;) {
        const auto got = ::read(file.fd(), bytes, sizeof bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return file_trouble("read", path, errno);
        if (got == 0) return content;
        content->append(bytes, static_cast<std::size_t>(got));
        if (content->size() > bytes_max) return file_trouble("read", path, EFBIG);
    }
}

Result<void> create_file(const fs::path& path, std::string_view content) {
    const auto draft = write_draft(path, content);
    if (!draft) return draft.error();
    // It is there whole or not at all, and takes nobody's place.
    const int error = ::link(draft->c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(draft->c_str());
    if (error != 0) return file_trouble("create", path, error);
    return sync_directory(directory_of(path));
}

Result<void> replace_file(const fs::path& path, std::string_view content) {
    const auto draft = write_draft(path, content);
    if (!draft) return draft.error();
    if (::rename(draft->c_str(), path.c_str()) != 0) return file_trouble("replace", path, errno);
    return sync_directory(directory_of(path));
}

Result<void> sync_file(const fs::path& path) {
    Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.open()) return file_trouble("open", path, errno);
    if (::fsync(opened.fd()) != 0) return file_trouble("sync", path, errno);
    return {};
}

Result<void> sync_directory(const fs::path& directory) {
    return sync_file(directory);
}

Result<void> check_private(const fs::path& path) {
    struct stat facts {};

    if (::stat(path.c_str(), &facts) != 0) return file_trouble("open", path, errno);
    Trouble trouble;
    trouble.exit_code = no_permission;
    trouble.what = "refusing to use " + path.string();
    if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) {
        trouble.why = "it is neither a file nor a directory";
        return trouble;
    }
    if (facts.st_uid != ::geteuid()) {
        trouble.why = "it belongs to user " + std::to_string(facts.st_uid) + ", this is user " +
                      std::to_string(::geteuid());
        trouble.next = "run as its owner, or chown it";
        return trouble;
    }
    if ((facts.st_mode & 077) != 0) {
        trouble.why = "group or others may open it";
        trouble.next = "chmod go= " + path.string();
        return trouble;
    }
    return {};
}

} // namespace tocsin::storage
