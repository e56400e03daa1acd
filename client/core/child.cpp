// SPDX-License-Identifier: Apache-2.0
#include "client/core/child.hpp"

#include "client/core/files.hpp"

#include <cerrno>
#include <csignal>
#include <optional>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tocsin::client {
namespace {

using namespace std::chrono_literals;

constexpr auto glance = 5ms;
constexpr std::size_t output_bytes_max = 64 * 1024;

// What a child reads or writes, in memory: nothing of it is ever on a disk.
class Sheet {
public:
    explicit Sheet(std::string_view content = {})
        : descriptor_(::memfd_create("tocsin", MFD_CLOEXEC)) {
        while (is_open() && !content.empty()) {
            const auto written = ::write(descriptor_, content.data(), content.size());
            if (written <= 0) break;
            content.remove_prefix(static_cast<std::size_t>(written));
        }
        is_whole_ = is_open() && content.empty() && ::lseek(descriptor_, 0, SEEK_SET) == 0;
    }

    Sheet(const Sheet&) = delete;
    Sheet& operator=(const Sheet&) = delete;

    ~Sheet() {
        if (is_open()) ::close(descriptor_);
    }

    bool is_whole() const { return is_whole_; }

    int descriptor() const { return descriptor_; }

    std::string read() const {
        std::string content(output_bytes_max, '\0');
        const auto got = ::pread(descriptor_, content.data(), content.size(), 0);
        content.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return content;
    }

private:
    bool is_open() const { return descriptor_ >= 0; }

    int descriptor_;
    bool is_whole_ = false;
};

// Nothing of ours is open in it, and signals mean to it what they mean to any program.
class Start {
public:
    Start() {
        ::posix_spawn_file_actions_init(&files_);
        ::posix_spawnattr_init(&attributes_);
        sigset_t usual;
        ::sigemptyset(&usual);
        for (const int number : {SIGPIPE, SIGINT, SIGTERM})
            ::sigaddset(&usual, number);
        ::posix_spawnattr_setsigdefault(&attributes_, &usual);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
    }

    Start(const Start&) = delete;
    Start& operator=(const Start&) = delete;

    ~Start() {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    void give(int descriptor, int as) {
        ::posix_spawn_file_actions_adddup2(&files_, descriptor, as);
    }

    // The child's id, or an error number below zero.
    pid_t operator()(std::vector<std::string> words) {
        ::posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
        std::vector<char*> pointers;
        for (auto& word : words)
            pointers.push_back(word.data());
        pointers.push_back(nullptr);
        pid_t child = -1;
        const int error =
            ::posix_spawnp(&child, pointers[0], &files_, &attributes_, pointers.data(), ::environ);
        return error == 0 ? child : -error;
    }

private:
    posix_spawn_file_actions_t files_;
    posix_spawnattr_t attributes_;
};

std::optional<int> wait_for(pid_t child, std::chrono::milliseconds patience) {
    int status = 0;
    for (auto waited = 0ms; waited <= patience; waited += glance) {
        if (::waitpid(child, &status, WNOHANG) == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        std::this_thread::sleep_for(glance);
    }
    ::kill(child, SIGKILL);
    (void)::waitpid(child, &status, 0);
    return std::nullopt;
}

Trouble child_trouble(std::string what, std::string why, std::string next) {
    Trouble trouble;
    trouble.exit_code = 1;
    trouble.what = std::move(what);
    trouble.why = std::move(why);
    trouble.next = std::move(next);
    return trouble;
}

} // namespace

Result<ChildEnded> run_child(
    const std::vector<std::string>& words,
    std::string_view input,
    std::chrono::milliseconds patience
) {
    const std::string& name = words.front();
    const Sheet in(input), out, err;
    if (!in.is_whole() || !out.is_whole() || !err.is_whole())
        return file_trouble("cannot run " + name, errno);
    Start start;
    start.give(in.descriptor(), STDIN_FILENO);
    start.give(out.descriptor(), STDOUT_FILENO);
    // A program that wants a passphrase or a touch says so where somebody can see it.
    if (::isatty(STDERR_FILENO) == 0) start.give(err.descriptor(), STDERR_FILENO);
    const pid_t child = start(words);
    if (child == -ENOENT)
        return child_trouble(
            "cannot run " + name, "there is no such program in PATH", "install it, or set PATH"
        );
    if (child < 0) return file_trouble("cannot run " + name, -child);
    const auto exit_code = wait_for(child, patience);
    if (!exit_code)
        return child_trouble(
            name + " did not end",
            "it was still waiting after " +
                std::to_string(std::chrono::duration_cast<std::chrono::seconds>(patience).count()) +
                " s",
            "run it again, and be there for what it asks"
        );
    return ChildEnded{*exit_code, out.read(), err.read()};
}

} // namespace tocsin::client
