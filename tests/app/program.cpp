// SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.hpp"

#include "tests/support/places.hpp"

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tocsin {

namespace {

using namespace std::chrono_literals;

std::atomic<int> programs_run = 0;

sockaddr_in loopback(unsigned short port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

std::string read_all(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

bool Program::is_built(const std::string& name) {
    return std::filesystem::exists(test::binary_dir() / name);
}

Program::Program(
    const Folder& folder, std::string name, std::vector<std::string> words, Screen screen
) {
    const auto number = std::to_string(++programs_run);
    out_ = folder.path() / (name + "." + number + ".out");
    err_ = folder.path() / (name + "." + number + ".err");
    const auto path = (test::binary_dir() / name).string();
    std::vector<char*> given{name.data()};
    for (auto& word : words)
        given.push_back(word.data());
    given.push_back(nullptr);

    pid_ = screen == Screen::terminal ? ::forkpty(&terminal_, nullptr, nullptr, nullptr) : ::fork();
    if (pid_ == 0) run_child(path, given);
}

void Program::run_child(const std::string& path, std::vector<char*>& words) const {
    // forkpty made its child the leader of a session of its own; a plain fork did not.
    if (::getsid(0) != ::getpid()) {
        const int in = ::open("/dev/null", O_RDONLY);
        const int out = ::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        const int err = ::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(in, 0);
        ::dup2(out, 1);
        ::dup2(err, 2);
    }
    ::execv(path.c_str(), words.data());
    ::_exit(127);
}

Program::~Program() {
    if (!ended_ && pid_ > 0) {
        ::kill(pid_, SIGKILL);
        (void)wait(10s);
    }
    if (terminal_ >= 0) ::close(terminal_);
}

void Program::signal(int number) const {
    ::kill(pid_, number);
}

std::optional<int> Program::wait(std::chrono::milliseconds patience) {
    const auto ended = [this] {
        if (ended_) return true;
        if (terminal_ >= 0) read_terminal();
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
        ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return true;
    };
    eventually(ended, patience);
    return ended_;
}

void Program::read_terminal() const {
    ::fcntl(terminal_, F_SETFL, O_NONBLOCK);
    char block[4096];
    for (ssize_t got = 0; (got = ::read(terminal_, block, sizeof block)) > 0;)
        shown_.append(block, static_cast<std::size_t>(got));
}

std::string Program::out() const {
    return read_all(out_);
}

std::string Program::err() const {
    if (terminal_ < 0) return read_all(err_);
    read_terminal();
    return shown_;
}

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds patience) {
    for (std::chrono::milliseconds waited{0}; waited < patience; waited += 5ms) {
        if (holds()) return true;
        std::this_thread::sleep_for(5ms);
    }
    return holds();
}

unsigned short free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    socklen_t length = sizeof address;
    ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), length);
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
    ::close(descriptor);
    return ntohs(address.sin_port);
}

std::string http_get(unsigned short port, const std::string& path) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{5, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto address = loopback(port);
    std::string answer;
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        const auto request =
            "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        ::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL);
        char block[4096];
        for (ssize_t got = 0; (got = ::recv(descriptor, block, sizeof block, 0)) > 0;)
            answer.append(block, static_cast<std::size_t>(got));
    }
    ::close(descriptor);
    return answer;
}

} // namespace tocsin
