// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::storage {

bool Ballast::lies() const {
    struct stat facts {};

    return ::stat(file_.c_str(), &facts) == 0 && static_cast<std::size_t>(facts.st_size) == bytes_;
}

bool Ballast::lay() const {
    if (bytes_ == 0 || lies()) return true;
    Descriptor file(::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.open()) return false;
    // Reserves the blocks themselves: a file with holes would give nothing back.
    if (::posix_fallocate(file.fd(), 0, static_cast<off_t>(bytes_)) == 0 && ::fsync(file.fd()) == 0)
        return true;
    drop();
    return false;
}

bool Ballast::drop() const {
    return ::unlink(file_.c_str()) == 0;
}

} // namespace tocsin::storage
