// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/fault_disk.hpp"

#include "tests/storage/folder.hpp"

#include <cstring>
#include <new>
#include <sqlite3.h>

namespace tocsin::test {

namespace {

constexpr std::size_t sector_bytes = 512;

FaultDisk* disk = nullptr;    // the one there is
sqlite3_vfs* below = nullptr; // SQLite's own
sqlite3_vfs layer;
sqlite3_io_methods methods;

// What SQLite sees as its file; the real one's state follows it in memory.
struct File {
    sqlite3_file base;
    sqlite3_file* real;
    std::string* name;
};

File* own(sqlite3_file* file) {
    return reinterpret_cast<File*>(file);
}

sqlite3_file* real(sqlite3_file* file) {
    return own(file)->real;
}

int close(sqlite3_file* file) {
    const int code = real(file)->pMethods ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
    delete own(file)->name;
    own(file)->name = nullptr;
    return code;
}

int read(sqlite3_file* file, void* bytes, int amount, sqlite3_int64 offset) {
    if (disk->read_answers) return disk->read_answers;
    return real(file)->pMethods->xRead(real(file), bytes, amount, offset);
}

int write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
    if (disk->before_change) disk->before_change();
    if (disk->write_answers) return disk->write_answers;
    ++disk->writes;
    FaultDisk::Unsynced change;
    change.offset = offset;
    change.length = static_cast<std::size_t>(amount);
    sqlite3_int64 size_before = 0;
    real(file)->pMethods->xFileSize(real(file), &size_before);
    change.size_before = size_before;
    if (offset < change.size_before) {
        const auto there = std::min<std::int64_t>(amount, change.size_before - offset);
        change.before.resize(static_cast<std::size_t>(there));
        real(file)->pMethods->xRead(
            real(file), change.before.data(), static_cast<int>(there), offset
        );
    }
    disk->unsynced[*own(file)->name].push_back(std::move(change));
    // The end of a page, where its oldest row lies.
    if (!disk->turns_bits || amount < 4'096 || ++disk->pages % 20 != 0)
        return real(file)->pMethods->xWrite(real(file), bytes, amount, offset);
    std::string turned(static_cast<const char*>(bytes), static_cast<std::size_t>(amount));
    turned.back() ^= 1;
    return real(file)->pMethods->xWrite(real(file), turned.data(), amount, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (disk->before_change) disk->before_change();
    if (disk->write_answers) return disk->write_answers;
    return real(file)->pMethods->xTruncate(real(file), size);
}

int sync(sqlite3_file* file, int flags) {
    if (disk->before_change) disk->before_change();
    if (disk->sync_answers) return disk->sync_answers;
    ++disk->syncs;
    const bool is_lie = disk->forgets_syncs && own(file)->name->ends_with("-wal");
    if (!is_lie) disk->unsynced.erase(*own(file)->name);
    return real(file)->pMethods->xSync(real(file), flags);
}

int no_promises(sqlite3_file*) {
    return 0;
}

int sector(sqlite3_file*) {
    return static_cast<int>(sector_bytes);
}

// The rest is handed on as it is.
int size(sqlite3_file* f, sqlite3_int64* n) {
    return real(f)->pMethods->xFileSize(real(f), n);
}

int lock(sqlite3_file* f, int level) {
    return real(f)->pMethods->xLock(real(f), level);
}

int unlock(sqlite3_file* f, int level) {
    return real(f)->pMethods->xUnlock(real(f), level);
}

int reserved(sqlite3_file* f, int* is) {
    return real(f)->pMethods->xCheckReservedLock(real(f), is);
}

int control(sqlite3_file* f, int op, void* with) {
    return real(f)->pMethods->xFileControl(real(f), op, with);
}

int shm_map(sqlite3_file* f, int page, int bytes, int extend, volatile void** at) {
    return real(f)->pMethods->xShmMap(real(f), page, bytes, extend, at);
}

int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

void shm_barrier(sqlite3_file* f) {
    real(f)->pMethods->xShmBarrier(real(f));
}

int shm_unmap(sqlite3_file* f, int remove) {
    return real(f)->pMethods->xShmUnmap(real(f), remove);
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    own(file)->real = reinterpret_cast<sqlite3_file*>(own(file) + 1);
    own(file)->name = new std::string(name ? name : "");
    const int code = below->xOpen(below, name, real(file), flags, out);
    file->pMethods = real(file)->pMethods ? &methods : nullptr;
    if (!file->pMethods) delete own(file)->name;
    return code;
}

void fill_methods() {
    methods = {};
    methods.iVersion = 2;
    methods.xClose = close;
    methods.xRead = read;
    methods.xWrite = write;
    methods.xTruncate = truncate;
    methods.xSync = sync;
    methods.xFileSize = size;
    methods.xLock = lock;
    methods.xUnlock = unlock;
    methods.xCheckReservedLock = reserved;
    methods.xFileControl = control;
    methods.xSectorSize = sector;
    methods.xDeviceCharacteristics = no_promises;
    methods.xShmMap = shm_map;
    methods.xShmLock = shm_lock;
    methods.xShmBarrier = shm_barrier;
    methods.xShmUnmap = shm_unmap;
}

void put_back(std::string& content, const FaultDisk::Unsynced& change, Rng& rng) {
    for (std::size_t at = 0; at < change.length; at += sector_bytes) {
        if (rng.below(2) == 0) continue;
        const auto place = static_cast<std::size_t>(change.offset) + at;
        const auto end =
            std::min(place + std::min(sector_bytes, change.length - at), content.size());
        for (auto octet = place; octet < end; ++octet) {
            const auto old = octet - static_cast<std::size_t>(change.offset);
            content[octet] = old < change.before.size() ? change.before[old] : '\0';
        }
    }
    // Sometimes the file had not grown yet either.
    if (static_cast<std::int64_t>(content.size()) > change.size_before && rng.below(4) == 0) {
        content.resize(static_cast<std::size_t>(change.size_before));
    }
}

} // namespace

FaultDisk::FaultDisk() {
    if (disk) throw std::logic_error("one FaultDisk at a time");
    disk = this;
    sqlite3_initialize();
    below = sqlite3_vfs_find("unix");
    layer = *below;
    layer.zName = "fault";
    layer.szOsFile = static_cast<int>(sizeof(File)) + below->szOsFile;
    layer.xOpen = open;
    fill_methods();
    sqlite3_vfs_register(&layer, 1);
}

FaultDisk::~FaultDisk() {
    sqlite3_vfs_register(below, 1);
    sqlite3_vfs_unregister(&layer);
    disk = nullptr;
}

void FaultDisk::cut_power(const fs::path& from, const fs::path& to, Rng& rng) const {
    copy_database(from, to);
    for (const char* name : {"tocsin.db", "tocsin.db-wal"}) {
        const auto changes = unsynced.find((from / name).string());
        if (changes == unsynced.end() || !fs::exists(to / name)) continue;
        std::string content = content_of(to / name);
        for (auto change = changes->second.rbegin(); change != changes->second.rend(); ++change) {
            put_back(content, *change, rng);
        }
        write_file(to / name, content);
    }
}

} // namespace tocsin::test
