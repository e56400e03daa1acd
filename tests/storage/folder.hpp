// A directory of a test's own, gone with it, and what is done to files from outside the house.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::test {

namespace fs = std::filesystem;

class Folder {
public:
    Folder() {
        // In memory where possible: what a sync is worth is tested by FaultDisk, not by waiting.
        const fs::path memory = "/dev/shm";
        const bool fast = ::access(memory.c_str(), W_OK | X_OK) == 0;
        std::string name =
            ((fast ? memory : fs::temp_directory_path()) / "tocsin-test-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        path_ = name;
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    ~Folder() {
        std::error_code ec;
        fs::remove_all(path_, ec);
    }

    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

inline std::string content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_file(const fs::path& file, const std::string& content, mode_t mode = 0600) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
    ::chmod(file.c_str(), mode);
}

// The database and its WAL as they lie there this moment: what a kill -9 would leave behind.
inline void copy_database(const fs::path& from, const fs::path& to) {
    fs::create_directories(to);
    ::chmod(to.c_str(), 0700);
    for (const char* name : {"tocsin.db", "tocsin.db-wal"}) {
        if (!fs::exists(from / name)) continue;
        fs::copy_file(from / name, to / name, fs::copy_options::overwrite_existing);
        ::chmod((to / name).c_str(), 0600);
    }
}

} // namespace tocsin::test
