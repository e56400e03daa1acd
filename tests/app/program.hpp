// One of our real programs, run by a test: its output goes to files of the test's folder, it is
// waited for with a deadline, and it is gone when the test is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/app/folder.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tocsin {

class Program {
public:
    enum class Screen { files, terminal }; // where stdout and stderr go

    // `name` is the program's; false from there(): it was not built.
    Program(
        const Folder& folder,
        std::string name,
        std::vector<std::string> words,
        Screen screen = Screen::files
    );
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    static bool is_built(const std::string& name);

    void signal(int number) const;
    // The exit code, or 128 + the signal it died by; nothing: it still runs.
    std::optional<int> wait(std::chrono::milliseconds patience);
    std::string out() const;
    std::string err() const; // of a terminal: both

    pid_t pid() const { return pid_; }

private:
    void run_child(const std::string& path, std::vector<char*>& words) const;
    void read_terminal() const;

    std::filesystem::path out_;
    std::filesystem::path err_;
    pid_t pid_ = -1;
    int terminal_ = -1;
    mutable std::string shown_;
    std::optional<int> ended_;
};

// Looks every few milliseconds.
bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds patience);

// A port of loopback that nobody listens on at this moment.
unsigned short free_port();

// The whole answer of one HTTP/1.0 GET; empty: nobody answers.
std::string http_get(unsigned short port, const std::string& path);

} // namespace tocsin
