// What each failure of SQLite means for the house. The one place that knows its codes.
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_store.hpp"

#include <SQLiteCpp/Exception.h>

#include <cstring>
#include <mutex>
#include <sqlite3.h>

namespace tocsin::storage {

namespace {

using Fate = Trouble::Fate;

constexpr int not_ours = 78;      // EX_CONFIG
constexpr int no_permission = 77; // EX_NOPERM
constexpr int try_again = 75;     // EX_TEMPFAIL
constexpr int io_error = 74;      // EX_IOERR
constexpr int os_error = 71;      // EX_OSERR
constexpr int our_bug = 70;       // EX_SOFTWARE

thread_local std::string last_words;

void overhear(void*, int code, const char* words) {
    const int primary = code & 0xff;
    if (primary == SQLITE_NOTICE || primary == SQLITE_WARNING || primary == SQLITE_SCHEMA) return;
    last_words = words;
}

struct Meaning {
    Fate fate;
    int exit_code;
    const char* next;
};

constexpr const char* restore =
    "stop the server, keep the damaged files, restore the newest backup and replay the export "
    "(docs/OPERATIONS.md)";

Meaning meaning(int code, Doing doing) {
    const bool writing = doing == Doing::writing;
    constexpr Meaning full = {
        Fate::read_only, io_error, "free space on this disk; appends go on by themselves"};
    // No room for the WAL's index is how a full disk shows itself to whoever opens the file.
    if (doing == Doing::opening && code == SQLITE_IOERR_SHMSIZE) return full;
    switch (code & 0xff) {
    case SQLITE_FULL: return full;
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT: return {Fate::failed, os_error, "try again"};
    case SQLITE_IOERR:
        if (code == SQLITE_IOERR_NOMEM) return {Fate::failed, os_error, "try again"};
        // A failed sync is reported once and its pages count as clean: only a restart can tell.
        if (writing)
            return {Fate::stop, io_error, "restart; look at the disk and the kernel's log"};
        return {Fate::failed, io_error, "look at the disk and the kernel's log"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return {Fate::halt, not_ours, restore};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return {
            writing ? Fate::halt : Fate::failed,
            try_again,
            "close whatever else has the database open"};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return {Fate::halt, no_permission, "check the directory's owner and permissions"};
    default: return {writing ? Fate::halt : Fate::failed, our_bug, "please report this"};
    }
}

const char* act(Doing doing) {
    switch (doing) {
    case Doing::opening: return "open ";
    case Doing::reading: return "read ";
    case Doing::writing: break;
    }
    return "write ";
}

} // namespace

void listen_to_sqlite() {
    static std::once_flag once;
    // Refused when a library of the process initialised SQLite before us; then its words are
    // missing.
    std::call_once(once, [] {
        sqlite3_config(SQLITE_CONFIG_LOG, &overhear, nullptr);
        // Counting its memory takes a lock at every allocation, and nobody asks for the sum.
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    });
}

Trouble translate(int code, int system_errno, Doing doing, const std::filesystem::path& file) {
    const Meaning means = meaning(code, doing);
    Trouble trouble;
    trouble.fate = means.fate;
    trouble.exit_code = means.exit_code;
    trouble.what = std::string("cannot ") + act(doing) + file.string();
    trouble.why = std::string(sqlite3_errstr(code)) + " (SQLite " + std::to_string(code) + ")";
    const int primary = code & 0xff;
    const bool of_system = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
    if (system_errno != 0 && of_system)
        trouble.why += std::string(", ") + std::strerror(system_errno);
    if (!last_words.empty()) trouble.why += "; " + last_words;
    last_words.clear();
    trouble.next = means.next;
    return trouble;
}

Trouble translate(
    const SQLite::Exception& failure,
    SQLite::Database* at,
    Doing doing,
    const std::filesystem::path& file
) {
    const int extended = failure.getExtendedErrorCode();
    const int code = extended > 0 ? extended : failure.getErrorCode();
    return translate(code, at ? sqlite3_system_errno(at->getHandle()) : 0, doing, file);
}

} // namespace tocsin::storage
