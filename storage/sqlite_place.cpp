// The data directory: whose it is, who else is in it, and whether the file there is ours. All of it
// is settled with plain system calls, before SQLite opens anything.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_store.hpp"

#include <SQLiteCpp/Statement.h>

#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace tocsin::storage {

namespace {

namespace fs = std::filesystem;

constexpr int not_ours = 78;                             // EX_CONFIG
constexpr int no_permission = 77;                        // EX_NOPERM
constexpr int in_use = 75;                               // EX_TEMPFAIL
constexpr std::uint32_t our_application_id = 0x546f6373; // "Tocs"
constexpr std::string_view sqlite_magic("SQLite format 3\0", 16);
constexpr std::size_t file_header_bytes = 100;
constexpr std::size_t version_offset = 60;
constexpr std::size_t application_id_offset = 68;

Trouble refuse(int exit_code, std::string what, std::string why, std::string next) {
    return Trouble{
        Trouble::Fate::failed, exit_code, std::move(what), std::move(why), std::move(next)};
}

// A descriptor below 3 that SQLite got would be written to by whoever prints an error.
void occupy_standard_descriptors() {
    for (int fd = 0; fd <= 2; ++fd) {
        if (::fcntl(fd, F_GETFD) == -1 && errno == EBADF) (void)!::open("/dev/null", O_RDWR);
    }
}

Result<void> check_directory(const fs::path& directory) {
    if (::mkdir(directory.c_str(), 0700) == 0) {
        if (auto named =
                sync_directory(directory.parent_path().empty() ? "." : directory.parent_path());
            !named) {
            return named;
        }
    } else if (errno != EEXIST) {
        return file_trouble("create the data directory", directory, errno);
    }
    if (auto fit = check_private(directory); !fit) return fit;

    struct stat facts {};

    const bool told = ::stat(directory.c_str(), &facts) == 0;
    if (told && !S_ISDIR(facts.st_mode)) {
        return refuse(
            no_permission, "cannot use " + directory.string(), "it is not a directory", ""
        );
    }
    // The owner's own bits count for root too, to whom access() would say yes.
    if (!told || (facts.st_mode & 0300) != 0300 || ::access(directory.c_str(), W_OK | X_OK) != 0) {
        return refuse(
            no_permission,
            "cannot use the data directory " + directory.string(),
            "it is not writable",
            "chmod u+rwx it, or choose another one"
        );
    }
    return {};
}

Result<Descriptor> take_lock(const fs::path& file) {
    Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.open()) return file_trouble("open", file, errno);
    if (auto fit = check_private(file); !fit) return fit.error();
    if (::flock(lock.fd(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return file_trouble("lock", file, errno);
        const auto holder = read_file(file, 64);
        std::string pid = holder && *holder ? **holder : std::string();
        while (pid.ends_with('\n'))
            pid.pop_back();
        return refuse(
            in_use,
            "cannot use " + file.parent_path().string(),
            "it is already in use by pid " + pid,
            "stop that server first"
        );
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.fd(), 0) != 0) return file_trouble("write", file, errno);
    // A full disk must not keep the server from starting: the lock holds without the number in it.
    (void)!::pwrite(lock.fd(), pid.data(), pid.size(), 0);
    return lock;
}

// SQLite's WAL needs shared memory that all its users see: one host.
std::string network_warning(const fs::path& directory) {
    struct statfs facts {};

    if (::statfs(directory.c_str(), &facts) != 0) return {};
    constexpr std::uint32_t remote[] = {
        NFS_SUPER_MAGIC,
        SMB_SUPER_MAGIC,
        CIFS_SUPER_MAGIC,
        SMB2_SUPER_MAGIC,
        CEPH_SUPER_MAGIC,
        AFS_SUPER_MAGIC,
        CODA_SUPER_MAGIC,
        V9FS_MAGIC};
    for (const auto magic : remote) {
        if (static_cast<std::uint32_t>(facts.f_type) == magic) {
            return directory.string() + " lies on a network file system; its syncs and locks may "
                                        "not hold. Use a local disk";
        }
    }
    return {};
}

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t number = 0;
    for (const char octet : bytes)
        number = number << 8 | static_cast<unsigned char>(octet);
    return number;
}

Trouble foreign(const fs::path& database, std::string why) {
    return refuse(
        not_ours,
        "will not touch " + database.string(),
        std::move(why),
        "choose another data directory"
    );
}

Result<void> judge(std::uint32_t application_id, int version, const fs::path& database) {
    if (application_id != our_application_id)
        return foreign(database, "it belongs to another application");
    const int newest = migrations().back().version;
    if (version > newest) {
        return refuse(
            not_ours,
            "will not touch " + database.string(),
            "it was written by a newer version (schema " + std::to_string(version) +
                ", this one knows " + std::to_string(newest) + ")",
            "install that version again"
        );
    }
    return {};
}

} // namespace

Result<Place> take_place(const fs::path& directory) {
    occupy_standard_descriptors();
    if (auto fit = check_directory(directory); !fit) return fit.error();
    auto lock = take_lock(directory / "tocsin.db.lock");
    if (!lock) return lock.error();
    Place place{directory / "tocsin.db", std::move(*lock), network_warning(directory)};
    // Made here so that it is 0600 from its first moment; -wal and -shm take after it.
    Descriptor made(::open(place.database.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)
    );
    if (!made.open()) return file_trouble("open", place.database, errno);
    if (auto fit = check_private(place.database); !fit) return fit.error();
    return place;
}

Result<Place> visit_place(const fs::path& directory) {
    Place place{directory / "tocsin.db", Descriptor(), {}};
    if (::access(place.database.c_str(), R_OK) != 0)
        return file_trouble("read", place.database, errno);
    fs::path wal = place.database;
    wal += "-wal";
    if (::access(wal.c_str(), F_OK) == 0) {
        return refuse(
            in_use,
            "cannot read " + place.database.string() + " as it lies there",
            wal.string() + " is beside it: a server is running, or was not shut down in order",
            "stop the server, or start it once and stop it"
        );
    }
    return place;
}

Result<void> check_identity(const fs::path& database) {
    auto file = Descriptor(::open(database.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open()) return file_trouble("open", database, errno);
    char bytes[file_header_bytes];
    const auto got = ::pread(file.fd(), bytes, sizeof bytes, 0);
    if (got < 0) return file_trouble("read", database, errno);
    if (got == 0) return {}; // new
    const std::string_view header(bytes, static_cast<std::size_t>(got));
    if (header.size() < file_header_bytes || !header.starts_with(sqlite_magic)) {
        return foreign(database, "it is not a database of SQLite");
    }
    const auto application_id = big_endian(header.substr(application_id_offset, 4));
    const auto version = static_cast<int>(big_endian(header.substr(version_offset, 4)));
    // Zero: perhaps ours, with its name still in the WAL. SQLite is asked next.
    if (application_id == 0 && version == 0) return {};
    return judge(application_id, version, database);
}

Result<void> check_identity(SQLite::Database& connection, const fs::path& database) {
    const auto id =
        static_cast<std::uint32_t>(connection.execAndGet("PRAGMA application_id").getInt());
    const int version = connection.execAndGet("PRAGMA user_version").getInt();
    const int objects = connection.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    if (id == 0 && version == 0 && objects == 0) return {}; // new
    return judge(id, version, database);
}

} // namespace tocsin::storage
